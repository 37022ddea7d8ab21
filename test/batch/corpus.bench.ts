import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bench, describe } from 'vitest';
import { Project } from 'hlsmith/cpp';
import { corpus, corpusFiles } from './corpus.js';

/**
 * PIPELINE into every innermost loop of the corpus, by hlsmith and by the ast-grep command line (its path in
 * HLSMITH_AST_GREP), in turns on fresh copies, of which the least counts. CPU time of all processes is what counts.
 *
 *   (cd /tmp && npm i @ast-grep/cli)
 *   HLSMITH_CORPUS=... HLSMITH_AST_GREP=/tmp/node_modules/@ast-grep/cli-linux-x64-gnu/ast-grep npm run bench
 */
const astGrep = process.env['HLSMITH_AST_GREP'] ?? '';
const turns = 3;
const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const rule = fileURLToPath(new URL('ast-grep-rule.yml', import.meta.url));
if (corpus.length === 0) console.log('skipped: HLSMITH_CORPUS names no folders of HLS sources');
if (astGrep === '') console.log('no comparison: HLSMITH_AST_GREP names no ast-grep');

/** CPU seconds of a command and its children, as bash counts them. */
function cpuSeconds(command: string, words: readonly string[]): number {
  const script = 'TIMEFORMAT="%U %S"; time "$0" "$@" >/dev/null 2>/dev/null';
  const { stderr } = spawnSync('bash', ['-c', script, command, ...words], { encoding: 'utf8' });
  return stderr
    .trim()
    .split(/\s+/)
    .slice(-2)
    .map(Number)
    .reduce((sum, seconds) => sum + seconds, 0);
}

async function copyOfCorpus(): Promise<{ folder: string; files: number; bytes: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'hlsmith-bench-'));
  const units = (await corpusFiles()).filter(({ path }) => statSync(path).size < 256 * 1024);
  let bytes = 0;
  for (const { path } of units) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(path, join(folder, path));
    bytes += statSync(path).size;
  }
  return { folder, files: units.length, bytes };
}

async function measure(run: (folder: string) => number): Promise<number> {
  const { folder } = await copyOfCorpus();
  try {
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function ruleFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hlsmith-rule-'));
  mkdirSync(join(folder, 'rules'));
  writeFileSync(join(folder, 'rules', 'rule.yml'), readFileSync(rule));
  const globs = ['*.h', '*.hpp', '*.c', '*.cc', '*.cpp'];
  writeFileSync(
    join(folder, 'sgconfig.yml'),
    JSON.stringify({ ruleDirs: ['rules'], languageGlobs: { cpp: globs } }),
  );
  return folder;
}

describe.skipIf(corpus.length === 0)('questions to a parsed corpus', () => {
  bench(
    'all innermost loops',
    async () => {
      const projects = await Promise.all(corpus.map((root) => Project.load({ root })));
      for (const project of projects) await project.parseAll();
      const trees = projects.flatMap(({ files }) => files.filter((file) => !file.isDeferred));
      const nodes = trees.reduce((sum, { tree }) => sum + tree.length, 0);
      const times = [1, 2, 3, 4, 5].map(() => {
        const before = process.cpuUsage();
        for (const project of projects) project.query('l:ForLoop !=> :Loop');
        const { user, system } = process.cpuUsage(before);
        return `${((user + system) / 1000).toFixed(1)} ms`;
      });
      console.log(`${nodes} nodes, innermost loops: ${times.join(', ')}`);
    },
    { iterations: 1, warmupIterations: 0, time: 0, warmupTime: 0 },
  );
});

describe.skipIf(corpus.length === 0)('pipeline-innermost over a corpus', () => {
  bench(
    'against ast-grep',
    async () => {
      const { files, bytes, folder } = await copyOfCorpus();
      rmSync(folder, { recursive: true });
      const words = (copy: string) => [main, 'run', 'pipeline-innermost', copy, '--write', '--jobs', '1'];
      const config = join(ruleFolder(), 'sgconfig.yml');
      let [ours, theirs] = [Infinity, Infinity];
      for (let turn = 0; turn < turns; turn++) {
        ours = Math.min(ours, await measure((copy) => cpuSeconds(process.execPath, words(copy))));
        if (astGrep === '') continue;
        const scan = (copy: string) => cpuSeconds(astGrep, ['scan', '-c', config, '-U', '-j', '1', copy]);
        theirs = Math.min(theirs, await measure(scan));
      }
      console.log(`${files} files, ${(bytes / 1e6).toFixed(1)} MB: hlsmith ${ours.toFixed(2)} CPU s`);
      if (astGrep !== '')
        console.log(`ast-grep ${theirs.toFixed(2)} CPU s, ratio ${(ours / theirs).toFixed(2)}`);
    },
    { iterations: 1, warmupIterations: 0, time: 0, warmupTime: 0 },
  );
});
