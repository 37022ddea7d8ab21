import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataflow, MetaModel } from 'hlsmith/flow';
import { Branch, dataflow, Fork, Join, pareto, Reduce, Stop } from 'hlsmith/flow';
import { describe, expect, it } from 'vitest';
import { Square } from './heavy.js';
import { listener, localExecutor, scratch } from './scratch.js';
import { Call, Generate, Pass, Shrink, Source } from './tasks.js';

const sizeOf = (metaModel: MetaModel): number => metaModel.need().metrics['size']!.value;
const sizes = (metaModel: MetaModel): number[] =>
  metaModel.models().map(({ metrics }) => metrics['size']!.value);

describe('a loop', () => {
  const flow = dataflow('loop', () => {
    const join = Join().from(Generate());
    Branch('B').from(Shrink().from(join)).to(join, Stop());
  });

  it('turns while the condition is true, and changes CFG by the action', async () => {
    const rates: unknown[] = [];
    const { output, status, steps } = await flow.run(
      {
        'Shrink::rate': 0.5,
        'B@fn': (metaModel: MetaModel) => sizeOf(metaModel) > 10,
        'B@action': ({ cfg }: MetaModel) => {
          rates.push(cfg.get('Shrink::rate'));
          cfg.set('Shrink::rate', (cfg.get('Shrink::rate') as number) / 2);
        },
        'Stop::fn': sizes,
      },
      { store: scratch() },
    );
    expect([status, output, rates, steps]).toEqual(['done', [64, 32, 8], [0.5], 8]);
  });

  it('is written as data too', async () => {
    const { output } = await flow.run(
      {
        'Shrink::rate': 0.5,
        'B@fn': { metric: 'size', above: 10 },
        'B@action': { add: { 'Shrink::rate': -0.25 } },
        'Stop::fn': sizes,
      },
      { store: scratch() },
    );
    expect(output).toEqual([64, 32, 8]);
  });

  it('ends after max_turns, or by --max-steps', async () => {
    const cfg = { 'B@fn': () => true, 'Stop::fn': (metaModel: MetaModel) => metaModel.models().length };
    expect((await flow.run({ ...cfg, 'B@max_turns': 4 }, { store: scratch() })).output).toBe(6);
    await expect(flow.run(cfg, { store: scratch(), maxSteps: 50 })).rejects.toThrow(
      'has run 50 tasks and goes on',
    );
  });

  it('refuses a condition that gives no boolean, and a change of CFG that is none', async () => {
    const cases = [
      [{ 'B@fn': () => 1 }, 'the condition of B gave 1'],
      [{ 'B@fn': () => true, 'B@action': { set: { 'Shrink::ratio': 1 } } }, 'no parameter ratio'],
      [{ 'B@fn': () => true, 'B@action': { set: { rate: 'half' } } }, 'rate: "half" will not do'],
      [{ 'B@fn': { metric: 'dsp', above: 1 } }, 'no model on this path has the metric dsp'],
    ] as const;
    for (const [cfg, expected] of cases) {
      const { status, failures } = await flow.run(cfg, { store: scratch() });
      expect([status, failures[0]!.error.message]).toEqual(['failed', expect.stringContaining(expected)]);
    }
  });
});

describe('FORK and REDUCE', () => {
  const paths = dataflow('paths', () => {
    const fork = Fork().from(Generate());
    Reduce().from(Shrink('A').from(fork), Shrink('B').from(fork), Shrink('C').from(fork)).to(Stop());
  });
  const rates = { 'A@rate': 0.25, 'B@rate': 0.5, 'C@rate': 0.75 };

  it('gives each path a branch of its own, and REDUCE all of them in the order of the paths', async () => {
    const seen: unknown[] = [];
    const reduce = (metaModels: readonly MetaModel[]): MetaModel => {
      seen.push(...metaModels.map((metaModel) => [metaModel.branch, sizes(metaModel)]));
      return metaModels[1]!;
    };
    const last = ({ branch }: MetaModel): string => branch;
    const { output } = await paths.run(
      { ...rates, 'Reduce::fn': reduce, 'Stop::fn': last },
      { store: scratch() },
    );
    expect(seen).toEqual([
      ['Fork#1:A', [64, 16]],
      ['Fork#1:B', [64, 32]],
      ['Fork#1:C', [64, 48]],
    ]);
    // Back on the path that was forked.
    expect(output).toBe('');
  });

  it('selects the Pareto front: the best goes on and takes the others along', async () => {
    const { output } = await paths.run(
      {
        ...rates,
        'A@noise': 0.1,
        'C@noise': 0.2,
        'Reduce::fn': pareto({ accuracy: 'max', size: 'min' }),
        'Stop::fn': sizes,
      },
      { store: scratch() },
    );
    // C is larger than B and less accurate.
    expect(output).toEqual([64, 32, 16]);
  });

  it('goes on with the paths that are left when one fails, and stops all if asked', async () => {
    const flow = dataflow('partly', () => {
      const fork = Fork().from(Generate());
      Reduce().from(Call('Bad').from(fork), Shrink('B').from(fork)).to(Stop());
    });
    const cfg = {
      'Bad@fn': () => Promise.reject(new Error('broken')),
      'Bad@retries': 0,
      'Reduce::fn': { pareto: { size: 'min' } },
      'Stop::fn': sizes,
    };
    const { status, output, failures } = await flow.run(cfg, { store: scratch() });
    expect([status, output, failures.map(({ step, error }) => [step, error.message])]).toEqual([
      'failed',
      [64, 32],
      [['Fork#1:Bad/Bad#1', 'broken']],
    ]);
    const { output: none } = await flow.run(cfg, { store: scratch(), failFast: true, jobs: 1 });
    expect(none).toBeUndefined();
  });

  it('in loops and in each other come back to where they forked', async () => {
    const nested = dataflow('nested', () => {
      const join = Join().from(Generate());
      const outer = Fork('Outer').from(join);
      const inner = Fork('Inner').from(outer);
      const first = Reduce('First').from(Shrink('A').from(inner), Shrink('B').from(inner));
      const last = Reduce('Last').from(first, Shrink('C').from(outer));
      Branch().from(last).to(join, Stop());
    });
    const log = listener();
    const cfg = {
      ...rates,
      'Reduce::fn': { pareto: { size: 'min' } },
      'Branch::fn': { metric: 'size', above: 10 },
    };
    const { output } = await nested.run(
      { ...cfg, 'Stop::fn': sizes },
      { store: scratch(), onEvent: log.onEvent, jobs: 1 },
    );
    expect(output).toEqual([64, 16, 4]);
    expect(log.steps().filter((step) => /^(.*:)?(First|Last|Branch|Stop)|Inner/.test(step))).toEqual([
      'Outer#1:Inner/Inner#1',
      'Outer#1:Inner/Inner#1:A/A#1',
      'Outer#1:Inner/Inner#1:B/B#1',
      'Outer#1:Inner/First#1',
      'Last#1',
      'Branch#1',
      'Outer#2:Inner/Inner#1',
      'Outer#2:Inner/Inner#1:A/A#1',
      'Outer#2:Inner/Inner#1:B/B#1',
      'Outer#2:Inner/First#1',
      'Last#2',
      'Branch#2',
      'Stop#1',
    ]);
  });

  it('waits for no path that cannot come any more, and for each that can', async () => {
    // One path may turn three times before it comes, the other ends at a STOP of its own.
    const flow = dataflow('turning', () => {
      const fork = Fork().from(Generate());
      const again = Join('Again').from(fork);
      const turn = Branch('Turn').from(Shrink('Slow').from(again));
      turn.to(again);
      const leave = Branch('Leave').from(fork);
      leave.to(Stop('Early'));
      Reduce().from(turn, leave, Pass().from(fork)).to(Stop('Late'));
    });
    const count = (metaModels: readonly MetaModel[]): MetaModel => {
      metaModels[0]!.log(
        'came',
        metaModels.map(({ branch }) => branch),
      );
      return metaModels[0]!;
    };
    for (const leaves of [true, false]) {
      const log = listener();
      const cfg = {
        'Turn@fn': () => true,
        'Turn@max_turns': 3,
        'Leave@fn': () => leaves,
        'Reduce::fn': count,
      };
      await flow.run(cfg, { store: scratch(), onEvent: log.onEvent });
      const came = log.events.find((event) => event.event === 'log' && event.message === 'came');
      expect(came).toMatchObject({
        data: ['Fork#1:Again', ...(leaves ? [] : ['Fork#1:Leave']), 'Fork#1:Pass'],
      });
    }
  });
});

describe('the scheduler', () => {
  const wide = (width: number): Dataflow =>
    dataflow('wide', () => {
      const fork = Fork().from(Source());
      const reduce = Reduce();
      for (let index = 0; index < width; index++) reduce.from(Call(`C${index}`).from(fork));
      reduce.to(Stop());
    });
  const pick = { 'Reduce::fn': (metaModels: readonly MetaModel[]) => metaModels[0]! };

  it.each([1, 3])('runs %i tasks at once, no more', async (jobs) => {
    let now = 0;
    let most = 0;
    const fn = async (): Promise<void> => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now--;
    };
    await wide(8).run({ ...pick, 'Call::fn': fn }, { store: scratch(), jobs });
    expect(most).toBe(jobs);
  });

  it('retries a task that may be run twice, as often as it says', async () => {
    let calls = 0;
    const flow = dataflow('retry', () => Source().to(Call()).to(Stop()));
    const fn = (): void => {
      if (++calls < 3) throw new Error(`call ${calls}`);
    };
    expect((await flow.run({ fn }, { store: scratch() })).status).toBe('done');
    calls = 0;
    const { failures } = await flow.run({ fn, retries: 1 }, { store: scratch() });
    expect([calls, failures[0]!.error.message]).toEqual([2, 'call 2']);
  });

  it('stops a task whose time is up', async () => {
    const flow = dataflow('late', () => Source().to(Call()).to(Stop()));
    const cfg = { fn: () => new Promise(() => undefined), timeout: 0.05, retries: 0 };
    const { failures } = await flow.run(cfg, { store: scratch() });
    expect(failures[0]!.error.message).toBe('Call#1 took more than 0.05 s');
  });

  it('is cancelled, and resumed where it was', async () => {
    const store = scratch();
    const controller = new AbortController();
    const flow = dataflow('cancel', () => Generate().to(Shrink()).to(Call()).to(Stop()));
    const first = listener();
    const cancelled = await flow.run(
      { 'Call@fn': () => controller.abort() },
      { store, signal: controller.signal, onEvent: first.onEvent },
    );
    expect([cancelled.status, cancelled.failures]).toEqual(['cancelled', []]);
    const second = listener();
    const { status, output } = await flow.resume(
      cancelled.run,
      { 'Call@fn': () => undefined },
      { store, onEvent: second.onEvent },
    );
    expect([status, output]).toMatchObject(['done', { id: 'Shrink#1', parent: 'Generate#1' }]);
    expect(first.steps()).not.toContain('Stop#1');
    expect(second.steps().filter((step) => first.steps().includes(step))).toEqual([]);
  });

  it('gives the same models whatever the parallelism', async () => {
    const flow = dataflow('same', () => {
      const join = Join().from(Generate());
      const fork = Fork().from(join);
      const reduce = Reduce();
      for (const name of ['A', 'B', 'C', 'D']) reduce.from(Shrink(`${name}2`).from(Shrink(name).from(fork)));
      Branch().from(reduce).to(join, Stop());
    });
    const models = async (jobs: number, seed: number): Promise<unknown> => {
      const log = listener();
      const cfg = {
        noise: 0.1,
        rate: 0.9,
        'Reduce::fn': { pareto: { accuracy: 'max' } },
        'Branch::fn': () => true,
        'Branch::max_turns': 3,
      };
      await flow.run(cfg, { store: scratch(), jobs, seed, onEvent: log.onEvent });
      const made = log.events.flatMap((event) => (event.event === 'task-done' ? event.models : []));
      return made.sort((a, b) => (a.id < b.id ? -1 : 1));
    };
    const one = await models(1, 7);
    expect(one).toHaveLength(33);
    expect(await models(8, 7)).toEqual(one);
    expect(await models(8, 8)).not.toEqual(one);
  });
});

describe('a heavy task', () => {
  const flow = dataflow('heavy', () => Generate().to(Square()).to(Stop()));

  it('runs in a process of its own and gives models, LOG and progress', async () => {
    const log = listener();
    const { output, folder } = await flow.run(
      {},
      { store: scratch(), executor: localExecutor(), onEvent: log.onEvent },
    );
    expect(output).toMatchObject({
      id: 'Square#1',
      level: 'HLS C++',
      parent: 'Generate#1',
      files: [{ path: 'size.txt', bytes: 4 }],
      metrics: { size: { value: 4096, source: 'toy' } },
    });
    expect(log.events).toContainEqual({ event: 'task-progress', step: 'Square#1', text: 'half way' });
    expect(log.events).toContainEqual(
      expect.objectContaining({
        event: 'log',
        message: 'squared',
        data: { size: 4096, chance: expect.any(Number) },
      }),
    );
    expect(existsSync(join(folder, 'work', '1.2'))).toBe(false);
  });

  it.each([
    ['throw', 'no square'],
    ['exit', 'the process of Square#1 ended without a result (exit code 7)'],
  ])('that ends by %s fails with the reason', async (way, expected) => {
    const { failures } = await flow.run({ way }, { store: scratch(), executor: localExecutor() });
    expect(failures[0]!.error.message).toBe(expected);
  });

  it.each(['hang', 'orphan'])('that does %s is killed with all that it has started', async (way) => {
    const mark = join(scratch(), 'mark');
    const cfg = { way, mark, 'Square::timeout': 2 };
    const { failures } = await flow.run(cfg, { store: scratch(), executor: localExecutor() });
    expect(failures.map(({ error }) => error.message)).toEqual(
      way === 'hang' ? ['Square#1 took more than 2 s'] : [],
    );
    for (const pid of readFileSync(mark, 'utf8').split(' ').map(Number)) expect(isRunning(pid)).toBe(false);
  });
});

/** A process that has ended and that nobody has waited for yet still has its id. */
function isRunning(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .startsWith('Z');
  } catch {
    return false;
  }
}
