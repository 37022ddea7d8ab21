import type { z } from 'zod';
import type { MetaModel } from '../meta-model/meta-model.js';
import type { Model } from '../meta-model/model.js';

/**
 * What kind of work a pipe task does (MetaML-Pro, section 3.3): K controls the flow, O optimises a model,
 * lambda transforms the model space (compilation, synthesis).
 */
export type Role = 'K' | 'O' | 'lambda';

/** How many paths may lead in or out: exactly so many, or one or more. */
export type Multiplicity = number | 'many';

/** Parameters by name. Each schema has a description of one line, and a default unless it must be given. */
export type ParameterShape = Readonly<Record<string, z.ZodType>>;
export type ParametersOf<S extends ParameterShape> = { readonly [K in keyof S]: z.output<S[K]> };

/** What a pipe task is: from this come validation, `hlsmith flow tasks` and the drawing. */
export interface TaskDefinition<S extends ParameterShape = ParameterShape> {
  /** As in `TaskType::parameter`: letters, digits and underscores. */
  readonly type: string;
  readonly role: Role;
  /** One line. */
  readonly description: string;
  readonly inputs: Multiplicity;
  readonly outputs: Multiplicity;
  /** With several inputs: it runs for each that arrives (JOIN), or once with all that can arrive (REDUCE). */
  readonly takes?: 'each' | 'all';
  /** With several outputs: it sends on all, each a path of its own (FORK), or on one (BRANCH). */
  readonly sends?: 'all' | 'one';
  readonly parameters: S;
  /**
   * `import.meta.url` of the module that exports this task, for a heavy one: it then runs in a process of its
   * own, where it cannot block the others and can be killed with all that it has started. Its parameters must
   * be data.
   */
  readonly module?: string;
  /** It may be run again after a failure: running it twice does no harm. Gives it the parameter `retries`. */
  readonly retryable?: boolean;
  // A method, so that a task of any parameters is a task.
  run(context: TaskContext<ParametersOf<S>>): Promise<Outcome | undefined> | Outcome | undefined;
}

/** What a task is given. */
export interface TaskContext<P = Readonly<Record<string, unknown>>> {
  /** The instance's name in the flow. */
  readonly name: string;
  /** The meta-model of the path that led here; of a task that takes all, the first one. */
  readonly metaModel: MetaModel;
  /** Of a task that takes all: one for each path, in the order of the paths. */
  readonly metaModels: readonly MetaModel[];
  readonly parameters: P;
  /** Of a task that sends on one output: how often it has run in the history of this meta-model, this time included. */
  readonly turn: number;
  /** An empty folder of the task's own, made when first asked for; gone when the task has ended well. */
  readonly folder: string;
  /** Made from the run's seed and the step: the same in every run and after every crash. 32 bits. */
  readonly seed: number;
  /** Random numbers in [0, 1) from `seed`. */
  readonly random: () => number;
  /** Aborted when the run is cancelled or the task's time is up. */
  readonly signal: AbortSignal;
  /** Shows what it is at; not recorded. */
  readonly progress: (text: string) => void;
}

/** What a task may decide; nothing is needed of a task with one input and one output. */
export interface Outcome {
  /** Which outputs to send on, by their order in the flow; default all. */
  readonly to?: readonly number[];
  /** Of a task that takes all: the meta-model that goes on; default the first. */
  readonly goOn?: MetaModel;
  /** Models of other paths that the meta-model takes along. */
  readonly adopt?: readonly Model[];
  /** What the flow returns: data. */
  readonly output?: unknown;
}

export const takesAll = ({ takes = 'each' }: TaskDefinition): boolean => takes === 'all';

/** Several outputs, all of them used: the task makes paths of their own. */
export const forks = ({ outputs, sends = 'all' }: TaskDefinition): boolean =>
  outputs !== 0 && outputs !== 1 && sends === 'all';

/** Several outputs, one of them used: the task can end a loop. */
export const chooses = ({ outputs, sends = 'all' }: TaskDefinition): boolean =>
  outputs !== 0 && outputs !== 1 && sends === 'one';
