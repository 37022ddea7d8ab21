import { fixedArithmetic, fractionBits, fromDouble, type FixedType, type TypeRole } from '../../hls/index.js';
import { activationNumber, line } from '../activation-tables.js';
import type { ResolvedConfig, ResolvedLayer } from '../network.js';
import { elementwise, type Parameters } from '../pieces/elementwise.js';
import type { TensorSignal, WeightSource } from '../pieces/piece.js';
import { isOneBit, rawConstants } from '../products.js';
import type { Term, Terms } from '../wasm/terms.js';
import { perFeature } from './batch-normalization.js';
import { eachValue } from './elementwise.js';
import { oneKernel, type LayerKind, type LayerPlan } from './kind.js';

/** `nnet::leaky_relu`. */
export const leakyRelu: LayerKind = {
  plan(layer, [input]) {
    const { raw, type } = activationNumber(layer, 'alpha', layer.input);
    return eachValue(input!, (terms, x) =>
      aboveZero(terms, x, terms.constant(raw, fractionBits(type)), layer.output),
    );
  },
};

/** `nnet::prelu`: an alpha for each value. */
export const prelu: LayerKind = {
  plan: (layer, [input], weights) =>
    withConstants(layer, input!, weights, ['parameter'], (terms, x, [alpha]) =>
      aboveZero(terms, x, alpha!, layer.output),
    ),
};

/** x above zero, else alpha * x. */
function aboveZero(terms: Terms, x: Term, alpha: Term, output: FixedType): Term {
  const scaled = terms.convert(terms.multiply(alpha, x), output);
  return terms.select(terms.greater(x, terms.constant(0n)), terms.convert(x, output), scaled);
}

/** `nnet::thresholded_relu`. */
export const thresholdedRelu: LayerKind = {
  plan(layer, [input]) {
    const { raw, type } = activationNumber(layer, 'theta', layer.input);
    return eachValue(input!, (terms, x) => {
      const passes = terms.greater(x, terms.constant(raw, fractionBits(type)));
      return terms.select(
        passes,
        terms.convert(x, layer.output),
        terms.constant(0n, fractionBits(layer.output)),
      );
    });
  },
};

/** `nnet::hard_sigmoid`. */
export const hardSigmoid: LayerKind = {
  plan: (layer, [input]) =>
    eachValue(input!, (terms, x) => terms.convert(clippedLine(terms, x, layer, layer.input), layer.output)),
};

/** `nnet::hard_tanh`. */
export const hardTanh: LayerKind = {
  plan: (layer, [input]) =>
    eachValue(input!, (terms, x) => {
      const sigmoid = clippedLine(terms, x, layer, layer.input);
      const doubled = { ...sigmoid, fraction: sigmoid.fraction - 1 };
      return terms.convert(terms.subtract(doubled, terms.constant(1n)), layer.output);
    }),
};

/** `slope * x + shift` between 0 and 1, in the type of the sum. */
export function clippedLine(terms: Terms, x: Term, config: ResolvedConfig, input: FixedType): Term {
  const { slope, shift, type } = line(config, input);
  const constant = ({ raw, type }: { raw: bigint; type: FixedType }): Term =>
    terms.constant(raw, fractionBits(type));
  const sum = terms.add(terms.multiply(constant(slope), x), constant(shift));
  const one = terms.constant(fromDouble(1, type), fractionBits(type));
  const positive = terms.maximum(sum, terms.constant(0n));
  return terms.select(terms.greater(sum, terms.constant(1n)), one, positive);
}

/** `nnet::binary_tanh`: plus or minus one, or one and zero where the result has one bit. */
export const binaryTanh: LayerKind = {
  plan: (layer, [input]) =>
    eachValue(input!, (terms, x) => {
      const [one, least] = [1, isOneBit(layer.output) ? 0 : -1].map((value) =>
        numberOf(terms, value, layer.output),
      );
      return from(terms, x, terms.constant(0n), layer, one!, least!);
    }),
};

/** `nnet::ternary_tanh`, which doubles its input within the input's type in arrays, and not in streams. */
export const ternaryTanh: LayerKind = {
  plan: (layer, [input]) =>
    eachValue(input!, (terms, x) => {
      const y = layer.streams ? x : terms.convert({ ...x, fraction: x.fraction - 1 }, layer.input);
      const [minus, zero, one] = [-1, 0, 1].map((value) => numberOf(terms, value, layer.output));
      const notBelow = terms.select(terms.greater(y, terms.constant(-1n)), zero!, minus!);
      return terms.select(terms.greater(y, terms.constant(1n)), one!, notBelow);
    }),
};

/** `nnet::normalize_binary_tanh`. */
export const binaryThreshold: LayerKind = {
  plan: (layer, [input], weights) =>
    withConstants(layer, input!, weights, ['threshold'], (terms, x, [threshold]) => {
      const [zero, one] = [0, 1].map((value) => numberOf(terms, value, layer.output));
      return from(terms, x, threshold!, layer, one!, zero!);
    }),
};

/** `nnet::normalize_ternary_tanh`. */
export const ternaryThresholds: LayerKind = {
  plan: (layer, [input], weights) =>
    withConstants(layer, input!, weights, ['thresholdHigh', 'thresholdLow'], (terms, x, [high, low]) => {
      const [minus, zero, one] = [-1, 0, 1].map((value) => numberOf(terms, value, layer.output));
      const notAbove = terms.select(terms.greater(x, low!), zero!, minus!);
      return terms.select(terms.greater(x, high!), one!, notAbove);
    }),
};

/** One value from a threshold on, or above it only, and another below. */
function from(
  terms: Terms,
  x: Term,
  threshold: Term,
  { layer }: ResolvedLayer,
  above: Term,
  below: Term,
): Term {
  return layer.strictThreshold
    ? terms.select(terms.greater(x, threshold), above, below)
    : terms.select(terms.greater(threshold, x), below, above);
}

/** A C integer as a value of a type. */
function numberOf(terms: Terms, value: number, type: FixedType): Term {
  const integer = { raw: BigInt(value), type: { ...type, signed: true, width: 32, integer: 32 } };
  return terms.constant(fixedArithmetic.convert(integer, type).raw, fractionBits(type));
}

/** A layer of one formula with constants for each value or each channel. */
function withConstants(
  layer: ResolvedLayer,
  input: TensorSignal,
  source: WeightSource,
  roles: readonly TypeRole[],
  formula: (terms: Terms, x: Term, constants: readonly Term[]) => Term,
): LayerPlan | null {
  const parameters: Parameters[] = [];
  for (const role of roles) {
    const found = rawConstants(layer.constants(role), layer.role(role), source);
    if (!found) return null;
    parameters.push(perFeature(found.raw, fractionBits(found.type), found.key, input.features));
  }
  const piece = elementwise({
    features: input.features,
    inputs: [{ signal: input }],
    parameters,
    formula: (terms, [x], constants) => formula(terms, x!, constants),
  });
  return oneKernel(piece);
}
