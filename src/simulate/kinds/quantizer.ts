import { formatFixedType, fractionBits, type FixedType } from '../../hls/index.js';
import { elementwise } from '../pieces/elementwise.js';
import type { Piece } from '../pieces/piece.js';
import { lanesFor, rangeOf } from '../wasm/conversion.js';
import { input, output, type Call, type LayerKind } from './kind.js';

/** `nnet::quantize_each`: one kernel for each run of values that have one type. */
export const quantizer: LayerKind = {
  plan(layer, [signal]) {
    const types = layer.layer.elementTypes ?? [];
    const range = rangeOf(layer.output);
    const storage = lanesFor(range);
    if (!storage) return null;
    const pieces = new Map<string, Piece>();
    const calls: Call[] = [];
    for (let first = 0; first < types.length;) {
      const type = types[first]!;
      const features = runLength(types, first);
      const key = `${features} ${spelled(type)}`;
      const piece =
        pieces.get(key) ??
        elementwise({
          features,
          inputs: [{ signal: { ...signal!, features } }],
          storage,
          formula: (terms, [x]) =>
            type
              ? terms.convert(terms.convert(x!, type), layer.output)
              : terms.constant(0n, fractionBits(layer.output)),
        });
      if (!piece) return null;
      pieces.set(key, piece);
      calls.push({ piece, from: [input(0, first)], to: output(first) });
      first += features;
    }
    const whole = { fraction: fractionBits(layer.output), range, features: types.length, storage };
    return { calls, temporaries: [], output: whole };
  },
};

function runLength(types: readonly (FixedType | null)[], first: number): number {
  const type = spelled(types[first]!);
  let end = first + 1;
  while (end < types.length && spelled(types[end]!) === type) end++;
  return end - first;
}

const spelled = (type: FixedType | null): string => (type ? formatFixedType(type) : '0');
