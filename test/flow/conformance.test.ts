import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Branch,
  conformance,
  defineTask,
  Fork,
  Join,
  Reduce,
  Stop,
  type NewModel,
  type TaskType,
} from 'hlsmith/flow';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Hls, ModelGen, Pruning, Synthesis } from '../../fixtures/flow/toy-tasks.js';
import { Square } from './heavy.js';
import { localExecutor } from './scratch.js';
import { Generate, Shrink } from './tasks.js';

const network: NewModel = {
  level: 'DNN',
  files: { 'network.json': '{"layers":[16,5],"pruningRate":0}', 'size.txt': '12' },
  metrics: { accuracy: { value: 0.7, source: 'toy' }, weights: { value: 80, source: 'toy' } },
};
const kernel: NewModel = { level: 'HLS C++', metrics: { multiplications: { value: 80, source: 'toy' } } };
const situation = { models: [network, kernel], executor: localExecutor };

/** The shipped tasks, and those of the examples and of these tests. */
const tasks: [TaskType, object][] = [
  [Join, {}],
  [Branch, { parameters: { fn: { metric: 'accuracy', above: 0.5 } } }],
  [Fork, {}],
  [Reduce, { parameters: { fn: { pareto: { multiplications: 'min' } } } }],
  [Stop, {}],
  ...[Generate, Shrink, ModelGen, Pruning, Hls].map((task): [TaskType, object] => [task as TaskType, {}]),
];

describe.each(tasks.map(([task, more]) => ({ name: task.definition.type, task, more })))(
  '$name',
  ({ task, more }) => {
    for (const { title, check } of conformance(task, { ...situation, ...more })) it(title, check);
  },
);

describe.each([Square, Synthesis].map((task) => ({ name: task.definition.type, task: task as TaskType })))(
  '$name, in a process of its own,',
  ({ task }) => {
    const checks = conformance(task, situation).filter(({ title }) =>
      /data only|same result|told to/.test(title),
    );
    for (const { title, check } of checks) it(title, check);
  },
);

describe('the conformance suite', () => {
  const failing = async (task: TaskType, more = {}): Promise<string[]> => {
    const complaints: string[] = [];
    for (const { check } of conformance(task, { ...situation, ...more })) {
      await check().catch((error: Error) => complaints.push(error.message));
    }
    return complaints;
  };
  const good = {
    type: 'T',
    role: 'O',
    description: 'Is good',
    inputs: 1,
    outputs: 1,
    run: () => undefined,
  } as const;
  let calls = 0;

  it.each([
    [{}, []],
    [{ description: 'Ends with a full stop.' }, ['the task: a description is one line without a full stop']],
    [
      { outputs: 2, sends: 'one' } as const,
      ['only K-tasks have other than one output', 'it must choose one output'],
    ],
    [
      { parameters: { a: z.number().max(1).default(2).describe('Too much') } },
      ['parameter a: not its default'],
    ],
    [
      {
        run: async ({ metaModel }: { metaModel: { add: (model: NewModel) => Promise<unknown> } }) => {
          await metaModel.add({ level: 'DNN', properties: { calls: calls++ } });
          return undefined;
        },
      },
      ['two runs with one seed differ'],
    ],
    [
      {
        run: ({ folder }: { folder: string }) => {
          writeFileSync(join(folder, '..', 'leftover'), '');
          return undefined;
        },
      },
      ['it left leftover beside its folder'],
    ],
    [
      {
        run: () => {
          throw new Error('never');
        },
      },
      ['never', 'never', 'never', 'never'],
    ],
  ])('finds what is wrong: %j', async (change, complaints) => {
    expect(await failing(defineTask({ ...good, ...change } as Parameters<typeof defineTask>[0]))).toEqual(
      complaints,
    );
  });

  it('finds a task that does not hear', async () => {
    const deaf = defineTask({
      ...good,
      run: () => new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 300)),
    });
    expect(await failing(deaf, { timeLimit: 0.2 })).toEqual(['it took no notice of its signal']);
  });
});
