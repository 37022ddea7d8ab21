import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { HlsmithError } from '../../src/diagnostics/index.js';
import { openHlsProject, precisionsOf, readLayerGraph, type LayerGraph } from 'hlsmith/hls';
import { giveOwnTypedefs } from 'hlsmith/metaprograms/own-typedefs';
import { setPrecisions } from 'hlsmith/metaprograms/precision';
import { openSession } from 'hlsmith/simulate';
import { afterAll, describe, expect, it } from 'vitest';
import { gaussian, randomNumbers } from '../simulate/graphs.js';
import { answersOf } from './bridge/bridge.js';
import { compiledProjects, otherTypes } from './bridge/projects.js';

/*
 * Generated projects of hls4ml, compiled with the vendor's headers beside them and run before and after precisions
 * are written:
 *
 *   HLSMITH_PROJECTS=FOLDER[:FOLDER...] HLSMITH_FUZZ=40 HLSMITH_ONLY=Quartus
 *     npx vitest run test/metaprograms/precision-outputs.test.ts
 *
 * Each FOLDER holds projects. HLSMITH_FUZZ says how many are taken, spread over those whose names fit HLSMITH_ONLY.
 */
const compiler = spawnSync('g++', ['--version']).status === 0;
const projects = compiledProjects();
if (!compiler) console.log('skipped: there is no g++ on PATH');
const samples = 6;
const counts = new Map<string, number>();

function count(what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

function inputsOf(graph: LayerGraph): Float64Array {
  const random = randomNumbers(7);
  const isIndex = graph.layers.some(({ kind }) => kind === 'embedding');
  const features = graph.inputs.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  return Float64Array.from({ length: samples * features }, () =>
    isIndex ? Math.floor(3 * random()) : gaussian(random),
  );
}

/** What the network answers without a compiler; null where its layers are not known. */
async function simulated(graph: LayerGraph, inputs: Float64Array): Promise<Float64Array | null> {
  try {
    const session = await openSession(graph, { inputs, samples });
    try {
      const tensors = session
        .evaluate(new Map(), { until: 'outputs' })
        .tensors.map((tensor) => tensor.toDoubles());
      const parts = Array.from({ length: samples }, (_, sample) =>
        tensors.flatMap((values) => {
          const each = values.length / samples;
          return [...values.subarray(sample * each, (sample + 1) * each)];
        }),
      );
      return Float64Array.from(parts.flat());
    } finally {
      session.close();
    }
  } catch (error) {
    if (error instanceof HlsmithError) return null;
    throw error;
  }
}

/** The vendor's headers stop where every source bit lies below the rounding bit. */
const vendorQuirk = /assert|SIGABRT/i;

describe.skipIf(projects.length === 0 || !compiler)('the outputs of generated projects', () => {
  it.each(projects)('change as precisions say: %s', { timeout: 600_000 }, async (directory) => {
    const original = await openHlsProject(directory);
    const graph = readLayerGraph(original);
    const inputs = inputsOf(graph);
    const expected = await answersOf(original, graph, inputs, samples);
    // hls4ml writes some projects that do not compile to begin with.
    if (typeof expected === 'string') {
      console.log(`${basename(directory)}: not compared: as it is, ${expected}`);
      return count('does not compile or run as it is');
    }

    const project = original.fork();
    giveOwnTypedefs(project, graph);
    project.commit();
    const own = readLayerGraph(project);
    setPrecisions(project, precisionsOf(own), own);
    project.commit();
    expect(await answersOf(project, own, inputs, samples)).toEqual(expected);
    count('same precisions, same outputs');

    setPrecisions(project, otherTypes(own), own);
    project.commit();
    const after = readLayerGraph(project);
    const answers = await answersOf(project, after, inputs, samples);
    if (typeof answers === 'string' && vendorQuirk.test(answers))
      return count('stopped by the vendor header');
    expect(answers).not.toBeTypeOf('string');
    const foreseen = await simulated(after, inputs);
    if (foreseen === null) return count('other precisions compile and run, layers not simulated');
    expect(answers).toEqual(foreseen);
    count('other precisions, outputs as simulated');
  });

  afterAll(() => console.log(Object.fromEntries(counts)));
});
