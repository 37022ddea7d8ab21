import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';
import { describe, expect, it } from 'vitest';
import { templatePath } from '../../src/templates/index.js';
import { arithmeticHeaders, compiler, fixedName, integerName } from './driver.js';
import type { Type } from './driver.js';
import { answers } from './nnet-oracle.js';
import type { Network, Types } from './nnet-oracle.js';

/** A vendor's headers, for runs by hand: the kernels must give the same answers with them. */
const reference = process.env['HLSMITH_REFERENCE_AP_TYPES'];
const here = fileURLToPath(new URL('.', import.meta.url));
const reason = compiler ? '' : ' (skipped: no g++ or clang++)';

const fixed = (width: number, integer: number, quantization = 'AP_TRN', overflow = 'AP_WRAP'): Type => ({
  ...{ width, integer, quantization, overflow },
  signed: true,
});
const table = fixed(18, 8, 'AP_RND', 'AP_SAT');
const plain = fixed(18, 8);
const bit: Type = { width: 1, integer: 1, signed: false };
const usual: Types = {
  ...{
    input_t: plain,
    weight_t: plain,
    bias_t: plain,
    accum_t: plain,
    dense_t: plain,
    relu_t: plain,
    result_t: plain,
  },
  ...{ exp_table_t: table, inv_table_t: table, sum_t: table, inv_inp_t: table },
  inp_norm_t: { ...fixed(17, 7), signed: false },
};

const settings: Record<string, Partial<Network>> = {
  'one precision for all': { types: usual },
  'an accumulator that saturates and rounds towards zero, unsigned relu, scaled exponent': {
    types: {
      ...usual,
      input_t: fixed(11, 3, 'AP_RND_CONV', 'AP_SAT'),
      weight_t: fixed(7, 2, 'AP_RND', 'AP_SAT_SYM'),
      bias_t: fixed(9, 1),
      accum_t: fixed(9, 3, 'AP_TRN_ZERO', 'AP_SAT'),
      dense_t: fixed(12, 3, 'AP_RND_ZERO', 'AP_SAT_ZERO'),
      relu_t: { ...fixed(6, 2, 'AP_RND_INF', 'AP_SAT'), signed: false },
      inp_norm_t: { ...fixed(11, 2), signed: false },
    },
    expScale: 0.5,
  },
  'the exponent of the inputs as they are': {
    types: {
      ...usual,
      dense_t: fixed(12, 4),
      sum_t: fixed(24, 12, 'AP_TRN_ZERO', 'AP_WRAP'),
      inv_inp_t: fixed(24, 12),
    },
    implementation: 'latency',
  },
  'types narrower than the address of a table, infinite reciprocals that wrap': {
    types: {
      ...usual,
      dense_t: fixed(7, 4, 'AP_RND_MIN_INF', 'AP_SAT'),
      inp_norm_t: { ...fixed(6, 3), signed: false },
      inv_inp_t: fixed(5, 1),
      inv_table_t: fixed(10, 5),
    },
    tableSize: 256,
    channels: 2,
  },
  'a sum of exponentials whose overflow depends on its order': {
    types: { ...usual, dense_t: fixed(12, 4), sum_t: fixed(14, 4, 'AP_TRN', 'AP_SAT_ZERO') },
    implementation: 'latency',
  },
  'ternary weights': { types: { ...usual, weight_t: fixed(2, 2) }, product: 'weight_ternary' },
  'binary weights': { types: { ...usual, weight_t: bit }, product: 'weight_binary' },
  'binary inputs': { types: { ...usual, input_t: bit }, product: 'data_binary' },
  'binary inputs and weights': {
    types: { ...usual, input_t: bit, weight_t: bit, accum_t: fixed(6, 6), dense_t: fixed(6, 6) },
    product: 'both_binary',
    biases: [0, 0, 0, 0, 0],
  },
  'the first of the largest': { types: { ...usual, dense_t: fixed(5, 3) }, implementation: 'argmax' },
};

const random = (() => {
  let state = 11;
  return (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
})();
const vector = (length: number, scale: number): number[] => Array.from({ length }, () => scale * random());

/** The answers of the compiled kernels, one line a sample. */
function compiled(network: Network, samples: readonly number[][], headers: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'hlsmith-nnet-'));
  try {
    const types = Object.fromEntries(
      Object.entries(network.types).map(([name, type]) => [
        name,
        type === bit ? integerName(1, false) : fixedName(type),
      ]),
    );
    const { weights, biases, tableSize, implementation, product, channels } = network;
    const sizes = {
      inputs: weights.length,
      outputs: biases.length,
      tableSize,
      channels,
      implementation,
      product,
    };
    const expScale = `${network.expScale.toFixed(3)}f`;
    const template = Handlebars.compile(readFileSync(join(here, 'network.inc.hbs'), 'utf8'), {
      strict: true,
      noEscape: true,
    });
    writeFileSync(join(folder, 'network.inc'), template({ ...sizes, types, expScale }));
    const program = join(folder, 'network');
    const flags = ['-std=c++14', '-O1', '-Wall', '-Wextra', '-Wno-unknown-pragmas'];
    const includes = [`-I${headers}`, `-I${templatePath('library')}`, `-I${folder}`];
    const build = [...flags, ...includes, join(here, 'nnet-driver.cpp'), '-o', program];
    const result = spawnSync(compiler!, build, { encoding: 'utf8' });
    if (result.status !== 0 || (headers === arithmeticHeaders && result.stderr !== ''))
      throw new Error(result.stderr.slice(0, 4000));
    const input = [samples.length, ...weights.flat(), ...biases, ...samples.flat()].join('\n');
    const lines = spawnSync(program, { input, encoding: 'utf8' }).stdout.split('\n');
    return lines.slice(0, -1).map((line) => line.trim());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('nnet_utils', { timeout: 300_000 }, () => {
  for (const [title, setting] of Object.entries(settings)) {
    it.skipIf(!compiler)(
      `computes dense, batch normalisation, relu, linear and softmax: ${title}${reason}`,
      () => {
        const exact = (x: number, type: Type): number =>
          type === bit ? Number(x > 0) : type.width === 2 ? Math.round(x) : x;
        const network: Network = {
          types: usual,
          implementation: 'stable',
          tableSize: 1024,
          expScale: 1,
          product: 'mult',
          channels: -1,
          weights: Array.from({ length: 7 }, () =>
            vector(5, 1.2).map((x) => exact(x, (setting.types ?? usual).weight_t)),
          ),
          biases: vector(5, 1),
          ...setting,
        };
        const samples = Array.from({ length: 200 }, () =>
          vector(7, 2.5).map((x) => exact(x, network.types.input_t)),
        );
        const wanted = samples.map((sample) => answers(network, sample));
        expect(new Set(wanted).size).toBeGreaterThan(5);
        expect(compiled(network, samples, arithmeticHeaders)).toEqual(wanted);
        if (reference) expect(compiled(network, samples, reference)).toEqual(wanted);
      },
    );
  }
});
