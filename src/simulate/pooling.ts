import type { FixedType } from '../hls/index.js';
import { problem } from '../diagnostics/index.js';
import type { ResolvedLayer } from './network.js';
import { poolingWindows, type Windows } from './windows.js';

/** What a pooling layer computes; arrays and streams differ in several ways. */
export interface Pooling {
  readonly operation: 'maximum' | 'average';
  readonly windows: Windows;
  readonly channels: number;
  readonly accumulator: FixedType;
  /** The raw input that stands for pixels outside of the image. */
  readonly padding: bigint;
  /** Of each position: how many pixels count. */
  readonly divisors: readonly number[];
  /** Whether inputs become accumulator values before they are compared or added (`reduce_pool`). */
  readonly comesFirst: boolean;
  /** Whether the sum is a balanced tree. */
  readonly treeWise: boolean;
  /** Whether the quotient becomes an accumulator value before it becomes the result. */
  readonly returnsAccumulator: boolean;
}

/** `nnet::Pool_Op`. */
const operations: Readonly<Record<number, Pooling['operation']>> = { 0: 'maximum', 1: 'average' };

/** @throws `simulate.pooling` for another operation; `simulate.size-missing`, `simulate.type-missing`. */
export function poolingOf(layer: ResolvedLayer): Pooling {
  const chosen = layer.parameter('pool_op', 0);
  const operation = operations[chosen];
  if (!operation) throw problem('simulate.pooling', { layer: layer.name, operation: chosen });
  const isGlobal = layer.layer.kind === 'globalPooling';
  const windows = isGlobal ? wholeImage(layer) : poolingWindows(layer);
  const countsPadding = layer.parameter('count_pad', 0) !== 0;
  // oneAPI's library computes windows of streams as those of arrays.
  const reduces = layer.streams && layer.layer.library !== 'oneapi';
  return {
    operation,
    windows,
    channels: layer.size('n_filt'),
    accumulator: layer.has('accumulator') && !sumsInputs(layer) ? layer.role('accumulator') : layer.input,
    padding: operation === 'maximum' ? paddingOf(layer.input) : 0n,
    divisors: divisorsOf(windows, countsPadding && !layer.streams),
    comesFirst: reduces,
    treeWise: reduces && !isGlobal,
    returnsAccumulator: !(layer.streams && isGlobal),
  };
}

/** Catapult's library sums and compares windows of a stream in the type of its words, but for the encoded form. */
function sumsInputs({ layer: { library, kind }, streams, parameter }: ResolvedLayer): boolean {
  const encoded = 1;
  return (
    library === 'catapult' && streams && kind === 'pooling' && parameter('implementation', 0) !== encoded
  );
}

/** `pad_val` sets the top bit, which in a type without sign is half of its range. */
function paddingOf({ signed, width }: FixedType): bigint {
  return (signed ? -1n : 1n) << BigInt(width - 1);
}

function divisorsOf({ positions, taps, pixels }: Windows, countsPadding: boolean): number[] {
  return Array.from({ length: positions }, (_, position) =>
    countsPadding
      ? taps
      : pixels.subarray(position * taps, (position + 1) * taps).filter((pixel) => pixel >= 0).length,
  );
}

function wholeImage(layer: ResolvedLayer): Windows {
  const height = layer.parameter('in_height', 0);
  const taps = height > 0 ? height * layer.size('in_width') : layer.size('n_in');
  return { positions: 1, taps, pixels: Int32Array.from({ length: taps }, (_, pixel) => pixel) };
}
