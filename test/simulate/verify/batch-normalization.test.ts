import { join } from 'node:path';
import fc from 'fast-check';
import { convertModel, writeProject } from 'hlsmith/codegen';
import { openHlsProject, readLayerGraph, type FixedType } from 'hlsmith/hls';
import { setPrecisions } from 'hlsmith/metaprograms/precision';
import { verifyRewritten } from 'hlsmith/qhs';
import { describe, expect, it } from 'vitest';
import { findProgram } from '../../../src/simulate/compiled/process.js';
import { inTemporaryFolder } from '../../../src/text/index.js';
import { normalizedPerceptron } from '../../codegen/models.js';
import { anyFixedType } from '../../hls/fixed-point/arbitrary.js';
import { gaussianInputs } from '../graphs.js';

const compiler = findProgram(['g++', 'clang++']);
if (!compiler) console.log('skipped: no g++ or clang++ on PATH to compile a kernel with');

const type = anyFixedType({ width: { min: 2, max: 30 }, integer: { min: -1, max: 9 } });
/** More types than the network has typedefs. */
const types = fc.array(type, { minLength: 40, maxLength: 40 });
const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 3, maxLength: 3 });

describe.skipIf(!compiler)('a network with batch normalisation and random types', () => {
  it('is simulated as it is compiled, layer by layer', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, types, fc.nat({ max: 1000 }), async (sizes, types, seed) => {
        await inTemporaryFolder('test', async (folder) => {
          const model = normalizedPerceptron(sizes, seed);
          writeProject(join(folder, 'p'), convertModel(model, { name: 'p' }));
          const project = await openHlsProject(join(folder, 'p'));
          const graph = readLayerGraph(project);
          const slots = graph.layers
            .filter(({ kind }) => kind !== 'softmax')
            .flatMap((layer) => [...Object.values(layer.types), layer.output.slot]);
          const assignment = new Map<string, FixedType>(
            [graph.inputs[0].slot, ...slots].map(({ typedef }, at) => [typedef, types[at]]),
          );
          setPrecisions(project, assignment);
          project.commit({ author: 'test' });
          const data = { inputs: gaussianInputs(200, sizes[0]).map((x) => 3 * x), samples: 200 };
          const { verified, mismatch, compared } = await verifyRewritten(
            project,
            { graph, assignment },
            data,
          );
          expect(mismatch).toBeUndefined();
          expect(verified).toBe(true);
          expect(compared).toHaveLength(graph.layers.length);
        });
      }),
      { numRuns: 5, endOnFailure: true },
    );
  });
});
