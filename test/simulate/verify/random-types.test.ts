import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openHlsProject, parseFixedType, readLayerGraph, type FixedType } from 'hlsmith/hls';
import { setPrecisions } from 'hlsmith/metaprograms/precision';
import { verifyByCompiling } from 'hlsmith/simulate';
import { findProgram } from '../../../src/simulate/compiled/process.js';
import { templatePath } from '../../../src/templates/index.js';
import { inTemporaryFolder } from '../../../src/text/index.js';
import { anyFixedType } from '../../hls/fixed-point/arbitrary.js';
import { gaussianInputs } from '../graphs.js';

const tiny = fileURLToPath(new URL('tiny', import.meta.url));
const compiler = findProgram(['g++', 'clang++']);
if (!compiler) console.log('skipped: no g++ or clang++ on PATH to compile a kernel with');

const type = (integer: { min: number; max: number }): fc.Arbitrary<FixedType> =>
  fc.oneof(
    { weight: 6, arbitrary: anyFixedType({ width: { min: 2, max: 36 }, integer }) },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 2, max: 12 }).map((width) => parseFixedType(`ap_int<${width}>`)!),
    },
  );
const value = type({ min: 0, max: 9 });
const unit = type({ min: 1, max: 8 });

/** A type for every typedef of the tiny project. */
const assignments = fc.record({
  ...{ input_t: value, layer2_t: value, layer3_t: value, layer4_t: value, result_t: unit },
  ...{ fc1_weight_t: value, fc1_bias_t: value, fc1_accum_t: value },
  ...{ fc2_weight_t: value, fc2_bias_t: value, fc2_accum_t: value },
  ...{ softmax_norm_t: unit, softmax_table_t: unit },
});

describe.skipIf(!compiler)('a project with random types', () => {
  it('is simulated as it is compiled', async () => {
    await fc.assert(
      fc.asyncProperty(assignments, async (types) => {
        const assignment = new Map(Object.entries(types));
        const project = await openHlsProject(tiny);
        const graph = readLayerGraph(project);
        setPrecisions(project, assignment);
        project.commit({ author: 'test' });
        await inTemporaryFolder('test', async (folder) => {
          project.write(join(folder, 'project'));
          const projectDirectory = join(folder, 'project');
          cpSync(templatePath('library'), join(projectDirectory, 'firmware'), { recursive: true });
          const inputs = gaussianInputs(300, 3).map((x) => 3 * x);
          const result = await verifyByCompiling({
            projectDirectory,
            graph,
            assignment,
            inputs,
            samples: 300,
          });
          expect(result.mismatch).toBeUndefined();
          expect(result.verified).toBe(true);
          expect(result.compared).toHaveLength(4);
        });
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });
});
