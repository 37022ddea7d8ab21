import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { advance, type MetaModelState } from './meta-model/meta-model.js';
import type { NewModel } from './meta-model/model.js';
import { MetaModel } from './meta-model/meta-model.js';
import { ObjectFolder } from './meta-model/objects.js';
import type { Executor, JobResult } from './run/executor.js';
import { LocalExecutor } from './run/local-executor.js';
import { runTask } from './run/run-task.js';
import type { TaskType } from './task/define-task.js';
import { allParameters, describeParameters, parametersAsJsonSchema } from './task/parameters.js';
import { chooses, takesAll, type TaskDefinition } from './task/task.js';

/** A situation in which a task is tried. */
export interface TrialSituation {
  /** What the task is given beside its defaults; what has no default must be here. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** The models that it finds, oldest first. */
  readonly models?: readonly NewModel[];
  /** Seconds that one run may take; default 30. */
  readonly timeLimit?: number;
  /** Where a heavy task runs; default child processes. */
  readonly executor?: () => Executor;
}

/** One thing that every task must do. `check` throws what is wrong. */
export interface ConformanceCheck {
  readonly title: string;
  readonly check: () => Promise<void>;
}

/**
 * What every pipe task must hold to, yours too: give each check to your test runner,
 * `for (const { title, check } of conformance(MyTask, situation)) it(title, check);`
 */
export function conformance({ definition }: TaskType, situation: TrialSituation = {}): ConformanceCheck[] {
  const trial = (): Promise<Trial> => tryOut(definition, situation);
  const checks: Record<string, () => void | Promise<void>> = {
    'describes itself and its parameters in one line each': () => {
      const texts = describeParameters(definition).map(({ name, description }) => [name, description]);
      for (const [name, text] of [['the task', definition.description], ...texts]) {
        demand(/^\S.*[^.\s]$/.test(text!), `${name!}: a description is one line without a full stop`);
      }
    },
    'has defaults that its own schema accepts': () => {
      for (const { name, default: value } of describeParameters(definition)) {
        if (value === undefined) continue;
        demand(
          allParameters(definition)[name]!.safeParse(value).success,
          `parameter ${name}: not its default`,
        );
      }
    },
    'has parameters that JSON schema can say': () => void JSON.stringify(parametersAsJsonSchema(definition)),
    'has the multiplicity of its role': () => {
      if (definition.role !== 'K')
        demand(definition.outputs === 1, 'only K-tasks have other than one output');
      if (definition.role === 'O') demand(definition.inputs === 1, 'an O-task has one input');
    },
    'runs in the situation given': async () => void (await trial()),
    'gives the same result for the same seed': async () => {
      const [one, two] = [await trial(), await trial()];
      demand(JSON.stringify(one.result) === JSON.stringify(two.result), 'two runs with one seed differ');
    },
    'leaves nothing but what it was asked for': async () => {
      const { left } = await trial();
      demand(left.length === 0, `it left ${left.join(', ')} beside its folder`);
    },
    'decides what its outputs allow': async () => {
      const { result } = await trial();
      if (chooses(definition)) demand(result.to?.length === 1, 'it must choose one output');
      for (const index of result.to ?? []) {
        const isOutput = definition.outputs === 'many' || index < definition.outputs;
        demand(Number.isInteger(index) && index >= 0 && isOutput, `it has no output ${index}`);
      }
    },
    'stops when it is told to': async () => {
      const signal = AbortSignal.abort(new Error('stopped'));
      const started = performance.now();
      await tryOut(definition, situation, signal).catch(() => undefined);
      const limit = (situation.timeLimit ?? 30) * 1000;
      demand(performance.now() - started < limit, 'it took no notice of its signal');
    },
  };
  if (definition.module !== undefined) {
    checks['takes and gives data only, since it runs in a process of its own'] = () => {
      const { parameters } = definition;
      for (const [name, schema] of Object.entries(parameters)) {
        demand(!schema.safeParse(() => undefined).success, `parameter ${name} takes a function`);
      }
    };
  }
  return Object.entries(checks).map(([title, check]) => ({ title, check: async () => check() }));
}

interface Trial {
  readonly result: JobResult;
  /** What lies in the place of the trial besides what belongs there. */
  readonly left: readonly string[];
}

async function tryOut(
  task: TaskDefinition,
  { parameters = {}, models = [], executor = () => new LocalExecutor(), timeLimit = 30 }: TrialSituation,
  signal: AbortSignal = AbortSignal.timeout(timeLimit * 1000),
): Promise<Trial> {
  const place = mkdtempSync(join(tmpdir(), 'hlsmith-conformance-'));
  const objects = new ObjectFolder(join(place, 'objects'));
  try {
    const state = await stateWith(models, objects);
    const states = takesAll(task) ? [state, { ...state, branch: 'other' }] : [state];
    const complete = z.strictObject(allParameters(task)).parse(parameters);
    const common = { name: task.type, turn: 1, parameters: complete, folder: join(place, 'folder'), seed: 1 };
    const options = { signal, onProgress: () => undefined };
    const log = (): void => undefined;
    const recorder = { step: `${task.type}#1`, objects, log };
    if (task.module === undefined) {
      const result = await runTask(task, { ...common, ...options, states, recorder });
      return { result, left: readdirSync(place).filter((name) => !['objects', 'folder'].includes(name)) };
    }
    const pool = executor();
    try {
      const result = await pool.run(
        {
          ...{ ...common, run: 'conformance', step: recorder.step, objects: objects.folder },
          task: { type: task.type, module: task.module },
          metaModels: states.map((each) => new MetaModel(each, recorder).toData()),
        },
        options,
      );
      return { result, left: readdirSync(place).filter((name) => !['objects', 'folder'].includes(name)) };
    } finally {
      await pool.close();
    }
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** A meta-model that holds models, as tasks before would have left it. */
async function stateWith(models: readonly NewModel[], objects: ObjectFolder): Promise<MetaModelState> {
  const empty: MetaModelState = { branch: '', cfg: new Map(), shelf: null };
  const metaModel = new MetaModel(empty, { step: 'Before#1', objects, log: () => undefined });
  for (const model of models) await metaModel.add(model);
  return advance(empty, metaModel.changes());
}

function demand(condition: boolean, complaint: string): void {
  if (!condition) throw new Error(complaint);
}
