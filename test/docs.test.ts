import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Project } from 'hlsmith/cpp';
import { pragmasOf } from 'hlsmith/hls';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { hlsmith, temporaryFolder } from './cli/run.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(join(root, 'docs', 'engine.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, code]) => code);
const [kernel] = blocks('cpp');
const scripts = blocks('ts').filter((code) => !code.includes('export default'));
const [program] = blocks('ts').filter((code) => code.includes('export default'));

/** The page's blocks go on from each other, as a reader takes them. */
const script = scripts.join('\n');

describe('docs/engine.md', () => {
  it('compiles', () => {
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => readFileSync(path, 'utf8'));
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const pages = new Map([
      [join(root, 'docs-script.ts'), `${script}\nexport {};`],
      [join(root, 'docs-program.ts'), program],
    ]);
    const host = ts.createCompilerHost(options);
    const { getSourceFile, fileExists, readFile } = host;
    host.fileExists = (path) => pages.has(path) || fileExists(path);
    host.readFile = (path) => pages.get(path) ?? readFile(path);
    host.getSourceFile = (path, ...rest) =>
      pages.has(path)
        ? ts.createSourceFile(path, pages.get(path) as string, ts.ScriptTarget.ES2023)
        : getSourceFile(path, ...rest);
    const unused = { noUnusedLocals: false, noUnusedParameters: false };
    const compiled = ts.createProgram([...pages.keys()], { ...options, ...unused }, host);
    const errors = [...pages.keys()].flatMap((path) => {
      const file = compiled.getSourceFile(path);
      return [...compiled.getSyntacticDiagnostics(file), ...compiled.getSemanticDiagnostics(file)];
    });
    expect(errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  });

  it('prints what its comments say', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'prj'));
    writeFileSync(join(folder, 'prj', 'kernel.cpp'), kernel);
    const printed: unknown[][] = [];
    const code = script
      .replace(/^import .*$/gm, '')
      .replace("root: 'prj'", `root: ${JSON.stringify(join(folder, 'prj'))}`);
    const names = ['Project', 'pragmasOf', 'console'];
    const run = new Function(...names, `return (async () => {${transpiled(code)}})();`) as (
      project: typeof Project,
      pragmas: typeof pragmasOf,
      console: { log: (...values: unknown[]) => void },
    ) => Promise<void>;
    await run(Project, pragmasOf, { log: (...values) => printed.push(values) });
    expect(printed.slice(0, 3)).toEqual([[['kernel']], ['kernel', 'Rows', 8], [16, 'in[j]']]);
    expect(printed.slice(3, 5)).toEqual([
      [{ name: 'j', init: 0, relation: '<', bound: 16, step: 1 }],
      [true, true, 1],
    ]);
    expect(printed.slice(6, 11)).toEqual([['yes'], ['ap_fixed<18,8>'], ['data_t'], [8], [3, true, true]]);
    expect(printed[11][0]).toContain('+            #pragma HLS PIPELINE II=1');
    expect(printed.slice(12)).toEqual([[[['ap_vld', ['in', 'out']]]], [{ II: '2' }], [0]]);
  });

  it('shows a metaprogram whose cases hold', () => {
    const path = join(temporaryFolder(), 'unroll-outermost.ts');
    writeFileSync(path, program);
    const { code, out } = hlsmith(['test', path]);
    expect([code, out]).toEqual([0, 'ok     unroll-outermost: one loop\n']);
  });
});

function transpiled(code: string): string {
  const target = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext };
  return ts.transpileModule(code, { compilerOptions: target }).outputText;
}
