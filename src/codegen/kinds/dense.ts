import { resolution, type FixedType } from '../../hls/index.js';
import type { DenseLayer, ModelLayer } from '../../nn/index.js';
import { roundedInterval, type Interval } from '../interval.js';
import type { LayerEmitter } from './kind.js';
import { badLayer, checkCount, checkOneInput, checkVector, countNonzeros } from './shapes.js';

/** y = x * kernel + bias, on a vector. */
export const dense: LayerEmitter<DenseLayer> = {
  name: 'dense',
  templates: { config: 'dense-config', call: 'dense-call' },
  headers: ['nnet_dense.h'],

  emits: (layer: ModelLayer): layer is DenseLayer => layer.kind === 'dense',

  describe(layer, { index, inputShapes, precision }) {
    const [inputs, outputs] = layer.kernel.shape;
    checkShapes(layer, inputShapes);
    const zeros = layer.kernel.data.length - countNonzeros(layer.kernel.data);
    return {
      config: `config${index}`,
      types: { weight: precision, bias: precision, accum: precision },
      constants: [
        { prefix: 'w', typeKey: 'weight', array: layer.kernel },
        { prefix: 'b', typeKey: 'bias', array: layer.bias },
      ],
      parameters: { n_in: inputs, n_out: outputs, n_zeros: zeros, n_nonzeros: inputs * outputs - zeros },
      hasStrategy: true,
    };
  },

  range(layer, input, { weight, bias }) {
    const sums = sumsOf(layer, input, weight, bias);
    return { result: sums, accumulated: sums };
  },
};

function checkShapes(layer: DenseLayer, inputShapes: readonly (readonly number[])[]): void {
  const { kernel, bias } = layer;
  const [inputs, outputs] = kernel.shape;
  if (kernel.shape.length !== 2) throw badLayer(layer, `its kernel has shape ${kernel.shape.join('x')}`);
  checkOneInput(layer, inputShapes, [outputs]);
  const [shape] = inputShapes;
  checkVector(layer, shape);
  if (shape[0] !== inputs) throw badLayer(layer, `its kernel takes ${inputs} inputs, and ${shape[0]} arrive`);
  checkCount(layer, 'kernel', kernel, inputs * outputs);
  checkCount(layer, 'bias', bias, outputs);
}

/** The smallest and the largest sum that each output can reach, bias included. */
function sumsOf(
  layer: DenseLayer,
  input: readonly Interval[],
  weightType: FixedType,
  biasType: FixedType,
): Interval[] {
  const biases = Array.from(layer.bias.data, (bias) => roundedInterval(bias, resolution(biasType)));
  const lows = Float64Array.from(biases, ({ low }) => low);
  const highs = Float64Array.from(biases, ({ high }) => high);
  const { data } = layer.kernel;
  const step = resolution(weightType);
  let at = 0;
  for (const { low, high } of input) {
    for (let j = 0; j < lows.length; j++) {
      const weight = roundedInterval(data[at++], step);
      lows[j] += Math.min(weight.low * low, weight.low * high, weight.high * low, weight.high * high);
      highs[j] += Math.max(weight.low * low, weight.low * high, weight.high * low, weight.high * high);
    }
  }
  return Array.from(lows, (low, j) => ({ low, high: highs[j] }));
}
