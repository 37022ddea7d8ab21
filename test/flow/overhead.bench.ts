import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bench, describe } from 'vitest';

/**
 * 1,000 tasks that do nothing, all between a FORK and a REDUCE, by hlsmith and by Snakemake (its path in HLSMITH_SNAKEMAKE), each in a
 * process of its own. CPU time of all processes is what counts.
 *
 *   apt-get install snakemake
 *   HLSMITH_SNAKEMAKE=/usr/bin/snakemake npx vitest bench --run test/flow
 */
const snakemake = process.env['HLSMITH_SNAKEMAKE'] ?? '';
const tasks = 1000;
if (snakemake === '') console.log('no comparison: HLSMITH_SNAKEMAKE names no snakemake');

/** CPU seconds of a command and its children, as bash counts them. */
function cpuSeconds(folder: string, command: string, words: readonly string[]): number {
  const script = 'TIMEFORMAT="%U %S"; time "$0" "$@" >/dev/null 2>/dev/null';
  const { stderr } = spawnSync('bash', ['-c', script, command, ...words], { encoding: 'utf8', cwd: folder });
  const [user, system] = stderr.trim().split(/\s+/).slice(-2).map(Number);
  return user! + system!;
}

function inFolder<T>(run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'hlsmith-bench-'));
  try {
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const engine = new URL('../../dist/src/flow/index.js', import.meta.url).href;

const byHlsmith = (count: number): number =>
  inFolder((folder) => {
    writeFileSync(
      join(folder, 'wide.mjs'),
      `import { dataflow, defineTask, Fork, Reduce, Stop } from ${JSON.stringify(engine)};
       const plain = { role: 'lambda', description: 'Does nothing', outputs: 1, run: () => undefined };
       const Source = defineTask({ ...plain, type: 'Source', inputs: 0 });
       const Pass = defineTask({ ...plain, type: 'Pass', inputs: 1 });
       const wide = dataflow('wide', () => {
         const fork = Fork().from(Source());
         const reduce = Reduce();
         for (let index = 0; index < ${count}; index++) reduce.from(Pass().from(fork));
         reduce.to(Stop());
       });
       await wide.run({ 'Reduce::fn': ([first]) => first }, { store: 'store', jobs: 1 });`,
    );
    return cpuSeconds(folder, process.execPath, ['wide.mjs']);
  });

const bySnakemake = (count: number): number =>
  inFolder((folder) => {
    const rules = [
      `rule all:\n    input: expand("{n}.done", n=range(${count}))`,
      // Without a command of its own, a rule makes the least that it can: its output, in Snakemake's process.
      'rule step:\n    output: touch("{n}.done")',
    ];
    writeFileSync(join(folder, 'Snakefile'), `${rules.join('\n')}\n`);
    return cpuSeconds(folder, snakemake, ['-j', '1', '--quiet']);
  });

describe(`${tasks} tasks that do nothing, CPU ms a task`, () => {
  const perTask = (seconds: number, least: number): string => ((1000 * (seconds - least)) / tasks).toFixed(2);
  bench(
    'hlsmith (and snakemake where it is named)',
    () => {
      // What it takes to start is not a task's.
      const [own, start] = [byHlsmith(tasks), byHlsmith(1)];
      console.log(`hlsmith ${perTask(own, start)} ms a task, ${start.toFixed(2)} s to start`);
      if (snakemake === '') return;
      const [theirs, first] = [bySnakemake(tasks), bySnakemake(1)];
      console.log(`snakemake ${perTask(theirs, first)} ms a task, ${first.toFixed(2)} s to start`);
      console.log(`ratio ${((theirs - first) / (own - start)).toFixed(0)}`);
    },
    { iterations: 1, warmupIterations: 0, time: 0, warmupTime: 0 },
  );
});
