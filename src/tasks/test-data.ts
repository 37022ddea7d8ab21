import { resolve } from 'node:path';
import { z } from 'zod';
import { readInputs, readLabels } from '../nn/index.js';

/** Parameters of tasks that measure on samples. */
export const testDataParameters = {
  test_inputs: z.string().min(1).describe('The samples (.npy), one a row'),
  test_labels: z.string().min(1).describe('Their classes (.npy)'),
};

export interface TestData {
  readonly inputs: Float64Array;
  readonly labels: Int32Array;
  readonly samples: number;
}

export function readTestData(parameters: { test_inputs: string; test_labels: string }): TestData {
  const { data, samples } = readInputs(resolve(parameters.test_inputs));
  return { inputs: data, samples, labels: readLabels(resolve(parameters.test_labels), samples) };
}
