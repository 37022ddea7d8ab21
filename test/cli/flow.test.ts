import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesUnder, fixture, hlsmith, main, temporaryFolder } from './run.js';

const toy = (name: string): string => fixture(`../flow/${name}`);

/** A flow whose one task waits until it is stopped, the first time. */
function waitingFlow(folder: string): string {
  const path = join(folder, 'waiting.ts');
  writeFileSync(
    path,
    `import { existsSync, writeFileSync } from 'node:fs';
     import { dataflow, defineTask, Stop } from 'hlsmith/flow';
     const mark = ${JSON.stringify(join(folder, 'mark'))};
     const First = defineTask({ type: 'First', role: 'lambda', description: 'Is done', inputs: 0, outputs: 1,
       run: ({ metaModel }) => metaModel.log('first') });
     const Wait = defineTask({ type: 'Wait', role: 'lambda', description: 'Waits', inputs: 1, outputs: 1,
       async run({ metaModel }) {
         if (!existsSync(mark)) { writeFileSync(mark, ''); await new Promise((resolve) => setTimeout(resolve, 60_000)); }
         metaModel.log('waited');
       } });
     export default dataflow('waiting', () => First().to(Wait()).to(Stop()));\n`,
  );
  return path;
}

describe('hlsmith flow', () => {
  it('runs a flow file, prints progress as lines and its result, and events as JSON', () => {
    const store = join(temporaryFolder(), 'store');
    const set = ['--set', 'B@max_turns=1', '--set', 'ModelGen::layers=[16, 64, 64, 5]'];
    const { code, out, errors } = hlsmith(['flow', 'run', toy('pruning.yaml'), '--store', store, ...set]);
    expect([code, out.split('\n')[0]]).toEqual([0, 'Stop#1: Synthesis#2  dsp 128, lut 12800']);
    expect(errors).toMatch(/^done {4}Synthesis#1 {2}\d+\.\d\d s {2}RTL: dsp \d+, lut \d+$/m);

    const json = hlsmith(['flow', 'run', toy('pruning.yaml'), '--store', store, '--json', ...set]);
    const events = json.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string });
    expect([json.code, json.errors]).toEqual([0, '']);
    expect(events.at(0)).toMatchObject({ event: 'run-started', run: 'pruning-2', resumed: false });
    expect(events.at(-1)).toMatchObject({ event: 'run-ended', status: 'done', models: 7, failures: 0 });

    const again = hlsmith(['flow', 'resume', 'pruning-1', '--store', store]);
    expect([again.code, again.out.split('\n')[0]]).toEqual([0, 'Stop#1: Synthesis#2  dsp 128, lut 12800']);
    expect(again.errors).not.toContain('done    Synthesis');
  });

  it('says what is wrong before anything runs', () => {
    const store = join(temporaryFolder(), 'store');
    const run = ['flow', 'run', toy('pruning.yaml'), '--store', store];
    expect(hlsmith([...run, '--set', 'Prunning::pruning_rate_thresh=0.1'])).toEqual({
      code: 2,
      out: '',
      errors:
        'hlsmith: configuration Prunning::pruning_rate_thresh: this flow has no task type Prunning; did you mean Pruning? [flow.unknown]\n',
    });
    expect(hlsmith([...run, '--set', 'nonsense']).errors).toContain('name=value');
    expect(filesUnder(temporaryFolder()).size).toBe(0);
  });

  it('shows flows, tasks and the schema', () => {
    const shown = hlsmith(['flow', 'show', toy('orders.yaml')]).out;
    expect(shown).toContain('  Fork        >> Careful, Bold\n');
    expect(shown).toContain('flowchart LR\n');
    const tasks = hlsmith(['flow', 'tasks', toy('toy-tasks.ts')]).out;
    expect(tasks).toMatch(/Pruning +│ O +│ 1-to-1/);
    expect(tasks).toMatch(/tolerate_acc_loss +│ number +│ 0\.02 +│ alpha_p/);
    const { tasks: data } = JSON.parse(hlsmith(['flow', 'tasks', '--json']).out) as {
      tasks: { type: string }[];
    };
    expect(data.map(({ type }) => type).sort()).toEqual([
      ...['Branch', 'Fork', 'Join', 'KerasToHls', 'Quantization', 'Reduce', 'Simulation', 'Stop'],
    ]);
    expect(JSON.parse(hlsmith(['flow', 'schema']).out)).toHaveProperty('properties.paths');
  });

  it.each([
    ['SIGINT', 'cancelled'],
    ['SIGKILL', 'interrupted'],
  ] as const)(
    'stopped by %s leaves a run that is %s, held by nobody, and resumed',
    async (signal, status) => {
      const folder = temporaryFolder();
      const store = join(folder, 'store');
      const child = spawn(
        process.execPath,
        [main, 'flow', 'run', waitingFlow(folder), '--store', store, '--json'],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      let held = '';
      child.stdout.on('data', (text: Buffer) => {
        if (held !== '' || !text.toString().includes('"step":"Wait#1"')) return;
        held = hlsmith(['flow', 'resume', 'waiting-1', '--store', store]).errors;
        child.kill(signal);
      });
      const code = await new Promise((resolve) => child.on('close', (exit, by) => resolve(by ?? exit)));
      expect(held).toMatch(/process \d+ on .* is working on run waiting-1/);
      expect(code).toBe(signal === 'SIGINT' ? 130 : 'SIGKILL');
      expect(
        JSON.parse(hlsmith(['runs', 'show', 'waiting-1', '--store', store, '--json']).out),
      ).toMatchObject({ status, steps: 1 });
      expect(hlsmith(['flow', 'resume', 'waiting-1', '--store', store]).code).toBe(0);
      expect(hlsmith(['runs', 'show', 'waiting-1', '--store', store, '--log']).out).toMatch(
        /^\S+ {2}First#1 {2}first\n\S+ {2}Wait#1 {2}waited\n$/,
      );
    },
  );
});

describe('hlsmith runs', () => {
  it('lists, shows, compares, exports and removes runs', () => {
    const folder = temporaryFolder();
    const store = join(folder, 'store');
    const runs = (...words: string[]): string => {
      const { code, out, errors } = hlsmith(['runs', ...words, '--store', store]);
      expect([code, errors]).toEqual([0, '']);
      return out;
    };
    expect(runs('list')).toBe('no runs\n');
    for (const rate of ['0.02', '0.1'])
      hlsmith([
        ...['flow', 'run', toy('pruning.yaml'), '--store', store, '--quiet', '--set', 'B@max_turns=0'],
        ...['--set', `Pruning::tolerate_acc_loss=${rate}`],
      ]);
    expect(runs('list')).toMatch(/pruning-1 +│ done +│ [\d :-]+│ 0:0\d +│ 7 +│ 4 +│ 0/);
    expect(runs('show', 'pruning-1')).toMatch(/Synthesis#1 +│ RTL +│ Hls#1 +│ 1 +│ dsp 140, lut 14000/);
    expect(runs('show', 'pruning-1', '--model', 'Pruning#1')).toMatch(
      /metric {3}accuracy = 0\.75308 {2}\(toy formula\)/,
    );
    const comparison = runs('compare', 'pruning-1', 'pruning-2');
    expect(comparison).toMatch(/Pruning::tolerate_acc_loss +│ 0\.02 +│ 0\.1 /);
    expect(comparison).toMatch(/dsp \(RTL, toy formula\) +│ 140 +│ 60 /);
    expect(comparison).not.toContain('default_precision');
    runs('export', 'pruning-1', '-o', join(folder, 'out'));
    expect([...filesUnder(join(folder, 'out')).keys()]).toContain('models/Hls-1/defines.h');
    expect(runs('gc', 'pruning-1', '--dry-run')).toMatch(/^would remove 1 runs and \d files/);
    expect(runs('gc', 'pruning-1')).toMatch(/^removed 1 runs and [1-9] files/);
    expect(JSON.parse(runs('list', '--json'))).toMatchObject({
      runs: [{ run: 'pruning-2', status: 'done' }],
    });
    expect(hlsmith(['runs', 'show', 'pruning-1', '--store', store]).code).toBe(2);
  });
});
