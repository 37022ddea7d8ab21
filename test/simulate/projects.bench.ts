import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bench, describe } from 'vitest';
import { openHlsProject, readLayerGraph, type FixedType, type LayerGraph } from 'hlsmith/hls';
import { openSession } from 'hlsmith/simulate';
import { compileKernel, findCompiler, referenceHeaders } from '../../src/simulate/compiled/compile.js';
import { readKernel } from '../../src/simulate/compiled/kernel.js';
import { size } from '../../src/simulate/network.js';
import { inTemporaryFolder } from '../../src/text/index.js';
import { gaussian, randomNumbers } from './graphs.js';

/*
 * Samples a second in the steady state of a search against the same project compiled with the headers beside it, one
 * core each, in one run. Each trial of ours changes the weights' type of the first layer that has weights, so that all
 * layers behind it run. Wall times, the least of some runs; of theirs less that of a run on one sample.
 *
 *   HLSMITH_PROJECTS=FOLDER[:FOLDER...] HLSMITH_ONLY=mnist HLSMITH_SAMPLES=1000 npx vitest bench --run
 *     test/simulate/projects.bench.ts
 */
const folders = (process.env['HLSMITH_PROJECTS'] ?? '').split(':').filter((folder) => folder !== '');
const samples = Number(process.env['HLSMITH_SAMPLES'] ?? 1000);
const only = new RegExp(process.env['HLSMITH_ONLY'] ?? '');
const compiler = findCompiler();
if (folders.length === 0) console.log('skipped: HLSMITH_PROJECTS names no folders of generated projects');

const projects = folders
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((directory) => only.test(directory) && existsSync(join(directory, 'firmware', 'ap_types')));

async function ours(graph: LayerGraph, inputs: Float64Array): Promise<number> {
  const session = await openSession(graph, { inputs, samples });
  const constants = graph.layers.flatMap((layer) => Object.values(layer.constants));
  const { typedef, type } = (constants[0] ?? graph.inputs[0]!).slot;
  const times = Array.from({ length: 12 }, (_, turn) => {
    const width = type.width + (turn % 2);
    const assignment = new Map<string, FixedType>([[typedef, { ...type, width }]]);
    const start = performance.now();
    session.evaluate(assignment, { until: 'outputs' });
    return performance.now() - start;
  });
  session.close();
  return Math.min(...times);
}

/** The fastest of some runs, less what a run on one sample takes. */
async function compiled(directory: string, inputs: Float64Array, columns: number): Promise<number> {
  const project = await openHlsProject(directory);
  const kernel = await readKernel(project, { graph: readLayerGraph(project) });
  const headers = referenceHeaders(join(directory, 'firmware', 'ap_types'), directory);
  return inTemporaryFolder('bench', async (build) => {
    const options = {
      projectDirectory: directory,
      kernel,
      headers,
      build,
      compiler: compiler!,
      seconds: 600,
    };
    const program = await compileKernel(options);
    const fastest = async (count: number): Promise<number> => {
      let best = Infinity;
      for (let turn = 0; turn < 3; turn++) {
        const start = performance.now();
        await program.run({ inputs: inputs.subarray(0, count * columns), samples: count });
        best = Math.min(best, performance.now() - start);
      }
      return best;
    };
    const overhead = await fastest(1);
    return ((await fastest(samples)) - overhead) * (samples / (samples - 1));
  });
}

describe.skipIf(!compiler || projects.length === 0)('beside the compiled project', () => {
  for (const directory of projects) {
    bench(directory, () => compare(directory), {
      iterations: 1,
      warmupIterations: 0,
      time: 0,
      warmupTime: 0,
    });
  }
});

async function compare(directory: string): Promise<void> {
  const graph = readLayerGraph(await openHlsProject(directory));
  const columns = graph.inputs.reduce((sum, { shape }) => sum + size(shape), 0);
  const random = randomNumbers(1);
  const inputs = Float64Array.from({ length: samples * columns }, () => gaussian(random));
  const [mine, theirs] = [await ours(graph, inputs), await compiled(directory, inputs, columns)];
  const each = (time: number): string => ((time * 1000) / samples).toFixed(2).padStart(9);
  const ratio = (theirs / mine).toFixed(1).padStart(6);
  console.log(`${each(mine)} us/sample, compiled ${each(theirs)}: ${ratio} times faster  ${directory}`);
}
