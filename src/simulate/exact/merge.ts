import { fixedArithmetic, fixedType, type FixedValue, type MergeKindName } from '../../hls/index.js';
import { broadcastOf } from '../merges.js';
import { size } from '../network.js';
import { productOf } from '../products.js';
import { integer, type ExactKind } from './exact.js';
import { products, sumOfProducts } from './products.js';

const { add, compare, convert, divide, multiply, subtract } = fixedArithmetic;

type Elementwise = Exclude<MergeKindName, 'concatenate' | 'dot'>;

const half: FixedValue = { raw: 1n, type: fixedType(false, 1, 0) };

const operations: Readonly<Record<Elementwise, (a: FixedValue, b: FixedValue) => FixedValue>> = {
  add,
  subtract,
  multiply,
  average: (a, b) => multiply(add(a, b), half),
  maximum: (a, b) => (compare(a, b) > 0 ? a : b),
  minimum: (a, b) => (compare(a, b) < 0 ? a : b),
};

/** nnet::add, subtract, multiply, average, maximum, minimum. */
export const merge = (kind: Elementwise): ExactKind => mergeBy(operations[kind]);

/** Of the library for oneAPI, nnet::average cuts the quotient off toward zero at the last bit of the sum. */
export const oneapiAverage: ExactKind = mergeBy((a, b) => divide(add(a, b), integer(2)));

/** Of Catapult's library, nnet::average of arrays is always zero: it writes its 0.5 as `ac_fixed<1, -1, false>`, which has no such bit. */
export const catapultAverage: ExactKind = mergeBy(() => integer(0));

function mergeBy(operation: (a: FixedValue, b: FixedValue) => FixedValue): ExactKind {
  return (layer) => {
    const features = size(layer.layer.output.shape);
    const sources = layer.inputs.map((_, index) => broadcastOf(layer, index));
    return (inputs) =>
      Array.from({ length: features }, (_, at) => {
        const [a, b] = layer.inputs.map((type, index) => ({
          raw: inputs[index]![sources[index]?.[at] ?? at]!,
          type,
        }));
        return convert(operation(a!, b!), layer.output).raw;
      });
  };
}

/** nnet::dot1d. */
export const dot: ExactKind = (layer) => {
  const [x, y] = layer.inputs;
  const product = products[productOf(layer, layer.product(), x!, y!)];
  const accumulator = layer.role('accumulator');
  return ([first, second]) => {
    const terms = first!.map(
      (raw, at) =>
        [
          { raw, type: x! },
          { raw: second![at]!, type: y! },
        ] as const,
    );
    const sum = sumOfProducts(terms, { raw: 0n, type: accumulator }, product, accumulator);
    return [convert(sum, layer.output).raw];
  };
};
