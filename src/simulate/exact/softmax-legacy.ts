import { fixedArithmetic, fixedType, type FixedValue } from '../../hls/index.js';
import type { ResolvedLayer } from '../network.js';
import { legacyTables, legacyTableType } from '../tables.js';
import { accumulate, integer } from './exact.js';

const { convert, divide, multiply, subtract, toInteger } = fixedArithmetic;

/** nnet::softmax_legacy: the inverse of the sum of exp(x_j - x_i), both by table. */
export function softmaxLegacy(layer: ResolvedLayer): (inputs: readonly bigint[]) => bigint[] {
  const type = legacyTableType(layer);
  const { exp, inverse } = legacyTables(layer);
  return (inputs) =>
    inputs.map((raw) => {
      const x = { raw, type: layer.input };
      const sum = inputs.reduce(
        (total, other) => {
          const difference = subtract({ raw: other, type: layer.input }, x);
          const entry = exp[clamped(scaled(difference, exp.length, 16) + exp.length / 2, exp.length)]!;
          return accumulate(total, { raw: entry, type });
        },
        convert(integer(0), type),
      );
      const entry = inverse[clamped(scaled(sum, inverse.length, 64), inverse.length)]!;
      return convert({ raw: entry, type }, layer.output).raw;
    });
}

/** `int(x * entries / span)`. */
function scaled(x: FixedValue, entries: number, span: number): number {
  const quotient = divide(multiply(x, { raw: BigInt(entries), type: unsigned }), integer(span));
  return Number(BigInt.asIntN(32, toInteger(quotient)));
}

const clamped = (index: number, entries: number): number => Math.min(Math.max(index, 0), entries - 1);

const unsigned = fixedType(false, 32, 32, { isInteger: true });
