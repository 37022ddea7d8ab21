import { z } from 'zod';
import { problem } from '../../diagnostics/index.js';
import type { MetaModel } from '../meta-model/meta-model.js';
import { levels, type Level, type Model } from '../meta-model/model.js';
import { defineTask, functionParameter } from './define-task.js';
import { paretoFront, type Objectives } from './pareto.js';

/** The K-tasks of MetaML-Pro, Table 1. */

type Predicate = (metaModel: MetaModel) => boolean | Promise<boolean>;
type Action = (metaModel: MetaModel) => void | Promise<void>;
/** Which meta-model goes on, and the models of the others that it takes along. */
export interface Reduction {
  readonly goOn: MetaModel;
  readonly adopt?: readonly Model[];
}
type Reducer = (metaModels: readonly MetaModel[]) => MetaModel | Reduction | Promise<MetaModel | Reduction>;
type Output = (metaModel: MetaModel) => unknown;

const level = z.enum(levels).optional();

/** A predicate as data, for flows in YAML: a metric of the newest model that has it, against a bound. */
const condition = z.strictObject({
  metric: z.string(),
  level,
  above: z.number().optional(),
  below: z.number().optional(),
});

/** An action as data: numbers of CFG that grow, and values that are set. */
const change = z.strictObject({
  add: z.record(z.string(), z.number()).optional(),
  set: z.record(z.string(), z.json()).optional(),
});

/** Pareto selection over the newest models of the paths. */
const selection = z.strictObject({
  pareto: z.record(z.string(), z.enum(['max', 'min'])),
  level,
});

export const Join = defineTask({
  type: 'Join',
  role: 'K',
  description: 'Merges many paths into one: what arrives goes on at once',
  inputs: 'many',
  outputs: 1,
  takes: 'each',
  run: () => undefined,
});

export const Branch = defineTask({
  type: 'Branch',
  role: 'K',
  description: 'Takes the first path when its condition is true, the second when it is not',
  inputs: 1,
  outputs: 2,
  sends: 'one',
  parameters: {
    fn: z
      .union([functionParameter<Predicate>('(metaModel) => boolean'), condition])
      .describe('The condition: a function of the meta-model, or { metric, level, above, below }'),
    action: z
      .union([functionParameter<Action>('(metaModel) => void'), change])
      .optional()
      .describe('Done when it is true, such as a change of CFG: a function, or { add: {...}, set: {...} }'),
    max_turns: z
      .int()
      .min(0)
      .optional()
      .describe('How often at most it takes the first path, in the history of one meta-model'),
  },
  async run({ name, turn, metaModel, parameters: { fn, action, max_turns: maxTurns } }) {
    const isTrue = typeof fn === 'function' ? await fn(metaModel) : holds(metaModel, fn);
    if (typeof isTrue !== 'boolean') throw problem('branch.no-boolean', { name, found: String(isTrue) });
    if (!isTrue || (maxTurns !== undefined && turn > maxTurns)) return { to: [1] };
    if (typeof action === 'function') await action(metaModel);
    else if (action) apply(metaModel, action);
    return { to: [0] };
  },
});

export const Fork = defineTask({
  type: 'Fork',
  role: 'K',
  description: 'Sends the meta-model on many paths at once, each with a branch of its own',
  inputs: 1,
  outputs: 'many',
  sends: 'all',
  run: () => undefined,
});

export const Reduce = defineTask({
  type: 'Reduce',
  role: 'K',
  description: 'Waits for the paths of a FORK and makes one meta-model of theirs',
  inputs: 'many',
  outputs: 1,
  takes: 'all',
  parameters: {
    fn: z
      .union([functionParameter<Reducer>('(metaModels) => metaModel'), selection])
      .describe('A function of the meta-models, or { pareto: { metric: max, other: min }, level }'),
  },
  async run({ metaModels, parameters: { fn } }) {
    const reduce = typeof fn === 'function' ? fn : pareto(fn.pareto, fn.level);
    const chosen = await reduce(metaModels);
    return 'goOn' in chosen ? chosen : { goOn: chosen };
  },
});

export const Stop = defineTask({
  type: 'Stop',
  role: 'K',
  description: 'Ends a path; its function makes what the flow returns',
  inputs: 1,
  outputs: 0,
  parameters: {
    fn: functionParameter<Output>('(metaModel) => data')
      .optional()
      .describe('Makes what the flow returns of the meta-model; default its newest model'),
  },
  run: async ({ metaModel, parameters: { fn } }) => ({
    output: fn ? await fn(metaModel) : (metaModel.newest() ?? null),
  }),
});

/**
 * Pareto selection (MetaML-Pro, Fig. 13): compares the newest models of the paths. The path of the front's best
 * model in the first objective goes on, and takes the rest of the front along in its model space.
 * @throws reduce.nothing when no path has a model with all metrics; reduce.sources
 */
export function pareto(
  objectives: Objectives,
  ofLevel?: Level,
): (metaModels: readonly MetaModel[]) => Reduction {
  return (metaModels) => {
    const newest = metaModels.map((metaModel) => metaModel.newest(ofLevel));
    const front = paretoFront(
      newest.filter((model) => model !== undefined),
      objectives,
    );
    const [metric, sense] = Object.entries(objectives)[0] ?? [];
    if (metric === undefined || front.length === 0)
      throw problem('reduce.nothing', { metrics: Object.keys(objectives) });
    const gain = (model: Model): number => (sense === 'max' ? 1 : -1) * model.metrics[metric]!.value;
    const best = front.reduce((a, b) => (gain(b) > gain(a) ? b : a));
    const goOn = metaModels[newest.indexOf(best)]!;
    goOn.log('Pareto front', { objectives, models: front.map(({ id }) => id), goesOn: best.id });
    return { goOn, adopt: front.filter((model) => model !== best) };
  };
}

function holds(
  metaModel: MetaModel,
  { metric, level: ofLevel, above, below }: z.infer<typeof condition>,
): boolean {
  const model = metaModel.models(ofLevel).findLast(({ metrics }) => metric in metrics);
  if (!model) throw problem('branch.no-metric', { metric });
  const { value } = model.metrics[metric]!;
  return (above === undefined || value > above) && (below === undefined || value < below);
}

function apply({ cfg }: MetaModel, { add = {}, set = {} }: z.infer<typeof change>): void {
  for (const [name, amount] of Object.entries(add)) {
    const old = cfg.get(name);
    if (typeof old !== 'number') throw problem('branch.no-number', { name });
    cfg.set(name, old + amount);
  }
  for (const [name, value] of Object.entries(set)) cfg.set(name, value);
}
