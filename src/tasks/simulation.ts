import { join } from 'node:path';
import { defineTask } from '../flow/index.js';
import { openHlsProject, readLayerGraph } from '../hls/index.js';
import { accuracy, openSession } from '../simulate/index.js';
import { readTestData, testDataParameters } from './test-data.js';

/** The accuracy of a kernel, as another version of it that has the metric. */
export const Simulation = defineTask({
  type: 'Simulation',
  role: 'lambda',
  description: 'Measures the accuracy of a kernel on the host, bit for bit, without a compiler',
  inputs: 1,
  outputs: 1,
  module: import.meta.url,
  retryable: true,
  parameters: testDataParameters,
  async run({ metaModel, folder, parameters }) {
    const kernel = metaModel.need('HLS C++');
    const project = join(folder, 'project');
    await metaModel.checkOut(kernel, project);
    const { inputs, labels, samples } = readTestData(parameters);
    const graph = readLayerGraph(await openHlsProject(project));
    const session = await openSession(graph, { inputs, samples });
    try {
      const value = accuracy(session.evaluate(new Map()).tensor, labels);
      await metaModel.add({
        level: 'HLS C++',
        folder: project,
        metrics: { ...kernel.metrics, accuracy: { value, source: 'simulated' } },
        properties: kernel.properties,
      });
    } finally {
      session.close();
    }
    return undefined;
  },
});
