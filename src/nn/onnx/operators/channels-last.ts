import { isHeld, type Constant, type Held } from '../values.js';
import { Operation, type Operator } from '../operation.js';
import { transposed } from '../weights.js';
import { convolutionOperators } from './convolution.js';
import { normalizationOperators } from './normalization.js';
import { poolingOperators } from './pooling.js';
import { turnedAxes } from './shape.js';

/** Of QONNX: operators of the standard whose data, and weights of convolutions, have channels last. */
function wrapped(inner: Operator, hasWeights: boolean): Operator {
  return (operation) => {
    const x = operation.held(0);
    const axes = [...x.shape.keys()];
    const rank = axes.length;
    if (rank < 2) throw operation.refuse(`reads a tensor of ${rank} axes`);
    const toFirst = axes.map((axis) => (axis === 0 ? 0 : axis === 1 ? rank - 1 : axis - 1));
    const toLast = axes.map((axis) => (axis === 0 ? 0 : axis === rank - 1 ? 1 : axis + 1));
    const inputs = operation.inputs.map((value, index) => {
      if (index === 0) return turnedAxes(operation, x, toFirst);
      return value && !isHeld(value) && index === 1 && hasWeights ? channelsFirst(value, toFirst) : value;
    });
    const [result] = [
      inner(new Operation(operation.node, inputs, operation.layers, operation.refuse, operation.uses)),
    ].flat();
    return turnedAxes(operation, result as Held, toLast);
  };
}

function channelsFirst({ shape, data, isInteger, quantized }: Constant, axes: readonly number[]): Constant {
  if (axes.length !== shape.length) return { shape, data, isInteger };
  const turn = (
    from: readonly number[],
    values: Float64Array,
  ): { shape: readonly number[]; data: Float64Array } => {
    const array = transposed(values, from, axes);
    return { shape: array.shape, data: Float64Array.from(array.data) };
  };
  const scale = quantized && turn(quantized.scale.shape, quantized.scale.data);
  return { ...turn(shape, data), isInteger, ...(scale ? { quantized: { ...quantized, scale } } : {}) };
}

const operators = new Map<string, Operator>([
  ...convolutionOperators,
  ...normalizationOperators,
  ...poolingOperators,
]);

export const channelsLastOperators: readonly (readonly [string, Operator])[] = [
  ...['Conv', 'MaxPool', 'AveragePool', 'BatchNormalization'].map(
    (name) => [name, wrapped(operators.get(name)!, name === 'Conv')] as const,
  ),
];
