import { problem } from '../../diagnostics/index.js';
import { resolution, type FixedType } from '../../hls/index.js';
import type { DenseLayer, ModelLayer, NdArray } from '../../nn/index.js';
import { roundedInterval, type Interval } from '../interval.js';
import type { LayerEmitter } from './kind.js';

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

/** As the model has them: what a precision rounds to 0 later is not counted, since precisions change. */
function countNonzeros(values: NdArray['data']): number {
  let count = 0;
  for (const value of values) if (value !== 0) count++;
  return count;
}

function checkShapes(layer: DenseLayer, inputShapes: readonly (readonly number[])[]): void {
  const [shape] = inputShapes;
  const [inputs, outputs] = layer.kernel.shape;
  const reasons = [
    inputShapes.length !== 1 && `it reads ${inputShapes.length} layers instead of one`,
    shape &&
      shape.length !== 1 &&
      `its input has shape ${shape.join('x')}, and only vectors can be written yet`,
    layer.kernel.shape.length !== 2 && `its kernel has shape ${layer.kernel.shape.join('x')}`,
    shape && shape[0] !== inputs && `its kernel takes ${inputs} inputs, and ${shape[0]} arrive`,
    layer.kernel.data.length !== inputs * outputs &&
      `its kernel has ${layer.kernel.data.length} values instead of ${inputs * outputs}`,
    layer.bias.data.length !== outputs &&
      `its bias has ${layer.bias.data.length} values instead of ${outputs}`,
  ];
  const reason = reasons.find((found) => typeof found === 'string');
  if (reason) throw problem('codegen.bad-layer', { layer: layer.name, reason });
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
