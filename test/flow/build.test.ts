import type { Dataflow } from 'hlsmith/flow';
import { Branch, dataflow, defineTask, Fork, Join, Reduce, Stop } from 'hlsmith/flow';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Call, Generate, Pass, Shrink, Source } from './tasks.js';

/** Listing 1's shape: a loop that a BRANCH ends. */
const loop = (): Dataflow =>
  dataflow('loop', () => {
    const join = Join().from(Generate());
    const branch = Branch('B').from(Shrink('Prune').from(join));
    branch.to(join, Stop());
  });
const whileLarge = { 'B@fn': { metric: 'size', above: 5 } };

const message = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return `${(error as Error).message}; ${(error as { hint?: string }).hint}`;
  }
  return 'no error';
};

describe('a flow', () => {
  it('is built as Listing 1 reads', () => {
    const { nodes } = loop().graph;
    expect([...nodes.values()].map(({ name, outputs }) => [name, outputs])).toEqual([
      ['Join', ['Prune']],
      ['Generate', ['Join']],
      ['B', ['Join', 'Stop']],
      ['Prune', ['B']],
      ['Stop', []],
    ]);
    expect(loop().toMermaid()).toBe(
      [
        'flowchart LR',
        '  t0{{"Join"}}',
        '  t1["Generate"]',
        '  t2{{"B : Branch"}}',
        '  t3("Prune : Shrink")',
        '  t4{{"Stop"}}',
        '  t0 --> t3',
        '  t1 --> t0',
        '  t2 -- true --> t0',
        '  t2 -- false --> t4',
        '  t3 --> t2\n',
      ].join('\n'),
    );
  });

  it('names instances after their type, numbered from the second', () => {
    const { graph } = dataflow('names', () => Generate().to(Pass()).to(Pass()).to(Pass()).to(Stop()));
    expect([...graph.nodes.keys()]).toEqual(['Generate', 'Pass', 'Pass2', 'Pass3', 'Stop']);
  });

  it.each([
    ['a task outside a flow', () => Pass(), 'Pass is placed outside a flow'],
    ['a name twice', () => dataflow('x', () => [Pass('A'), Pass('A')]), '"A" is the name of another task'],
    ['a name that configuration could not tell', () => dataflow('x', () => Pass('A@b')), '"A@b" must begin'],
    [
      'two paths between the same tasks',
      () => dataflow('x', () => Fork().to(...(([a]) => [a, a] as const)([Pass()] as const))),
      'two paths from Fork to Pass',
    ],
  ])('refuses %s', (_, build, expected) => {
    expect(message(build)).toContain(expected);
  });
});

describe('validation', () => {
  const faults = (build: () => unknown): string => message(() => dataflow('f', build).validate());

  it.each([
    ['a valid flow', () => Source().to(Stop()), 'no error'],
    ['no tasks', () => undefined, 'has no tasks'],
    [
      'too many inputs',
      () => Pass().from(Source(), Source()).to(Stop()),
      'Pass (Pass) takes 1 input and has 2',
    ],
    [
      'too few outputs',
      () => Branch().from(Source()).to(Stop()),
      'Branch (Branch) takes 2 outputs and has 1',
    ],
    ['no STOP', () => Pass().from(Source()), 'has no STOP'],
    [
      'tasks that nothing leads to',
      () => {
        Source().to(Stop());
        const join = Join('Lost');
        Branch().from(join).to(join, Stop());
      },
      'no path leads from a source to Lost, Branch, Stop2',
    ],
    [
      'no source',
      () => {
        const join = Join();
        Branch().from(join).to(join, Stop());
      },
      'has no source',
    ],
    [
      'a cycle without a BRANCH',
      () => {
        const join = Join().from(Source());
        Fork().from(join).to(join, Stop());
      },
      'nothing can leave the cycle of',
    ],
    [
      'a cycle beside the one with the BRANCH',
      () => {
        const outer = Join('Outer').from(Source());
        const inner = Join('Inner').from(outer);
        const fork = Fork().from(inner);
        fork.to(inner);
        Branch().from(fork).to(outer, Stop());
      },
      'a cycle passes no BRANCH: ',
    ],
    [
      'a BRANCH whose ways both stay in the cycle',
      () => {
        const join = Join().from(Source());
        const pass = Pass();
        pass.to(join);
        Branch().from(join).to(join, pass);
        Stop().from(Source());
      },
      'nothing can leave the cycle of',
    ],
  ])('of %s', (_, build, expected) => {
    expect(faults(build)).toContain(expected);
  });

  it('tells all faults at once', () => {
    const text = faults(() => {
      Pass('Lost');
      Source();
    });
    for (const part of [
      '4 faults',
      'Lost (Pass) takes 1 input',
      'Source (Source) takes 1 output',
      'has no STOP',
    ])
      expect(text).toContain(part);
  });
});

describe('configuration', () => {
  const complaint = (cfg: Record<string, unknown>): string =>
    message(() => loop().validate({ ...whileLarge, ...cfg }));

  it.each([
    [{ 'Shrink::rate': 0.4, 'Prune@rate': 0.3, epochs: 15 }, 'no error'],
    [{ 'Shrnk::rate': 0.4 }, 'no task type Shrnk; did you mean Shrink?'],
    [{ 'Prun@rate': 0.4 }, 'no task Prun; did you mean Prune?'],
    [{ 'Shrink::rat': 0.4 }, 'no parameter rat; did you mean rate?'],
    [{ epoch: 1 }, 'no parameter epoch; did you mean epochs?'],
    [{ 'Join::rate': 1 }, 'no parameter rate; it has timeout'],
    [{ 'Shrink::rate': '0.4' }, 'Shrink::rate: "0.4" will not do for Prune (invalid input: expected number'],
    [{ rate: 1 }, 'rate: 1 will not do for Prune (too big: expected number to be <1)'],
    [{ 'B@fn': 5 }, 'B@fn: 5 will not do for B'],
    [{ 'B@retries': 1 }, 'no parameter retries'],
    [{ timeout: 0 }, 'timeout: 0 will not do'],
  ])('%j', (cfg, expected) => {
    expect(complaint(cfg)).toContain(expected);
  });

  it('asks for what has no default', () => {
    expect(message(() => loop().validate())).toBe('B needs the parameter fn; configure Branch::fn or B@fn');
  });
});

describe('a task type', () => {
  const definition = {
    type: 'T',
    role: 'O',
    description: 'Does',
    inputs: 1,
    outputs: 1,
    run: () => undefined,
  } as const;

  it.each([
    [{ type: 'A::b' }, 'its name must be'],
    [{ description: '' }, 'its description must be one line'],
    [{ inputs: -1 }, 'inputs and outputs are whole numbers'],
    [{ parameters: { rate: z.number() } }, 'parameter rate: .describe() it in one line'],
    [{ parameters: { 'a b': z.number().describe('x') } }, 'parameter a b: the name'],
    [{ parameters: { timeout: z.number().describe('x') } }, 'every task has one already'],
  ])('%j is refused', (change, expected) => {
    const task = { ...definition, ...change } as Parameters<typeof defineTask>[0];
    expect(message(() => defineTask(task))).toContain(expected);
  });

  it('describes its parameters', async () => {
    const { describeParameters } = await import('hlsmith/flow');
    const described = describeParameters(Shrink.definition).map(({ name, type, default: value }) => [
      name,
      type,
      value,
    ]);
    expect(described).toEqual([
      ['rate', 'number', 0.5],
      ['noise', 'number', 0],
      ['epochs', 'integer', 1],
      ['timeout', 'number', undefined],
    ]);
    expect(describeParameters(Call.definition).map(({ type, isRequired }) => [type, isRequired])).toEqual([
      ['function', true],
      ['number', false],
      ['integer', false],
    ]);
    expect(describeParameters(Reduce.definition)[0]!.isRequired).toBe(true);
  });
});
