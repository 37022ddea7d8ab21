import { fixedType, fractionBits, type FixedType, type WeightArray } from '../../hls/index.js';
import { problem } from '../../diagnostics/index.js';
import type { ResolvedConfig } from '../network.js';
import type { Piece, TensorSignal, WeightSource } from '../pieces/piece.js';
import { weightedSum } from '../pieces/weighted-sum.js';
import {
  effectiveWeights,
  isOneBit,
  multiplierOf,
  productOf,
  rawConstants,
  weightType,
} from '../products.js';
import { reuseOrder } from '../reuse-order.js';
import type { Term, Terms } from '../wasm/terms.js';
import { firstChannels, type Windows } from '../windows.js';
import { approximateSum } from './approximate.js';

/** A matrix product of the kernel library: `dense`, or a convolution at each of its positions. */
export interface Matrix {
  /** The struct that gives accumulator, weight and bias types, strategy and reuse factor. */
  readonly config: ResolvedConfig;
  readonly weights: WeightArray;
  readonly bias: WeightArray;
  readonly product: string;
  readonly data: FixedType;
  readonly result: FixedType;
  readonly windows: Windows | null;
  /** Features of one pixel, or all of them. */
  readonly channels: number;
  readonly outputs: number;
  /** How wide results are stored at least, where several kernels write to one tensor. */
  readonly storage?: TensorSignal['storage'];
}

/** The kernel of a matrix product; null where 64 bits do not suffice. */
export function matrixPiece(matrix: Matrix, input: TensorSignal, source: WeightSource): Piece | null {
  const { config, windows, channels, outputs, data } = matrix;
  const taps = windows?.taps ?? 1;
  const inputs = taps * channels;
  checkSizes(matrix, inputs);
  const weights = rawConstants(matrix.weights, weightType(config, matrix.product), source);
  const bias = rawConstants(matrix.bias, config.role('bias'), source);
  const accumulator = config.role('accumulator');
  if (!weights || !bias) return null;
  const order = reuseOrder(config, inputs, outputs, accumulator);
  if (order === 'by output') return null;
  const multiplier = multiplierOf(config, matrix.product, data, weights.type);
  if (multiplier) {
    const visited = order ?? Int32Array.from({ length: inputs }, (_, at) => at);
    return approximateSum({
      ...{ multiplier, input, positions: windows?.positions ?? 1, channels: outputs, taps: inputs },
      ...{ features: reordered(windows, channels, visited), channelsShare: true, bias, accumulator },
      weights: {
        raw: order ? rowsInOrder(weights.raw, order, outputs) : weights.raw,
        fraction: fractionBits(weights.type),
        key: weights.key,
      },
      finish: (terms, sum) => castSum(terms, sum, matrix, inputs),
    });
  }
  const product = productOf(config, matrix.product, data, weights.type);
  const factors = effectiveWeights(weights.raw, weights.type, product, data);
  if (!factors) return null;
  const { raw, fraction, kind } = factors;
  const shape = order
    ? { taps: inputs, run: 1, features: reordered(windows, channels, order) }
    : { taps, run: channels, features: windows && firstChannels(windows.pixels, channels) };
  return weightedSum({
    input,
    positions: windows?.positions ?? 1,
    ...shape,
    outputs,
    weights: { raw: order ? rowsInOrder(raw, order, outputs) : raw, fraction },
    bias: { raw: bias.raw, type: bias.type },
    product: kind,
    accumulator,
    key: `${weights.key} ${bias.key} ${product}`,
    ...(matrix.storage && { storage: matrix.storage }),
    finish: (terms, sum) => castSum(terms, sum, matrix, inputs),
  });
}

/** `nnet::cast`: one-bit products count matches, and become the sum of plus and minus ones. */
function castSum(terms: Terms, sum: Term, { config, data, result }: Matrix, inputs: number): Term {
  if (!isOneBit(data) || !isOneBit(config.role('weight'))) return terms.convert(sum, result);
  const doubled = { ...sum, fraction: sum.fraction - 1 };
  const balance = terms.subtract(doubled, terms.constant(BigInt(inputs)));
  return terms.convert(terms.convert(balance, matchesType(inputs)), result);
}

/** The type in which the matches of `inputs` one-bit products are balanced. */
export function matchesType(inputs: number): FixedType {
  const width = Math.ceil(Math.log2(inputs)) + 2;
  return fixedType(true, width, width, { isInteger: true, quantization: 'TRN_ZERO' });
}

function checkSizes({ config, weights, bias }: Matrix, inputs: number): void {
  const outputs = bias.length;
  if (weights.length !== inputs * outputs) {
    throw problem('simulate.weights', { layer: config.name, inputs, outputs });
  }
}

function reordered(windows: Windows | null, channels: number, order: Int32Array): Int32Array {
  if (!windows) return order;
  const { positions, taps, pixels } = windows;
  const features = new Int32Array(positions * order.length);
  for (let position = 0, at = 0; position < positions; position++) {
    for (const input of order) {
      const pixel = pixels[position * taps + Math.floor(input / channels)]!;
      features[at++] = pixel < 0 ? -1 : pixel * channels + (input % channels);
    }
  }
  return features;
}

function rowsInOrder(weights: Float64Array, order: Int32Array, outputs: number): Float64Array {
  const rows = new Float64Array(weights.length);
  order.forEach((input, at) =>
    rows.set(weights.subarray(input * outputs, (input + 1) * outputs), at * outputs),
  );
  return rows;
}
