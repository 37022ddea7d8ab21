import { fixedArithmetic, type FixedType, type FixedValue } from '../../hls/index.js';
import {
  activationNumber,
  activationTable,
  int,
  line,
  seluScale,
  tabledActivations,
  tableSize,
  tableType,
  unsigned,
  zeroEntry,
  type TabledName,
} from '../activation-tables.js';
import { reluMaximum } from '../kinds/elementwise.js';
import type { ResolvedConfig } from '../network.js';
import { isOneBit } from '../products.js';
import { eachValue, integer, rawValues, type ExactKind } from './exact.js';

const { add, compare, convert, divide, multiply, subtract, toInteger } = fixedArithmetic;
const zero = integer(0);
const one = integer(1);

/** nnet::linear. */
export const linear: ExactKind = (layer) => eachValue(layer, (x) => x);

/** nnet::relu and nnet::relu_max. */
export const relu: ExactKind = (layer) => {
  const most = reluMaximum(layer);
  return eachValue(layer, (x) => {
    if (x.raw <= 0n) return zero;
    return most !== null && compare(x, integer(most)) > 0 ? integer(most) : x;
  });
};

/** nnet::leaky_relu. */
export const leakyRelu: ExactKind = (layer) => {
  const alpha = activationNumber(layer, 'alpha', layer.input);
  return eachValue(layer, (x) => (x.raw > 0n ? x : multiply(alpha, x)));
};

/** nnet::thresholded_relu. */
export const thresholdedRelu: ExactKind = (layer) => {
  const theta = activationNumber(layer, 'theta', layer.input);
  return eachValue(layer, (x) => (compare(x, theta) > 0 ? x : zero));
};

/** nnet::prelu. */
export const prelu: ExactKind = (layer) => {
  const type = layer.role('parameter');
  const alphas = rawValues(layer.constants('parameter'), type);
  return eachValue(layer, (x, index) => (x.raw > 0n ? x : multiply({ raw: alphas[index]!, type }, x)));
};

/** nnet::elu. */
export const elu: ExactKind = (layer) => {
  const alpha = activationNumber(layer, 'alpha', layer.input);
  const table = lookUp('elu', layer);
  return eachValue(layer, (x) => (x.raw >= 0n ? x : multiply(alpha, table(x))));
};

/** nnet::selu. */
export const selu: ExactKind = (layer) => {
  const scale = seluScale(layer.input, layer.streams);
  const table = lookUp('selu', layer);
  return eachValue(layer, (x) => (x.raw >= 0n ? multiply(scale, x) : table(x)));
};

/** nnet::sigmoid, nnet::tanh, nnet::softplus, nnet::softsign. */
export function tabled(name: TabledName): ExactKind {
  return (layer) => eachValue(layer, lookUp(name, layer));
}

/** The table's entry for a value: `int(x * size / span)`, moved and clamped. */
export function lookUp(name: TabledName, config: ResolvedConfig): (x: FixedValue) => FixedValue {
  const table = activationTable(name, config);
  const type = tableType(config);
  const entries = tableSize(config);
  const { span } = tabledActivations[name];
  const last = entries - 1;
  return (x) => {
    const scaled = multiply(x, { raw: BigInt(entries), type: unsigned });
    const rounded = BigInt.asIntN(32, toInteger(divide(scaled, { raw: BigInt(span), type: int })));
    const index = Number(BigInt.asIntN(32, rounded + BigInt(zeroEntry(name, entries))));
    // `elu` compares with an unsigned number only, to which a negative one is large.
    const below = name === 'elu' ? last : 0;
    return { raw: table[index < 0 ? below : Math.min(index, last)]!, type };
  };
}

/** `slope * x + shift` between 0 and 1. */
export function clippedLine(config: ResolvedConfig, input: FixedType): (x: FixedValue) => FixedValue {
  const { slope, shift, type } = line(config, input);
  return (x) => {
    const y = add(multiply(slope, x), shift);
    if (compare(y, one) > 0) return convert(one, type);
    return compare(y, zero) < 0 ? convert(zero, type) : y;
  };
}

/** nnet::hard_sigmoid. */
export const hardSigmoid: ExactKind = (layer) => eachValue(layer, clippedLine(layer, layer.input));

/** nnet::hard_tanh. */
export const hardTanh: ExactKind = (layer) => {
  const sigmoid = clippedLine(layer, layer.input);
  return eachValue(layer, (x) => subtract(multiply(integer(2), sigmoid(x)), one));
};

/** nnet::binary_tanh: plus or minus one, or one and zero where the result has one bit. */
export const binaryTanh: ExactKind = (layer) => {
  const least = isOneBit(layer.output) ? zero : integer(-1);
  const first = layer.layer.strictThreshold ? 1n : 0n;
  return eachValue(layer, (x) => (x.raw >= first ? one : least));
};

/** nnet::ternary_tanh, which doubles its input within the input's type in arrays, and not in streams. */
export const ternaryTanh: ExactKind = (layer) =>
  eachValue(layer, (x) => {
    const y = layer.streams ? x : convert(add(x, x), layer.input);
    if (compare(y, one) > 0) return one;
    return compare(y, integer(-1)) > 0 ? zero : integer(-1);
  });

/** nnet::normalize_binary_tanh. */
export const binaryThreshold: ExactKind = (layer) => {
  const type = layer.role('threshold');
  const thresholds = rawValues(layer.constants('threshold'), type);
  const first = layer.layer.strictThreshold ? 1 : 0;
  return eachValue(layer, (x, index) => {
    const threshold = { raw: thresholds[index % thresholds.length]!, type };
    return compare(x, threshold) >= first ? one : zero;
  });
};

/** nnet::normalize_ternary_tanh. */
export const ternaryThresholds: ExactKind = (layer) => {
  const [highType, lowType] = [layer.role('thresholdHigh'), layer.role('thresholdLow')];
  const high = rawValues(layer.constants('thresholdHigh'), highType);
  const low = rawValues(layer.constants('thresholdLow'), lowType);
  return eachValue(layer, (x, index) => {
    const at = index % high.length;
    if (compare(x, { raw: high[at]!, type: highType }) > 0) return one;
    return compare(x, { raw: low[at]!, type: lowType }) <= 0 ? integer(-1) : zero;
  });
};

/** nnet::unary_lut: the bits of a value are the index. */
export const lookupTable: ExactKind = (layer) => {
  const type = layer.role('table');
  const table = rawValues(layer.constants('table'), type);
  return eachValue(layer, (x) => {
    const index = Number(BigInt.asUintN(layer.input.width, x.raw));
    return { raw: table[Math.min(index, table.length - 1)]!, type };
  });
};

/** nnet::embedding: a row of the table for each input. An index beyond the table takes the last entry. */
export const embedding: ExactKind = (layer) => {
  const type = layer.role('weight');
  const table = rawValues(layer.constants('weight'), type);
  const columns = layer.size('n_out');
  return ([inputs]) =>
    inputs!.flatMap((raw) => {
      const first = multiply({ raw, type: layer.input }, integer(columns));
      return Array.from({ length: columns }, (_, column) => {
        const place = Number(toInteger(add(first, integer(column))));
        const index = Math.min(Math.max(place, 0), table.length - 1);
        return convert({ raw: table[index]!, type }, layer.output).raw;
      });
    });
};
