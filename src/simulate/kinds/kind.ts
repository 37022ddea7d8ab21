import type { ResolvedLayer } from '../network.js';
import type { Piece, TensorSignal, WeightSource } from '../pieces/piece.js';
import { laneWidths, type LaneBits } from '../wasm/lanes.js';

/** A feature of a tensor, and all that follow it: of an input, of a temporary, or of the layer's result. */
export interface Place {
  readonly tensor: { readonly input: number } | { readonly temporary: number } | 'output';
  readonly feature: number;
}

/** One run of a kernel on a block. */
export interface Call {
  readonly piece: Piece;
  readonly from: readonly Place[];
  readonly to: Place;
}

/** How a layer is computed under one assignment: kernels one after the other. */
export interface LayerPlan {
  readonly calls: readonly Call[];
  /** Tensors of a block that live while the layer is computed. */
  readonly temporaries: readonly TensorSignal[];
  readonly output: TensorSignal;
}

export interface LayerKind {
  /**
   * null where 64-bit integers cannot be proven to give the exact result: the exact evaluator takes over.
   *
   * @param inputs one for each tensor that the layer reads.
   */
  plan(layer: ResolvedLayer, inputs: readonly TensorSignal[], weights: WeightSource): LayerPlan | null;
}

export const input = (index: number, feature = 0): Place => ({ tensor: { input: index }, feature });
export const temporary = (index: number, feature = 0): Place => ({ tensor: { temporary: index }, feature });
export const output = (feature = 0): Place => ({ tensor: 'output', feature });

/** The plan of a layer that is one kernel on all that it reads; null where there is no kernel. */
export function oneKernel(piece: Piece | null, inputs = 1): LayerPlan | null {
  if (!piece) return null;
  const from = Array.from({ length: inputs }, (_, index) => input(index));
  return { calls: [{ piece, from, to: output() }], temporaries: [], output: piece.output };
}

/** The widest lanes of a plan, which tell how it is computed. */
export function lanesOf({ calls }: LayerPlan): LaneBits {
  const widest = Math.max(16, ...calls.map(({ piece }) => piece.lanes));
  return laneWidths.find((bits) => bits === widest)!;
}
