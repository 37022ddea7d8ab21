import type { FixedType, WeightArray } from '../../hls/index.js';
import type { ResolvedLayer } from '../network.js';
import type { Body } from '../wasm/body.js';
import type { Signal } from '../wasm/conversion.js';
import type { LaneBits } from '../wasm/lanes.js';

/** Values of a tensor: `features` numbers a sample, each stored in `storage` bits. */
export interface TensorSignal extends Signal {
  readonly features: number;
  readonly storage: LaneBits;
}

/** Numbers that a kernel reads from memory: weights, biases, tables. */
export interface Constants {
  /** Equal keys mean equal bytes. */
  readonly key: string;
  readonly byteLength: number;
  bytes(): Uint8Array;
}

/** How a layer is computed under one assignment. */
export interface LayerPlan {
  /** Determines the code that `write` writes. */
  readonly key: string;
  write(body: Body): void;
  /** Bits of the integers it is computed in. */
  readonly lanes: LaneBits;
  readonly constants: Constants | null;
  readonly output: TensorSignal;
}

/** Weights as raw integers of a type, kept from one trial to the next. */
export interface WeightSource {
  /** null where the type is wider than a double holds exactly. */
  raw(array: WeightArray, type: FixedType): Float64Array | null;
  /** Names an array's values under a type. */
  key(array: WeightArray, type: FixedType): string;
}

export interface LayerKind {
  /** null where 64-bit integers cannot be proven to give the exact result: the exact evaluator takes over. */
  plan(layer: ResolvedLayer, input: TensorSignal, weights: WeightSource): LayerPlan | null;
}

/** Makes the code a function of plain data, and that data its key. */
export function planned<Specification>(
  kind: string,
  specification: Specification,
  write: (body: Body, specification: Specification) => void,
): Pick<LayerPlan, 'key' | 'write'> {
  return {
    key: `${kind} ${JSON.stringify(specification)}`,
    write: (body) => write(body, specification),
  };
}
