import { existsSync, mkdirSync, readFileSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFixedType, type FixedType } from 'hlsmith/hls';
import { convertModel } from '../../src/codegen/index.js';
import type { Configuration } from '../../src/codegen/configuration.js';
import { readKerasModel, type Model } from '../../src/nn/index.js';
import { sharedModels } from '../nn/shared.js';
import { hasCompiler, run, runTestbench } from './compiling.js';
import { randomNumbers } from './models.js';
import { scratchFolder } from './scratch.js';

/**
 * A folder of projects that hls4ml wrote for Vitis with `ap_fixed<18,8>` for everything, called `io_parallel-MODEL`
 * and `io_stream-MODEL`. Each is compiled with its own kernels and the vendor's types, and must give the same bits as
 * our conversion of the same model.
 */
const references = process.env.HLSMITH_HLS4ML_PROJECTS ?? '';
const isPossible = hasCompiler && existsSync(references) && existsSync(sharedModels);
const why = isPossible ? '' : ' (skipped: HLSMITH_HLS4ML_PROJECTS names no folder of projects by hls4ml)';

const scratch = scratchFolder();
const models = {
  KERAS_3layer: 'example-models/keras',
  KERAS_conv1d_small: 'example-models/keras',
  KERAS_conv2d_model: 'example-models/keras',
  jetTagger_Conv2D_Small: 'example-models/keras',
  KERAS_lstm_model: 'hls4ml-history',
};
const resolution = 2 ** -10;

/** The types of hls4ml's softmax, which follow from those of the logits. */
function softmaxAsThere(model: Model): Configuration {
  const spelled = {
    exp_table: 'ap_fixed<18,8,AP_RND,AP_SAT>',
    inv_table: 'ap_fixed<18,8,AP_RND,AP_SAT>',
    inv_inp: 'ap_fixed<18,8,AP_RND,AP_SAT>',
    accum: 'ap_fixed<18,8>',
    inp_norm: 'ap_ufixed<17,7>',
  };
  const precision = new Map<string, FixedType>(
    Object.entries(spelled).map(([key, type]) => [key, parseFixedType(type)!]),
  );
  const layers = model.layers.filter(
    (layer) => layer.kind === 'activation' && layer.activation === 'softmax',
  );
  return {
    model: { precision: new Map() },
    layerTypes: new Map(),
    layers: new Map(layers.map(({ name }) => [name, { precision }])),
  };
}

/** What hls4ml's own testbench logs for the samples. */
function referenceResults(project: string, samples: readonly (readonly number[])[]): number[][] {
  const directory = join(scratch, `reference-${project}`);
  cpSync(join(references, project), directory, { recursive: true });
  mkdirSync(join(directory, 'tb_data'), { recursive: true });
  const lines = samples.map((sample) => sample.join(' ')).join('\n') + '\n';
  for (const name of ['input_features', 'output_predictions'])
    writeFileSync(join(directory, 'tb_data', `tb_${name}.dat`), lines);
  const weights = `-DWEIGHTS_DIR="${join(directory, 'firmware', 'weights')}"`;
  const sources = ['firmware/myproject.cpp', 'myproject_test.cpp'];
  run(directory, 'g++', [
    '-std=c++14',
    '-O1',
    '-w',
    weights,
    '-Ifirmware/ap_types',
    ...sources,
    '-o',
    'reference',
  ]);
  run(directory, './reference', []);
  const log = readFileSync(join(directory, 'tb_data', 'csim_results.log'), 'utf8');
  return log
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
}

describe.skipIf(!isPossible)(`a project by hls4ml, of the same model${why}`, { timeout: 300_000 }, () => {
  const cases = Object.entries(models).flatMap(([name, folder]) =>
    (['parallel', 'stream'] as const).map((io) => [name, io, folder] as const),
  );
  it.each(cases)('%s, io_%s, gives the same bits', async (name, io, folder) => {
    const path = join(sharedModels, folder, name);
    const model = await readKerasModel(`${path}.json`, { weights: `${path}_weights.h5` });
    const next = randomNumbers(5);
    const size = model.layers[0].outputShape.reduce((a, b) => a * b, 1);
    const samples = Array.from({ length: 200 }, () =>
      Array.from({ length: size }, () => Math.round(next() * 4096) / 1024),
    );
    const project = convertModel(model, { io, configuration: softmaxAsThere(model) });
    const own = runTestbench(join(scratch, `${io}-${name}`), project, samples);
    const theirs = referenceResults(`io_${io}-${name}`, samples);
    // Six digits are printed there, which tell the steps of the type apart.
    const steps = (rows: readonly (readonly number[])[]) =>
      rows.map((row) => row.map((x) => Math.round(x / resolution)));
    expect(steps(own)).toEqual(steps(theirs));
    expect(new Set(own.map((row) => row.join())).size).toBeGreaterThan(1);
  });
});
