import type { Precision } from '../../model.js';
import type { Operation, Operator } from '../operation.js';
import { quantizedConstant } from '../quantized.js';
import { isHeld, type Codes, type Constant, type Held } from '../values.js';
import { rounded, zero } from './rounding.js';

/** The type of the codes that QuantizeLinear makes, by its zero point. */
function codesOf(operation: Operation, zeroPoint: Constant | undefined): Precision {
  const element = zeroPoint?.element ?? 2;
  const known: Readonly<Record<number, readonly [signed: boolean, width: number]>> = {
    2: [false, 8],
    3: [true, 8],
    4: [false, 16],
    5: [true, 16],
  };
  if (!Object.hasOwn(known, element)) throw operation.refuse(`makes elements of type ${element}`);
  const [signed, width] = known[element];
  return { signed, width, integer: width, quantization: 'RND_CONV', overflow: 'SAT' };
}

/** A vector of scales lies along an axis. */
function along(constant: Constant, rank: number, axis: number): Constant {
  if (constant.data.length === 1) return { ...constant, shape: [] };
  return {
    ...constant,
    shape: [...constant.shape, ...new Array<number>(Math.max(0, rank - 1 - axis)).fill(1)],
  };
}

/** What it makes is rounded when it is multiplied again: nothing else may read it. */
const readQuantizeLinear: Operator = (operation) => {
  const x = operation.held(0);
  const zeroPoint = operation.option(2, 'zero point');
  const rank = x.shape.length;
  const axis = operation.axis(operation.attributes.int('axis', rank > 1 ? 1 : 0), rank);
  const codes: Codes = {
    scale: along(operation.constant(1, 'scale'), rank, axis),
    zeroPoint: along(zeroPoint ?? zero, rank, axis),
    precision: codesOf(operation, zeroPoint),
  };
  return { ...x, codes };
};

const readDequantizeLinear: Operator = (operation) => {
  const { refuse } = operation;
  const [x] = operation.inputs;
  const scale = operation.constant(1, 'scale');
  const zeroPoint = operation.option(2, 'zero point') ?? zero;
  const rank = x?.shape.length ?? 0;
  const axis = rank > 0 ? operation.axis(operation.attributes.int('axis', rank > 1 ? 1 : 0), rank) : 0;
  const own = { scale: along(scale, rank, axis), zeroPoint: along(zeroPoint, rank, axis) };
  if (x && !isHeld(x)) {
    const bits = Math.max(2, ...Array.from(x.data, (code) => Math.ceil(Math.log2(Math.abs(code) + 1)) + 1));
    const codes: Precision = {
      signed: true,
      width: bits + 1,
      integer: bits + 1,
      quantization: 'TRN',
      overflow: 'WRAP',
    };
    return quantizedConstant(x, codes, own.scale, own.zeroPoint, refuse, true);
  }
  const value = operation.held(0);
  const { codes } = value;
  if (!codes) throw refuse('reads what no QuantizeLinear made');
  const isSame = (a: Constant, b: Constant): boolean =>
    a.shape.join() === b.shape.join() && a.data.join() === b.data.join();
  if (!isSame(codes.scale, own.scale) || !isSame(codes.zeroPoint, own.zeroPoint)) {
    throw refuse('has another scale or zero point than the QuantizeLinear before it');
  }
  const plain: Held = { ...value, codes: undefined };
  return rounded(operation, plain, codes.precision, own.scale, own.zeroPoint);
};

export const qdqOperators: readonly (readonly [string, Operator])[] = [
  ['QuantizeLinear', readQuantizeLinear],
  ['DequantizeLinear', readDequantizeLinear],
];
