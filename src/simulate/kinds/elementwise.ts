import type { ResolvedLayer } from '../network.js';
import { elementwise, type ElementwiseOptions } from '../pieces/elementwise.js';
import type { TensorSignal } from '../pieces/piece.js';
import type { Term, Terms } from '../wasm/terms.js';
import { oneKernel, type LayerKind, type LayerPlan } from './kind.js';

/** The plan of a layer that computes each value by itself. */
export function eachValue(
  input: TensorSignal,
  formula: (terms: Terms, x: Term) => Term,
  options: Pick<ElementwiseOptions, 'tableKey'> = {},
): LayerPlan | null {
  return oneKernel(
    elementwise({
      ...options,
      features: input.features,
      inputs: [{ signal: input }],
      formula: (terms, [x]) => formula(terms, x!),
    }),
  );
}

/** `nnet::linear`: only the type changes. */
export const linear: LayerKind = {
  plan: (layer, [input]) => eachValue(input!, (terms, x) => terms.convert(x, layer.output)),
};

/** `nnet::relu`, and `nnet::relu_max` where the result is clipped. */
export const relu: LayerKind = {
  plan: (layer, [input]) =>
    eachValue(input!, (terms, x) => {
      const positive = terms.maximum(x, terms.constant(0n));
      const most = reluMaximum(layer);
      if (most === null) return terms.convert(positive, layer.output);
      return terms.convert(terms.minimum(positive, terms.constant(BigInt(most))), layer.output);
    }),
};

/** What `nnet::relu_max` clips to, which is a template argument; null for a plain relu. */
export function reluMaximum({ layer, parameter }: ResolvedLayer): number | null {
  const named = /relu(\d+)$/.exec(layer.calls)?.[1];
  if (named !== undefined) return Number(named);
  return layer.calls.endsWith('relu_max') ? parameter('MAX_INT', NaN) : null;
}
