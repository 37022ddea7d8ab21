import fc from 'fast-check';
import {
  dataflow,
  defineTask,
  finalMetaModel,
  Fork,
  functionParameter,
  Join,
  readHistory,
  Stop,
  type Dataflow,
  type TaskNode,
} from 'hlsmith/flow';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { reachable, type FlowGraph } from '../../src/flow/graph/graph.js';
import { validateGraph } from '../../src/flow/graph/validate.js';
import { listener, scratch } from './scratch.js';
import { Pass, Source } from './tasks.js';

const runs = 40 * Number(process.env['HLSMITH_FUZZ'] ?? 1);

/** Sends on one of several outputs. */
const Switch = defineTask({
  type: 'Switch',
  role: 'K',
  description: 'Chooses',
  inputs: 1,
  outputs: 'many',
  sends: 'one',
  parameters: {
    fn: functionParameter<(name: string, turn: number) => number>('(name, turn) => output').describe(
      'Chooses',
    ),
  },
  run: ({ name, turn, parameters: { fn } }) => ({ to: [fn(name, turn)] }),
});

/** Leaves a trace: where the paths came from that it was given. */
const Gather = defineTask({
  type: 'Gather',
  role: 'K',
  description: 'Waits for all',
  inputs: 'many',
  outputs: 1,
  takes: 'all',
  parameters: { seed: z.number().default(0).describe('Not used') },
  run: ({ metaModels }) => {
    metaModels[0]!.log(
      'gathered',
      metaModels.map(({ branch }) => branch),
    );
    return { goOn: metaModels.at(-1)! };
  },
});

/** Makes work take different times in different runs. */
const Slow = defineTask({
  type: 'Slow',
  role: 'lambda',
  description: 'Takes some time',
  inputs: 1,
  outputs: 1,
  run: async ({ metaModel, random }) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 2));
    await metaModel.add({ level: 'DNN', metrics: { chance: { value: random(), source: 'toy' } } });
  },
});

const stations = { Join, Gather, Switch, Fork, Pass, Slow, Stop, Source };

interface Wiring {
  readonly kinds: readonly (keyof typeof stations)[];
  readonly edges: readonly (readonly [number, number])[];
}

/** Any tasks, connected anyhow. */
const anyWiring: fc.Arbitrary<Wiring> = fc
  .array(fc.constantFrom(...(Object.keys(stations) as (keyof typeof stations)[])), {
    minLength: 1,
    maxLength: 9,
  })
  .chain((kinds) => {
    const node = fc.nat(kinds.length - 1);
    return fc.record({
      kinds: fc.constant(kinds),
      edges: fc.uniqueArray(fc.tuple(node, node), { maxLength: 14, selector: ([a, b]) => `${a} ${b}` }),
    });
  });

/** Outputs are led on to new tasks or back to those that take many, until few are open; then to STOP. */
const goodWiring: fc.Arbitrary<Wiring> = fc
  .array(
    fc.record({
      kind: fc.constantFrom('Join', 'Gather', 'Switch', 'Fork', 'Slow', 'back', 'back', 'Stop' as const),
      from: fc.nat(20),
      to: fc.nat(20),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((steps) => {
    const kinds: (keyof typeof stations)[] = ['Source'];
    const edges: (readonly [number, number])[] = [];
    const open = [0];
    const add = (kind: keyof typeof stations, from: number): void => {
      const index = kinds.push(kind) - 1;
      edges.push([from, index]);
      if (kind !== 'Stop') open.push(index);
      if (kind === 'Switch' || kind === 'Fork') open.push(index);
    };
    for (const { kind, from, to } of steps) {
      if (open.length === 0) break;
      const at = open.splice(from % open.length, 1)[0]!;
      const targets = kinds.flatMap((each, index) => (each === 'Join' || each === 'Gather' ? [index] : []));
      const target = targets[to % Math.max(1, targets.length)];
      if (kind !== 'back') add(kind, at);
      else if (target !== undefined && !edges.some(([a, b]) => a === at && b === target))
        edges.push([at, target]);
      else open.push(at);
    }
    while (open.length > 0) add('Stop', open.pop()!);
    return { kinds, edges };
  });

/** Flows in flows: paths of different lengths, some of which end or turn before they meet again. */
type Nested =
  | { readonly do: 'work' }
  | { readonly do: 'both'; readonly parts: readonly Nested[] }
  | { readonly do: 'fork'; readonly paths: readonly (readonly [Nested, boolean])[] }
  | { readonly do: 'loop'; readonly body: Nested };

const { nested } = fc.letrec<{ nested: Nested }>((tie) => ({
  nested: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ do: fc.constant('work' as const) }),
    fc.record({
      do: fc.constant('both' as const),
      parts: fc.array(tie('nested'), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      do: fc.constant('fork' as const),
      paths: fc.array(fc.tuple(tie('nested'), fc.boolean()), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ do: fc.constant('loop' as const), body: tie('nested') }),
  ),
}));

/** Places a nested flow behind a task; gives its last one. */
function placeNested(from: TaskNode, flow: Nested): TaskNode {
  switch (flow.do) {
    case 'work':
      return from.to(Slow());
    case 'both':
      return flow.parts.reduce(placeNested, from);
    case 'fork': {
      const fork = from.to(Fork());
      const gather = Gather();
      for (const [path, mayEnd] of flow.paths) {
        const end = placeNested(fork.to(Pass()), path);
        if (mayEnd) end.to(Switch()).to(Stop(), gather);
        else end.to(gather);
      }
      return gather;
    }
    case 'loop': {
      const join = from.to(Join());
      const branch = placeNested(join, flow.body).to(Switch());
      branch.to(join);
      return branch.to(Pass());
    }
  }
}

const buildNested = (flow: Nested): Dataflow =>
  dataflow('nested', () => placeNested(Source(), flow).to(Stop('Last')));

const build = ({ kinds, edges }: Wiring): Dataflow =>
  dataflow('fuzz', () => {
    const nodes = kinds.map((kind, index) => stations[kind](`${kind}${index}`));
    for (const [from, to] of edges) nodes[from]!.to(nodes[to]!);
  });

/** Chooses by chance twice, then what leads to a STOP on the shortest way. */
function chooser({ nodes }: FlowGraph): (name: string, turn: number) => number {
  const distance = new Map(
    [...nodes.values()].filter(({ task }) => task.outputs === 0).map(({ name }) => [name, 0]),
  );
  for (const [name, far] of distance) {
    for (const input of nodes.get(name)!.inputs) if (!distance.has(input)) distance.set(input, far + 1);
  }
  return (name, turn) => {
    const { outputs } = nodes.get(name)!;
    if (turn <= 2) return (name.length * 7 + turn * 5 + name.charCodeAt(name.length - 1)) % outputs.length;
    const far = outputs.map((output) => distance.get(output)!);
    return far.indexOf(Math.min(...far));
  };
}

/** The outcome without what a refusal to go on for ever would need: those runs are too wide to be of use. */
async function outcome(flow: Dataflow, jobs: number): Promise<unknown> {
  const cfg = Object.fromEntries(
    [...flow.graph.nodes.values()].some(({ task }) => task.type === 'Switch')
      ? [['Switch::fn', chooser(flow.graph)]]
      : [],
  );
  const log = listener();
  try {
    const { status, folder } = await flow.run(cfg, {
      store: scratch(),
      jobs,
      maxSteps: 400,
      onEvent: log.onEvent,
    });
    expect(status).toBe('done');
    const { steps, log: lines } = await finalMetaModel(readHistory(folder));
    return { steps, lines };
  } catch (error) {
    if ((error as { code?: string }).code !== 'run.steps') throw error;
    return 'too many';
  }
}

describe('random flows', () => {
  it('that are valid finish, with the same meta-model whatever the parallelism', async () => {
    let finished = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(goodWiring.map(build), nested.map(buildNested)), async (flow) => {
        if (validateGraph(flow.graph).length > 0) return;
        const one = await outcome(flow, 1);
        if (one === 'too many') return;
        finished++;
        expect(await outcome(flow, 4)).toEqual(one);
      }),
      { numRuns: runs },
    );
    expect(finished).toBeGreaterThan(runs / 4);
  });

  it('that are invalid are refused with a reason, those that are not finish', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(anyWiring, async (wiring) => {
        const flow = build(wiring);
        const faults = validateGraph(flow.graph);
        if (faults.length === 0) return void (await outcome(flow, 2));
        refused++;
        expect(faults.every(({ message, hint }) => message.length > 10 && hint.length > 3)).toBe(true);
        await expect(flow.run({}, { store: '/dev/null/never' })).rejects.toThrow();
      }),
      { numRuns: runs * 2 },
    );
    expect(refused).toBeGreaterThan(runs / 2);
  });

  it('let every task that is valid reach a STOP', () => {
    fc.assert(
      fc.property(fc.oneof(goodWiring, anyWiring), (wiring) => {
        const { graph } = build(wiring);
        if (validateGraph(graph).length > 0) return;
        for (const name of graph.nodes.keys()) {
          const ends = [...reachable(graph, [name])].some(
            (each) => graph.nodes.get(each)!.task.outputs === 0,
          );
          expect(ends).toBe(true);
        }
      }),
      { numRuns: runs * 10 },
    );
  });
});
