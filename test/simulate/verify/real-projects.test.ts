import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openHlsProject, readLayerGraph, type LayerGraph } from 'hlsmith/hls';
import { setPrecisions } from 'hlsmith/metaprograms/precision';
import { verifyTiers } from 'hlsmith/simulate';
import { size } from '../../../src/simulate/network.js';
import { gaussian, randomNumbers } from '../graphs.js';
import { randomAssignment } from './random-assignment.js';

/*
 * Generated projects as they are and under random precisions, every layer in every tier, bit for bit. The vendor's
 * headers are those beside each project.
 *
 *   HLSMITH_PROJECTS=FOLDER[:FOLDER...] HLSMITH_ASSIGNMENTS=20 HLSMITH_SAMPLES=10000 HLSMITH_ONLY=Vitis-io_stream
 *     npx vitest run test/simulate/verify/real-projects.test.ts
 *
 * Each FOLDER holds projects. HLSMITH_ONLY is a regular expression for their names.
 */
const folders = (process.env['HLSMITH_PROJECTS'] ?? '').split(':').filter((folder) => folder !== '');
const assignments = Number(process.env['HLSMITH_ASSIGNMENTS'] ?? 1);
const samples = Number(process.env['HLSMITH_SAMPLES'] ?? 100);
const only = new RegExp(process.env['HLSMITH_ONLY'] ?? '');
const seed = Number(process.env['HLSMITH_SEED'] ?? 1);
if (folders.length === 0) console.log('skipped: HLSMITH_PROJECTS names no folders of generated projects');

const projects = folders
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((directory) => only.test(directory) && existsSync(join(directory, 'firmware', 'ap_types')));

function inputsOf(graph: LayerGraph, random: () => number): Float64Array {
  const draws = graph.inputs.flatMap(({ name, shape }) => {
    const table = graph.layers.find(({ kind, inputs }) => kind === 'embedding' && inputs[0]!.name === name);
    const rows = table?.parameters['vocab_size'];
    // What is beyond the table is read from wherever it is in memory.
    const draw = rows === undefined ? () => gaussian(random) : () => Math.floor(random() * rows);
    return Array.from({ length: size(shape) }, () => draw);
  });
  return Float64Array.from({ length: samples * draws.length }, (_, at) => draws[at % draws.length]!());
}

/** The vendor's headers stop where every source bit lies below the rounding bit (design/simulation.md, quirk 1). */
const vendorQuirk = /assert|Assertion|status (134|none)|SIGABRT/i;

describe.skipIf(folders.length === 0)('real projects', () => {
  it.each(projects)('%s', { timeout: 3_600_000 }, async (directory) => {
    const project = await openHlsProject(directory);
    const graph = readLayerGraph(project);
    const random = randomNumbers(seed);
    const data = { inputs: inputsOf(graph, random), samples };
    let compared = 0;
    for (let turn = 0; turn <= assignments; turn++) {
      const fork = project.fork();
      if (turn > 0) {
        setPrecisions(fork, randomAssignment(graph, random), graph);
        fork.commit({ author: 'test' });
      }
      const { tiers, comparisons } = await verifyTiers(fork, data);
      const missing = tiers.filter(({ ran }) => !ran);
      for (const { name, remark } of missing) console.log(`${directory}, ${turn}: no ${name}: ${remark}`);
      expect(missing.map(({ name }) => name)).not.toContain('simulated');
      // A tier that cannot compile or run the project is no verdict, unless none can.
      const isQuirk = missing.some(({ remark }) => vendorQuirk.test(remark));
      expect(missing.length).toBeLessThan(isQuirk ? 3 : 2);
      for (const { tiers: pair, mismatch, layer } of comparisons) {
        if (!pair.includes('simulated')) continue;
        expect({ turn, pair, layer, mismatch }).toEqual({
          turn,
          pair,
          layer: undefined,
          mismatch: undefined,
        });
        compared++;
      }
    }
    console.log(`${directory}: ${compared} comparisons of ${samples} samples, no difference`);
  });
});
