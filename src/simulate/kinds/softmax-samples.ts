import { fractionBits } from '../../hls/index.js';
import type { ResolvedLayer } from '../network.js';
import { featureBytes } from '../pieces/gather.js';
import type { KernelPlaces, TensorSignal } from '../pieces/piece.js';
import type { Body, Value } from '../wasm/body.js';
import type { Range } from '../wasm/conversion.js';
import type { LaneBits } from '../wasm/lanes.js';
import { blockSamples, loadScalar, storeScalar } from '../wasm/storage.js';

/** One softmax: so many features, `stride` from one to the next. */
export interface Slice {
  readonly features: number;
  readonly stride: number;
  readonly storage: LaneBits;
}

export interface Shape extends Slice {
  readonly to: LaneBits;
}

export function outputSignal(
  layer: ResolvedLayer,
  { features }: Slice,
  range: Range,
  to: LaneBits,
): TensorSignal {
  return { fraction: fractionBits(layer.output), range, features, storage: to };
}

/** Runs a softmax on one sample after the other: from its inputs to its outputs. */
export function forEachSample(
  body: Body,
  { features, stride, storage, to }: Shape,
  places: KernelPlaces,
  compute: (inputs: readonly Value[]) => readonly Value[],
): void {
  const { i32 } = body.module;
  const input = body.variable(body.i32, places.inputs[0]!());
  const output = body.variable(body.i32, places.output());
  const step = (bits: LaneBits): number => stride * featureBytes(bits);
  body.repeat(blockSamples, () => {
    const inputs = Array.from({ length: features }, (_, at) =>
      loadScalar(body, input.get, at * step(storage), storage),
    );
    compute(inputs).forEach((value, at) => storeScalar(body, output.get, at * step(to), to, value));
    input.set(i32.add(input.get(), i32.const(storage / 8)));
    output.set(i32.add(output.get(), i32.const(to / 8)));
  });
}
