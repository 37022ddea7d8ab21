import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataflow, Fork, Reduce, SlurmExecutor, Stop, type Dataflow, type MetaModel } from 'hlsmith/flow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noSlurm, startCluster, type Cluster } from './cluster.js';
import { Square } from './heavy.js';
import { here, listener, scratch } from './scratch.js';
import { Generate } from './tasks.js';

const missing = noSlurm();
if (missing !== null) console.log(`skipped: Slurm: ${missing}`);

const built = new URL('../../dist/src/flow/run/job-main.js', import.meta.url);
const executor = (options: ConstructorParameters<typeof SlurmExecutor>[0] = {}): SlurmExecutor =>
  new SlurmExecutor({ pollInterval: 200, ...options }, built);

const single = dataflow('single', () => Square().from(Generate()).to(Stop()));
const sizeOf = (metaModel: MetaModel): number => metaModel.need('HLS C++').metrics['size']!.value;
const sweep = (paths: number): Dataflow =>
  dataflow('sweep', () => {
    const fork = Fork().from(Generate());
    const ways = Array.from({ length: paths }, (_, at) => Square(`S${at}`).from(fork));
    Reduce()
      .from(ways[0]!, ...ways.slice(1))
      .to(Stop());
  });

describe.skipIf(missing !== null)('heavy tasks on a Slurm cluster', { timeout: 60_000 }, () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  }, 30_000);
  afterAll(() => cluster?.stop());

  it('give what they give on this machine, log and files included', async () => {
    const { events, onEvent } = listener();
    const cfg = {
      'Stop::fn': sizeOf,
      'Generate::size': 3,
      'Square::licenses': 'vivado:1',
      'Square::memory': '10M',
    };
    const result = await single.run(cfg, { store: scratch(), executor: executor(), onEvent });
    expect([result.failures, result.output]).toEqual([[], 9]);
    expect(events).toContainEqual(expect.objectContaining({ event: 'log', message: 'squared' }));
  });

  it('go as one array where many are ready at once', async () => {
    const { onEvent, steps } = listener();
    const cfg = {
      'Reduce::fn': (all: readonly MetaModel[]) => all[0]!,
      'Stop::fn': sizeOf,
      'Generate::size': 2,
    };
    const result = await sweep(6).run(cfg, { store: scratch(), executor: executor(), onEvent, jobs: 8 });
    expect([result.failures, result.output]).toEqual([[], 4]);
    expect(steps().filter((step) => step.includes('S')).length).toBeGreaterThanOrEqual(6);
    expect(cluster.jobs().filter((line) => /_[1-6] /.test(line)).length).toBe(6);
  });

  it('fail with what they threw, and with how they ended', async () => {
    for (const [way, message] of [
      ['throw', 'no square'],
      ['exit', /ended without a result \((?:exit code 7|FAILED)\)/],
    ] as const) {
      const cfg = { 'Stop::fn': sizeOf, 'Square::way': way };
      const { failures } = await single.run(cfg, { store: scratch(), executor: executor() });
      expect(failures[0]!.error.message).toMatch(message);
    }
  });

  it('are told apart from what sbatch refuses', async () => {
    const refused = executor({ sbatch: ['--partition=nowhere'] });
    const { failures } = await single.run({ 'Stop::fn': sizeOf }, { store: scratch(), executor: refused });
    expect(failures[0]!.error.message).toMatch(/sbatch refused a job: .*partition/i);
  });

  it('end with all that they started when the run is cancelled, and when their time is up', async () => {
    const folder = scratch();
    const marks = ['cancelled', 'late'].map((name) => join(folder, name));
    const cfg = { 'Stop::fn': sizeOf, 'Square::way': 'hang' };
    const controller = new AbortController();
    const watching = setInterval(() => existsSync(marks[0]!) && controller.abort(), 100);
    const run = { store: scratch(), executor: executor(), signal: controller.signal };
    expect((await single.run({ ...cfg, 'Square::mark': marks[0] }, run)).status).toBe('cancelled');
    clearInterval(watching);
    const late = await single.run(
      { ...cfg, 'Square::timeout': 8, 'Square::mark': marks[1] },
      { store: scratch(), executor: executor() },
    );
    expect(late.failures[0]!.error.message).toMatch('took more than 8 s');
    const processes = marks.flatMap((mark) => readFileSync(mark, 'utf8').split(' ').map(Number));
    const alive = (): number[] => processes.filter((pid) => existsSync(`/proc/${pid}`));
    for (let tries = 0; alive().length > 0 && tries < 100; tries++) await sleep(100);
    expect([processes.length, alive()]).toEqual([4, []]);
    expect(cluster.jobs().filter((line) => /^(RUNNING|PENDING)/.test(line))).toEqual([]);
  });

  it('are submitted again when their node fails', async () => {
    const store = scratch();
    const progress: string[] = [];
    let failed: string | undefined;
    const run = single.run(
      { 'Stop::fn': sizeOf, 'Square::way': 'slow' },
      {
        ...{ store, executor: executor() },
        onEvent: (event) => {
          if (event.event !== 'task-progress') return;
          progress.push(event.text);
          const node = /^running (n\d)/.exec(event.text)?.[1];
          if (node === undefined || failed !== undefined) return;
          failed = node;
          cluster.failNode(node);
        },
      },
    );
    const result = await run;
    cluster.startNode(failed!);
    expect([result.failures, result.output]).toEqual([[], 4096]);
    expect(progress).toContain('NODE_FAIL: submitted again');
  });

  it('outlive a process that is killed: the resumed run waits for them', async () => {
    const store = scratch();
    const child = spawn(process.execPath, [here('slurm-child.mjs'), store], { stdio: 'ignore' });
    const work = (): string[] =>
      readdirSync(store, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('slurm-job'));
    for (let tries = 0; work().length === 0 && tries < 150; tries++) await sleep(100);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    const id = readFileSync(join(store, work()[0]!), 'utf8');
    const [run] = readdirSync(join(store, 'runs'));
    const result = await single.resume(run!, { 'Stop::fn': sizeOf }, { store, executor: executor() });
    expect([result.failures, result.output]).toEqual([[], 4096]);
    expect(cluster.jobs().filter((line) => Number(line.split(' ')[1]) > Number(id))).toEqual([]);
  });
});
