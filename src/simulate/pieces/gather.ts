import type { Body, Value, Variable } from '../wasm/body.js';
import type { LaneBits } from '../wasm/lanes.js';
import { blockSamples } from '../wasm/storage.js';

/** Bytes of one feature of a block. */
export function featureBytes(bits: LaneBits): number {
  return (blockSamples * bits) / 8;
}

/**
 * A list of features as the kernel reads it: byte offsets from the tensor's start, negative where zeros (or a
 * padding value) are read instead of a feature.
 *
 * @param features indices of features, or -1.
 */
export function offsetsOf(features: Int32Array, storage: LaneBits): Int32Array {
  return features.map((feature) => (feature < 0 ? -1 : feature * featureBytes(storage)));
}

/** Where the features that a kernel visits are, one after the other. */
export interface Cursor {
  /** The address of the current feature, or of the padding. */
  readonly at: Value;
  /** By how much the address grows from one group of samples to the next, and by how much with a feature. */
  readonly step: (bytes: number) => Value;
}

/** Reads one offset of a list and finds the feature's address. */
export function followOffset(body: Body, entry: Value, tensor: Value, padding: Value): Cursor {
  const { module } = body;
  const { i32 } = module;
  const offset = body.let(body.i32, i32.load(0, 4, entry()));
  const inside = body.let(body.i32, i32.ge_s(offset(), i32.const(0)));
  const at = body.let(body.i32, module.select(inside(), i32.add(tensor(), offset()), padding()));
  return { at, step: (bytes) => body.let(body.i32, module.select(inside(), i32.const(bytes), i32.const(0))) };
}

/** Moves a pointer. */
export function advance(body: Body, pointer: Variable, by: number | Value): void {
  const { i32 } = body.module;
  pointer.set(i32.add(pointer.get(), typeof by === 'number' ? i32.const(by) : by()));
}
