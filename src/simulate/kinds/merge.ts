import { fractionBits, type MergeKindName } from '../../hls/index.js';
import { broadcastOf } from '../merges.js';
import { size, type ResolvedLayer } from '../network.js';
import { elementwise } from '../pieces/elementwise.js';
import { reduction } from '../pieces/reduction.js';
import { productOf } from '../products.js';
import { signalOf } from '../wasm/conversion.js';
import type { Term, Terms } from '../wasm/terms.js';
import { oneKernel, type LayerKind } from './kind.js';

type Elementwise = Exclude<MergeKindName, 'concatenate' | 'dot'>;

/** What becomes of two values, before or after they become the result's type. */
const formulas: Readonly<
  Record<Elementwise, (terms: Terms, a: Term, b: Term, layer: ResolvedLayer) => Term>
> = {
  add: (terms, a, b, { output }) => terms.convert(terms.add(a, b), output),
  subtract: (terms, a, b, { output }) => terms.convert(terms.subtract(a, b), output),
  multiply: (terms, a, b, { output }) => terms.convert(terms.multiply(a, b), output),
  average(terms, a, b, { output }) {
    const sum = terms.add(a, b);
    return terms.convert({ ...sum, fraction: sum.fraction + 1 }, output);
  },
  maximum: (terms, a, b, { output }) => terms.convert(terms.maximum(a, b), output),
  minimum: (terms, a, b, { output }) => terms.convert(terms.minimum(a, b), output),
};

/** `nnet::add` and its like: value by value, the smaller tensor repeated. */
export function merge(kind: Elementwise): LayerKind {
  return {
    plan(layer, signals) {
      const piece = elementwise({
        features: size(layer.layer.output.shape),
        inputs: signals.map((signal, index) => {
          const features = broadcastOf(layer, index);
          return features ? { signal, features } : { signal };
        }),
        formula: (terms, [a, b]) => formulas[kind](terms, a!, b!, layer),
      });
      return oneKernel(piece, 2);
    },
  };
}

/** `nnet::dot1d`: products become accumulator values, then they are added in order. */
export const dot: LayerKind = {
  plan(layer, signals) {
    const [a, b] = layer.inputs;
    if (productOf(layer, layer.product(), a!, b!) !== 'mult') return null;
    const taps = size(layer.layer.inputs[0]!.shape);
    const features = Int32Array.from({ length: taps }, (_, at) => at);
    const accumulator = layer.role('accumulator');
    const piece = reduction({
      ...{ positions: 1, channels: 1, taps },
      inputs: signals.map((signal) => ({ signal, features })),
      start: { values: Float64Array.of(0), fraction: fractionBits(accumulator), key: '0' },
      state: () => signalOf(accumulator),
      step: (terms, sum, [x, y]) => {
        const product = terms.convert(terms.multiply(x!, y!), accumulator);
        return terms.convert(terms.add(sum, product), accumulator);
      },
      finish: (terms, sum) => terms.convert(sum, layer.output),
    });
    return oneKernel(piece, 2);
  },
};
