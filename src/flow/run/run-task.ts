import { mkdirSync } from 'node:fs';
import { problem } from '../../diagnostics/index.js';
import { MetaModel, type MetaModelState, type Recorder } from '../meta-model/meta-model.js';
import type { Outcome, TaskDefinition } from '../task/task.js';
import type { JobResult } from './executor.js';
import { randomFrom } from './random.js';

export interface TaskRun {
  readonly name: string;
  readonly turn: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly states: readonly MetaModelState[];
  readonly recorder: Recorder;
  /** Made when the task asks for it. */
  readonly folder: string;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

/** Runs a task in this process and gathers what it did. @throws what the task throws; task.outcome */
export async function runTask(task: TaskDefinition, run: TaskRun): Promise<JobResult> {
  const metaModels = run.states.map((state) => new MetaModel(state, run.recorder));
  const metaModel = metaModels[0]!;
  let made = false;
  const outcome: Outcome =
    (await task.run({
      ...{ name: run.name, turn: run.turn, metaModel, metaModels, parameters: run.parameters },
      get folder() {
        if (!made) mkdirSync(run.folder, { recursive: true });
        made = true;
        return run.folder;
      },
      ...{ seed: run.seed, random: randomFrom(run.seed), signal: run.signal, progress: run.onProgress },
    })) ?? {};
  const refuse = (reason: string): Error => problem('task.outcome', { step: run.recorder.step, reason });
  const goOn = outcome.goOn === undefined ? 0 : metaModels.indexOf(outcome.goOn);
  if (goOn < 0) throw refuse('goOn is none of the meta-models that it was given');
  const idle = metaModels.filter((each, index) => {
    const { models, cfg } = each.changes();
    return index !== goOn && (models.length > 0 || Object.keys(cfg).length > 0);
  });
  if (idle.length > 0) throw refuse('it changed a meta-model that does not go on');
  return {
    changes: metaModels[goOn]!.changes(),
    ...(outcome.to === undefined ? {} : { to: outcome.to }),
    goOn,
    adopt: (outcome.adopt ?? []).map(({ id }) => id),
    ...(outcome.output === undefined ? {} : { output: asData(outcome.output, refuse) }),
  };
}

/** What a flow returns is kept in the run's journal, where only data can be. */
function asData(output: unknown, refuse: (reason: string) => Error): unknown {
  try {
    return JSON.parse(JSON.stringify(output)) as unknown;
  } catch {
    throw refuse('its output is not data');
  }
}
