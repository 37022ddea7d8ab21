import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFixedType } from 'hlsmith/hls';
import { convertModel, writeProject } from '../../src/codegen/index.js';
import type { Model } from '../../src/nn/index.js';
import { hasCompiler, run, runTestbench, unlessCompiler } from './compiling.js';
import { forward, normalizedPerceptron, perceptron, randomNumbers } from './models.js';
import { scratchFolder } from './scratch.js';

const scratch = scratchFolder();
const precision = parseFixedType('ap_fixed<24,8>')!;
const step = 2 ** -16;

function samplesFor(model: Model, count: number): number[][] {
  const next = randomNumbers(7);
  const [size] = model.layers[0].outputShape;
  // On the grid of the input type, so that the inputs themselves are exact.
  return Array.from({ length: count }, () =>
    Array.from({ length: size }, () => Math.round(next() * 2048) / 1024),
  );
}

/** Without its last layer: the results of softmax are bounded by its tables, not by the types before it. */
function withoutLast(model: Model): Model {
  const layers = model.layers.slice(0, -1);
  return { ...model, layers, outputs: [layers.at(-1)!.name] };
}

/**
 * How far fixed point that truncates may lie from the doubles: each weight, each product, the bias and the
 * stored result lose less than one step, and errors of inputs pass through the weights.
 */
function errorBounds(model: Model, sample: readonly number[]): number[] {
  const values = forward(model, sample);
  let errors = sample.map(() => 0);
  for (const layer of model.layers) {
    if (layer.kind === 'batchNormalization') {
      const x = values.get(layer.inputs[0])!;
      // Scale, bias and result lose less than a step each; product and sum are exact.
      errors = errors.map((error, i) => (layer.scale.data[i] + step) * error + (Math.abs(x[i]) + 2) * step);
    }
    if (layer.kind !== 'dense') continue;
    const x = values.get(layer.inputs[0])!;
    const width = layer.bias.data.length;
    errors = Array.from({ length: width }, (_, j) =>
      x.reduce((sum, value, i) => {
        const weight = Math.abs(layer.kernel.data[i * width + j]);
        return sum + (weight + step) * errors[i] + Math.abs(value) * step + step;
      }, 2 * step),
    );
  }
  return errors;
}

describe.skipIf(!hasCompiler)(`a compiled kernel${unlessCompiler}`, () => {
  const model = perceptron([16, 24, 12, 5]);
  const samples = samplesFor(model, 200);

  it.each([
    ['plain', model],
    ['normalized', normalizedPerceptron([16, 24, 12, 5])],
  ])('gives the logits of the network, but for rounding: %s', (name, model) => {
    const logits = withoutLast(model);
    const results = runTestbench(join(scratch, name), convertModel(logits, { precision }), samples);
    expect(results).toHaveLength(samples.length);
    samples.forEach((sample, at) => {
      const exact = forward(logits, sample).get(logits.outputs[0])!;
      const bounds = errorBounds(logits, sample);
      const outside = results[at].filter((value, j) => Math.abs(value - exact[j]) > bounds[j]);
      expect(outside).toEqual([]);
    });
    // The bound says something: it is far below the size of the logits.
    expect(Math.max(...errorBounds(logits, samples[0]))).toBeLessThan(0.02);
    expect(Math.max(...results.flat().map(Math.abs))).toBeGreaterThan(1);
  });

  it('gives probabilities that sum to one, with a softmax that keeps its accuracy at any width before it', () => {
    for (const spelled of ['ap_fixed<18,8>', 'ap_fixed<9,4>', 'ap_fixed<40,16>']) {
      const directory = join(scratch, spelled.replace(/\W/g, ''));
      const project = convertModel(model, { precision: parseFixedType(spelled)! });
      // The result keeps its width, so that only the types before the tables change.
      const defines = project.files
        .get('firmware/defines.h')!
        .replace(`${spelled} result_t`, 'ap_fixed<18,8> result_t');
      const files = new Map([...project.files, ['firmware/defines.h', defines] as const]);
      const results = runTestbench(directory, { ...project, files }, samples);
      const worst = Math.max(...results.map((row) => Math.abs(row.reduce((a, b) => a + b) - 1)));
      expect([spelled, worst < 0.03]).toEqual([spelled, true]);
      const differences = samples.flatMap((sample, at) =>
        forward(model, sample)
          .get('softmax3')!
          .map((value, j) => Math.abs(value - results[at][j])),
      );
      expect([spelled, Math.max(...differences) < (spelled === 'ap_fixed<9,4>' ? 0.5 : 0.03)]).toEqual([
        spelled,
        true,
      ]);
      // Not the constant that an index far too coarse gives.
      expect(new Set(results.map((row) => row[0])).size).toBeGreaterThan(50);
    }
  });

  it('is a shared library after build_lib.sh', () => {
    const directory = join(scratch, 'shared');
    writeProject(directory, convertModel(perceptron([2, 2]), { name: 'net' }));
    run(directory, './build_lib.sh', []);
    const symbols = run(directory, 'nm', ['-D', '--defined-only', 'firmware/net.so']);
    expect(symbols).toMatch(/ T net_double$/m);
    expect(symbols).toMatch(/ T net_float$/m);
  });

  it('has a testbench that compares with predictions and refuses bad lines', () => {
    const directory = join(scratch, 'testbench');
    runTestbench(directory, convertModel(perceptron([2, 2]), { name: 'net' }), [[0.5, -0.5]]);
    writeFileSync(join(directory, 'predictions.dat'), '0.5 0.5\n');
    run(directory, 'bash', ['-c', './testbench tb_data/tb_input_features.dat predictions.dat 2> messages']);
    expect(run(directory, 'cat', ['messages'])).toMatch(
      /^largest difference from predictions.dat: 0\.\d+\n$/,
    );
    writeFileSync(join(directory, 'short.dat'), '1 2\n3\n');
    expect(() => run(directory, './testbench', ['short.dat'])).toThrow('short.dat:2: 1 numbers instead of 2');
    expect(() => run(directory, './testbench', ['none.dat'])).toThrow('none.dat: cannot be read');
  });

  // The vendor's own types and hls4ml's kernels are not part of the project: a checkout's templates/vivado.
  const reference = process.env.HLSMITH_HLS4ML_TEMPLATES ?? '';
  const hasReference = existsSync(reference);
  const why = hasReference ? '' : ' (skipped: HLSMITH_HLS4ML_TEMPLATES names no folder)';
  it.skipIf(!hasReference)(`gives the same bits under hls4ml's kernels and the vendor's types${why}`, () => {
    const small = normalizedPerceptron([8, 6, 3]);
    const inputs = samplesFor(small, 100);
    const project = convertModel(small, { precision });
    const own = runTestbench(join(scratch, 'own'), project, inputs);
    const kernelOnly = [...project.files].filter(
      ([path]) => !/^firmware\/(nnet_utils|ap_types)\//.test(path),
    );
    const directory = join(scratch, 'reference');
    mkdirSync(directory);
    const includes = [reference, `${reference}/ap_types`];
    const theirs = runTestbench(directory, { ...project, files: new Map(kernelOnly) }, inputs, includes);
    expect(theirs).toEqual(own);
  });
});
