import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFlowFile } from 'hlsmith/flow';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { scratch } from './scratch.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs', 'flow.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, code]) => code!);

/** The blocks go on from each other, as a reader takes them; what is imported twice is imported once. */
const script = blocks('ts')
  .join('\n')
  .replace('import { conformance, defineTask, Stop }', 'import { conformance, defineTask }');
const placed = (tasks: string): string => script.replace("'./toy-tasks.js'", JSON.stringify(tasks));

describe('docs/flow.md', () => {
  it('compiles', () => {
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => readFileSync(path, 'utf8'));
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const path = join(root, 'docs-script.ts');
    const host = ts.createCompilerHost(options);
    const { getSourceFile, fileExists, readFile } = host;
    const text = placed('./fixtures/flow/toy-tasks.js');
    host.fileExists = (name) => name === path || fileExists(name);
    host.readFile = (name) => (name === path ? text : readFile(name));
    host.getSourceFile = (name, ...rest) =>
      name === path ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2023) : getSourceFile(name, ...rest);
    const compiled = ts.createProgram([path], options, host);
    const file = compiled.getSourceFile(path);
    const errors = [...compiled.getSyntacticDiagnostics(file), ...compiled.getSemanticDiagnostics(file)];
    expect(errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  });

  it('prints what its comments say', () => {
    const folder = scratch();
    const path = join(folder, 'script.ts');
    const text = placed(join(root, 'fixtures', 'flow', 'toy-tasks.ts'));
    writeFileSync(path, text.replaceAll("'runs-here'", JSON.stringify(join(folder, 'runs'))));
    // As built, since heavy tasks run in processes of their own.
    const loader = new URL('../../dist/src/modules/index.js', import.meta.url).href;
    const start = `import { importUserModule } from '${loader}'; await importUserModule('${path}');`;
    const args = ['--input-type=module', '-e', start];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    const promised = [...script.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, words]) => words);
    const printed = stdout.split('\n');
    expect([stderr, printed.slice(0, promised.length)]).toEqual(['', promised]);
    expect(printed).toContain('gives the same result for the same seed');
  });

  it('shows a flow file that is valid', async () => {
    const path = join(scratch(), 'flow.yaml');
    const [yaml] = blocks('yaml');
    writeFileSync(path, yaml!.replace('./toy-tasks.ts', join(root, 'fixtures', 'flow', 'toy-tasks.ts')));
    const flow = await readFlowFile(path);
    flow.validate();
    expect(flow.graph.nodes.get('B')!.outputs).toEqual(['Join', 'Stop']);
  });
});
