import { defineTask, functionParameter, type Metric } from 'hlsmith/flow';
import { z } from 'zod';

/** Toy tasks. A "model" is a number in a file, and its accuracy. */

const measured = (value: number): Metric => ({ value, source: 'toy' });

export const Generate = defineTask({
  type: 'Generate',
  role: 'lambda',
  description: 'Makes a model of nothing',
  inputs: 0,
  outputs: 1,
  parameters: { size: z.int().min(1).default(64).describe('How large it is') },
  run: async ({ metaModel, parameters: { size } }) => {
    await metaModel.add({
      level: 'DNN',
      files: { 'size.txt': String(size) },
      metrics: { size: measured(size), accuracy: measured(0.9) },
    });
  },
});

export const Shrink = defineTask({
  type: 'Shrink',
  role: 'O',
  description: 'Makes the model smaller',
  inputs: 1,
  outputs: 1,
  parameters: {
    rate: z.number().gt(0).lt(1).default(0.5).describe('What is left of it'),
    noise: z.number().min(0).default(0).describe('How much chance there is in its accuracy'),
    epochs: z.int().default(1).describe('Not used'),
  },
  run: async ({ metaModel, parameters: { rate, noise }, random }) => {
    const before = metaModel.need('DNN');
    const size = Math.max(1, Math.round(Number(await metaModel.read(before, 'size.txt')) * rate));
    metaModel.log('shrunk', { size });
    await metaModel.add({
      level: 'DNN',
      files: { 'size.txt': String(size) },
      metrics: {
        size: measured(size),
        accuracy: measured(before.metrics['accuracy']!.value - 0.02 - noise * random()),
      },
    });
  },
});

export const Pass = defineTask({
  type: 'Pass',
  role: 'lambda',
  description: 'Does nothing',
  inputs: 1,
  outputs: 1,
  run: () => undefined,
});

export const Source = defineTask({
  type: 'Source',
  role: 'lambda',
  description: 'Begins with nothing',
  inputs: 0,
  outputs: 1,
  run: () => undefined,
});

export const Call = defineTask({
  type: 'Call',
  role: 'lambda',
  description: 'Calls a function',
  inputs: 1,
  outputs: 1,
  retryable: true,
  parameters: {
    fn: functionParameter<(step: { signal: AbortSignal; turn: number }) => unknown>('(step) => any').describe(
      'What it calls',
    ),
  },
  run: async ({ signal, turn, parameters: { fn } }) => void (await fn({ signal, turn })),
});
