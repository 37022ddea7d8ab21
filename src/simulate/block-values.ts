import type { LaneBits } from './wasm/lanes.js';
import { blockSamples } from './wasm/storage.js';

/** The values of one block of a tensor, feature-major: all samples of the first feature, then of the second. */
export type BlockView = Int16Array | Int32Array | BigInt64Array;

/** As `BlockView`, or where values need more than 64 bits, a plain array. */
export type BlockValues = BlockView | bigint[];

export function blockView(
  buffer: ArrayBuffer,
  offset: number,
  features: number,
  storage: LaneBits,
): BlockView {
  const Type = { 16: Int16Array, 32: Int32Array, 64: BigInt64Array }[storage];
  return new Type(buffer, offset, features * blockSamples);
}

/** Bytes of one block of a tensor. */
export function blockBytes(features: number, storage: LaneBits): number {
  return (features * blockSamples * storage) / 8;
}

/** Copies a block into `[samples, features]`, leaving out the samples that only fill the last block. */
export function copyOut(
  view: BlockValues,
  features: number,
  block: number,
  to: Int32Array | BigInt64Array,
): void {
  const first = block * blockSamples * features;
  const samples = Math.min(blockSamples, to.length / features - block * blockSamples);
  if (to instanceof BigInt64Array && view instanceof BigInt64Array) {
    copyWords(view, features, samples, to.subarray(first));
    return;
  }
  if (to instanceof BigInt64Array) {
    for (let feature = 0; feature < features; feature++) {
      for (let sample = 0; sample < samples; sample++) {
        to[first + sample * features + feature] = BigInt(view[feature * blockSamples + sample]!);
      }
    }
    return;
  }
  for (let feature = 0; feature < features; feature++) {
    for (let sample = 0; sample < samples; sample++) {
      to[first + sample * features + feature] = Number(view[feature * blockSamples + sample]);
    }
  }
}

/** Words in halves: a big integer for each would take ten times as long. */
function copyWords(view: BigInt64Array, features: number, samples: number, to: BigInt64Array): void {
  const from = new Int32Array(view.buffer, view.byteOffset, 2 * view.length);
  const halves = new Int32Array(to.buffer, to.byteOffset, 2 * to.length);
  for (let feature = 0; feature < features; feature++) {
    for (let sample = 0; sample < samples; sample++) {
      const source = 2 * (feature * blockSamples + sample);
      const at = 2 * (sample * features + feature);
      halves[at] = from[source]!;
      halves[at + 1] = from[source + 1]!;
    }
  }
}

/** One sample of a block, as exact integers. */
export function sampleOf(view: BlockValues, sample: number): bigint[] {
  return Array.from({ length: view.length / blockSamples }, (_, feature) =>
    BigInt(view[feature * blockSamples + sample]!),
  );
}

/** Writes one sample of a block. */
export function setSample(view: BlockValues, sample: number, values: readonly bigint[]): void {
  values.forEach((value, feature) => {
    const at = feature * blockSamples + sample;
    if (view instanceof Int16Array || view instanceof Int32Array) view[at] = Number(value);
    else view[at] = value;
  });
}
