import { join } from 'node:path';
import { z } from 'zod';
import { defineTask } from '../flow/index.js';
import { formatFixedType, openHlsProject } from '../hls/index.js';
import { quantize, type QhsOutcome } from '../qhs/index.js';
import { readTestData, testDataParameters } from './test-data.js';

/** MetaML-Pro's QUANTIZATION O-task: the Quantization Heuristic Search (section 4.2) on the newest kernel. */
export const Quantization = defineTask({
  type: 'Quantization',
  role: 'O',
  description: 'Finds the smallest bit widths that keep the accuracy, and writes them into the kernel',
  inputs: 1,
  outputs: 1,
  module: import.meta.url,
  retryable: true,
  parameters: {
    tolerate_acc_loss: z.number().min(0).lt(1).default(0.01).describe('alpha_q: accuracy that may be lost'),
    ...testDataParameters,
  },
  async run({ metaModel, folder, parameters: { tolerate_acc_loss, ...data }, progress }) {
    // In a bottom-up loop, which comes back with another tolerance, the loss counts from the same kernel.
    const kernels = metaModel.models('HLS C++').filter(({ properties }) => !('precisions' in properties));
    const kernel = kernels.at(-1) ?? metaModel.need('HLS C++');
    const [before, after] = [join(folder, 'before'), join(folder, 'after')];
    await metaModel.checkOut(kernel, before);
    const project = await openHlsProject(before);
    const { inputs, labels } = readTestData(data);
    const outcome = await quantize(project, {
      ...{ inputs, labels, toleratedAccuracyLoss: tolerate_acc_loss, lossIs: 'absolute' },
      onTrial: ({ index, accuracy }) => progress(`trial ${index}, accuracy ${(100 * accuracy).toFixed(2)}%`),
    });
    project.write(after);
    metaModel.log('quantised', { trials: outcome.trials.length, precisions: precisionsOf(outcome) });
    await metaModel.add({
      level: 'HLS C++',
      folder: after,
      metrics: {
        accuracy: { value: outcome.accuracy, source: 'simulated' },
        bits: { value: bitsOf(outcome), source: 'types' },
      },
      parent: kernel,
      properties: { ...kernel.properties, precisions: precisionsOf(outcome) },
    });
    return undefined;
  },
});

const precisionsOf = ({ assignment }: QhsOutcome): Record<string, string> =>
  Object.fromEntries([...assignment].map(([name, type]) => [name, formatFixedType(type)]));

/** The widths of all precisions of the virtual layers, as `hlsmith qhs` counts them: tied ones once. */
const bitsOf = ({ assignment, virtualLayers }: QhsOutcome): number =>
  virtualLayers
    .flatMap(({ precisions }) => precisions)
    .reduce((sum, { slots }) => sum + (assignment.get(slots[0].typedef)?.width ?? 0), 0);
