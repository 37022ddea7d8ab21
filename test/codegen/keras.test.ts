import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { convertModel } from '../../src/codegen/index.js';
import { accuracy, predict, readKerasModel } from '../../src/nn/index.js';
import { hasCompiler, runTestbench, unlessCompiler } from './compiling.js';
import { sharedData } from '../nn/shared.js';
import { randomNumbers } from './models.js';
import { scratchFolder } from './scratch.js';

const scratch = scratchFolder();
// Networks by others, which may be read in place but are no part of this project.
const data = sharedData;
const why = existsSync(data) ? unlessCompiler : ` (skipped: ${data} is not there)`;

function read(folder: string, name: string) {
  const path = join(data, 'models', folder, name);
  return readKerasModel(`${path}.json`, { weights: `${path}_weights.h5` });
}

describe.skipIf(!hasCompiler || !existsSync(data))(
  `real networks, converted and compiled${why}`,
  { timeout: 180_000 },
  () => {
    it('KERAS_3layer gives the float probabilities to within a hundredth', async () => {
      const model = await read('example-models/keras', 'KERAS_3layer');
      const next = randomNumbers(3);
      // About standard normal, as its training inputs were.
      const normal = (): number =>
        Math.sqrt(2) * Array.from({ length: 6 }, next).reduce((a, b) => a + b) * 0.5;
      const samples = Array.from({ length: 500 }, () => Array.from({ length: 16 }, normal));
      const results = runTestbench(join(scratch, '3layer'), convertModel(model), samples).flat();
      const exact = predict(model, Float64Array.from(samples.flat()), samples.length);
      const mean = results.reduce((sum, value, i) => sum + Math.abs(value - exact[i]), 0) / results.length;
      expect(mean).toBeLessThan(0.01);
      const labels = Int32Array.from(samples, (_, at) => {
        const row = exact.slice(at * 5, at * 5 + 5);
        return row.indexOf(Math.max(...row));
      });
      expect(accuracy(Float64Array.from(results), labels)).toBeGreaterThan(0.98);
    });

    it('qkeras_mnist_cnn gives the logits of QKeras themselves, for digits that the input type holds', async () => {
      const whole = await read('example-models/keras', 'qkeras_mnist_cnn');
      const layers = whole.layers.slice(0, -1);
      const model = { ...whole, layers, outputs: [layers.at(-1)!.name] };
      const count = 20;
      const file = gunzipSync(readFileSync(join(data, 'mnist', 't10k-images-idx3-ubyte.gz')));
      const pixels = file.subarray(16, 16 + count * 784);
      const inputs = Float64Array.from(pixels, (pixel) => Math.round((pixel / 255) * 1024) / 1024);
      const samples = Array.from({ length: count }, (_, at) => [
        ...inputs.subarray(at * 784, at * 784 + 784),
      ]);
      const project = convertModel(model, { infersPrecision: true });
      const results = runTestbench(join(scratch, 'cnn'), project, samples);
      expect(results.flat()).toEqual([...predict(model, inputs, count)]);
    });

    it('KERAS_mnist_mlp reads digits as well as in floating point, but for one in a hundred', async () => {
      const model = await read('hls4ml-history', 'KERAS_mnist_mlp');
      const count = 500;
      const file = (name: string): Buffer => gunzipSync(readFileSync(join(data, 'mnist', name)));
      const pixels = file('t10k-images-idx3-ubyte.gz').subarray(16, 16 + count * 784);
      const labels = Int32Array.from(file('t10k-labels-idx1-ubyte.gz').subarray(8, 8 + count));
      const inputs = Float64Array.from(pixels, (pixel) => pixel / 255);
      const samples = Array.from(labels, (_, at) => [...inputs.subarray(at * 784, at * 784 + 784)]);
      const results = runTestbench(join(scratch, 'mnist'), convertModel(model), samples);
      const float = accuracy(predict(model, inputs, count), labels);
      const fixed = accuracy(Float64Array.from(results.flat()), labels);
      expect(float).toBeGreaterThan(0.95);
      expect(fixed).toBeGreaterThan(float - 0.01);
    });
  },
);
