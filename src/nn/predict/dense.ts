import type { BatchNormalizationLayer, DenseLayer, EmbeddingLayer, NdArray } from '../model.js';
import { multiply } from './multiply.js';
import type { Tensor } from './tensor.js';

/** x * kernel + bias over the last axis. */
export function dense({ kernel, bias }: Pick<DenseLayer, 'kernel' | 'bias'>, { data }: Tensor): Float64Array {
  const [inner, count] = kernel.shape;
  const rows = data.length / inner;
  const result = new Float64Array(rows * count);
  multiply(data, rows, { kernel, first: 0, count }, bias.data, result);
  return result;
}

export function batchNormalization({ scale, bias }: BatchNormalizationLayer, { data }: Tensor): Float64Array {
  const channels = bias.data.length;
  return data.map((value, at) => value * scale.data[at % channels] + bias.data[at % channels]);
}

/** Indices are cut to integers; those outside the table read zeros. */
export function embedding({ table }: EmbeddingLayer, { data }: Tensor): Float64Array {
  const features = table.shape[1];
  const result = new Float64Array(data.length * features);
  for (const [at, value] of data.entries()) result.set(rowOf(table, Math.trunc(value)), at * features);
  return result;
}

function rowOf({ shape, data }: NdArray, row: number): Float32Array | Float64Array {
  return data.subarray(Math.max(0, row) * shape[1], row < 0 ? 0 : (row + 1) * shape[1]);
}
