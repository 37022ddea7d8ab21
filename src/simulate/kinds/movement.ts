import type { ResolvedLayer } from '../network.js';
import { concatenationOf } from '../merges.js';
import { movementOf } from '../movement.js';
import { elementwise } from '../pieces/elementwise.js';
import type { Piece, TensorSignal } from '../pieces/piece.js';
import type { LaneBits } from '../wasm/lanes.js';
import { union } from '../wasm/terms.js';
import { input, oneKernel, output, type Call, type LayerKind } from './kind.js';

/** Padding, cropping, up-sampling, transposing: values go elsewhere, and become the result's type. */
export const movement: LayerKind = {
  plan(layer, [signal]) {
    const features = movementOf(layer);
    const piece = elementwise({
      features: features.length,
      inputs: [{ signal: signal!, features }],
      formula: (terms, [x]) => terms.convert(x!, layer.output),
    });
    return oneKernel(piece);
  },
};

/** `nnet::concatenate*d`: runs of either input in turn. */
export const concatenation: LayerKind = {
  plan(layer, signals) {
    const { rounds, runs } = concatenationOf(layer);
    const pieces = (storage?: LaneBits): (Piece | null)[] =>
      signals.map((signal, index) => copy(layer, signal, runs[index]!, storage));
    const narrow = pieces();
    if (narrow.some((piece) => !piece)) return null;
    const storage = Math.max(...narrow.map((piece) => piece!.output.storage)) as LaneBits;
    const [a, b] = pieces(storage);
    const calls: Call[] = [];
    for (let round = 0, at = 0; round < rounds; round++) {
      [a, b].forEach((piece, index) => {
        const run = runs[index]!;
        calls.push({ piece: piece!, from: [input(index, round * run)], to: output(at) });
        at += run;
      });
    }
    const features = rounds * (runs[0]! + runs[1]!);
    return {
      calls,
      temporaries: [],
      output: { ...a!.output, range: union(a!.output.range, b!.output.range), features },
    };
  },
};

function copy(
  layer: ResolvedLayer,
  signal: TensorSignal,
  features: number,
  storage?: LaneBits,
): Piece | null {
  return elementwise({
    features,
    inputs: [{ signal }],
    ...(storage ? { storage } : {}),
    formula: (terms, [x]) => terms.convert(x!, layer.output),
  });
}
