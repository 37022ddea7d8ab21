import { fractionBits } from '../../hls/index.js';
import { normalizationOf, type Normalization } from '../normalization-table.js';
import type { ResolvedLayer } from '../network.js';
import { elementwise } from '../pieces/elementwise.js';
import type { Piece, TensorSignal, WeightSource } from '../pieces/piece.js';
import { reduction } from '../pieces/reduction.js';
import { productOf, rawConstants } from '../products.js';
import { signalOf } from '../wasm/conversion.js';
import type { Term, Terms } from '../wasm/terms.js';
import { int } from '../activation-tables.js';
import { checkChannels, perFeature } from './batch-normalization.js';
import { input, output, temporary, type LayerKind } from './kind.js';
import { tableOf } from './tabled.js';

/** `nnet::layernormalize`: means, differences, variances and results, each for all steps of the sequence at once. */
export const layerNormalization: LayerKind = {
  plan(layer, [signal], source) {
    const steps = layer.size('seq_len');
    const values = layer.size('n_in') / steps;
    const normalization = normalizationOf(layer, values);
    const { accumulator } = normalization;
    if (productOf(layer, layer.product(), accumulator, accumulator) !== 'mult') return null;
    if (accumulator.width > 53) return null;
    const each = Int32Array.from({ length: steps * values }, (_, at) => at);
    const stepOf = each.map((at) => Math.floor(at / values));
    const average = (of: TensorSignal, term: (terms: Terms, x: Term) => Term): Piece | null =>
      reduction({
        ...{ positions: steps, channels: 1, taps: values },
        inputs: [{ signal: of, features: each }],
        start: { values: Float64Array.of(0), fraction: fractionBits(accumulator), key: '0' },
        state: () => signalOf(accumulator),
        step: (terms, sum, [x]) =>
          terms.convert(terms.add(sum, terms.convert(term(terms, x!), accumulator)), accumulator),
        finish: (terms, sum) =>
          terms.convert(terms.multiply(sum, shareOf(terms, normalization)), accumulator),
      });
    const mean = average(signal!, (_, x) => x);
    const difference =
      mean &&
      elementwise({
        features: each.length,
        inputs: [{ signal: signal! }, { signal: mean.output, features: stepOf }],
        formula: (terms, [x, m]) =>
          terms.convert(terms.subtract(terms.convert(x!, accumulator), m!), accumulator),
      });
    const variance = difference && average(difference.output, (terms, d) => terms.multiply(d, d));
    const inverse = variance && inverseRoot(layer, normalization, variance.output);
    const result = inverse && scaled(layer, source, difference.output, inverse.output, stepOf);
    if (!result) return null;
    return {
      calls: [
        { piece: mean, from: [input(0)], to: temporary(0) },
        { piece: difference, from: [input(0), temporary(0)], to: temporary(1) },
        { piece: variance, from: [temporary(1)], to: temporary(2) },
        { piece: inverse, from: [temporary(2)], to: temporary(3) },
        { piece: result, from: [temporary(1), temporary(3)], to: output() },
      ],
      temporaries: [mean.output, difference.output, variance.output, inverse.output],
      output: result.output,
    };
  },
};

const shareOf = (terms: Terms, { share }: Normalization): Term =>
  terms.constant(share.raw, fractionBits(share.type));

/** The table's entry for each variance. */
function inverseRoot(
  layer: ResolvedLayer,
  { factors, table, tableType }: Normalization,
  variance: TensorSignal,
): Piece | null {
  const entries = tableOf(table, tableType);
  return elementwise({
    features: variance.features,
    inputs: [{ signal: variance }],
    tableKey: layer.signature,
    formula(terms, [x]) {
      const scale = terms.constant(factors[0].raw * factors[1].raw);
      const whole = terms.convert(terms.toInteger(terms.multiply(x!, scale)), int);
      const last = terms.constant(BigInt(table.length - 1));
      return terms.lookUp(terms.minimum(terms.maximum(whole, terms.constant(0n)), last), entries);
    },
  });
}

/** The difference times the inverse root times a scale, and a bias: one conversion at the end. */
function scaled(
  layer: ResolvedLayer,
  source: WeightSource,
  difference: TensorSignal,
  inverse: TensorSignal,
  stepOf: Int32Array,
): Piece | null {
  const [scales, biases] = [layer.constants('weight'), layer.constants('bias')];
  checkChannels(layer, scales.length, biases.length, difference.features);
  const scale = rawConstants(scales, layer.role('weight'), source);
  const bias = rawConstants(biases, layer.role('bias'), source);
  if (!scale || !bias) return null;
  return elementwise({
    features: difference.features,
    inputs: [{ signal: difference }, { signal: inverse, features: stepOf }],
    parameters: [scale, bias].map(({ raw, type, key }) =>
      perFeature(raw, fractionBits(type), key, difference.features),
    ),
    formula: (terms, [x, factor], [scale, bias]) => {
      const product = terms.multiply(terms.multiply(x!, factor!), scale!);
      return terms.convert(terms.add(product, bias!), layer.output);
    },
  });
}
