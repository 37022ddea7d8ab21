import { fixedArithmetic, type FixedType, type FixedValue } from '../../hls/index.js';
import { normalizationIndex, normalizationOf } from '../normalization-table.js';
import { productOf } from '../products.js';
import { accumulate, integer, rawValues, type ExactKind } from './exact.js';
import { products } from './products.js';

const { add, convert, multiply, subtract } = fixedArithmetic;

/** nnet::layernormalize: mean, differences and variance in the accumulator's type, the inverse of the root by table. */
export const layerNormalization: ExactKind = (layer) => {
  const steps = layer.size('seq_len');
  const values = layer.size('n_in') / steps;
  const found = normalizationOf(layer, values);
  const { accumulator, share, table, tableType } = found;
  const [scaleType, biasType] = [layer.role('weight'), layer.role('bias')];
  const scale = rawValues(layer.constants('weight'), scaleType);
  const bias = rawValues(layer.constants('bias'), biasType);
  const product = products[productOf(layer, layer.product(), accumulator, accumulator)];
  const sumOf = (terms: readonly FixedValue[]): FixedValue =>
    terms.reduce((sum, term) => accumulate(sum, convert(term, accumulator)), zero(accumulator));
  const one = (inputs: readonly bigint[]): bigint[] => {
    const x = inputs.map((raw) => convert({ raw, type: layer.input }, accumulator));
    const mean = convert(product(sumOf(x), share), accumulator);
    const differences = x.map((value) => convert(subtract(value, mean), accumulator));
    const variance = convert(product(sumOf(differences.map((d) => multiply(d, d))), share), accumulator);
    const inverse = { raw: table[normalizationIndex(variance, found)]!, type: tableType };
    return differences.map((difference, at) => {
      const scaled = multiply(multiply(difference, inverse), { raw: scale[at]!, type: scaleType });
      return convert(add(scaled, { raw: bias[at]!, type: biasType }), layer.output).raw;
    });
  };
  return ([inputs]) =>
    Array.from({ length: steps }, (_, step) => one(inputs!.slice(step * values, (step + 1) * values))).flat();
};

const zero = (type: FixedType): FixedValue => convert(integer(0), type);
