import type { ModelLayer } from '../model.js';
import { activate } from './activation.js';
import { convolution, depthwiseConvolution, pad } from './convolution.js';
import { batchNormalization, dense, embedding } from './dense.js';
import { einsumDense, einsumOfTwo } from './einsum.js';
import { concatenate, dot, merge } from './merge.js';
import { globalPooling, pooling } from './pooling.js';
import { bidirectional, recurrent } from './recurrent.js';
import { quantizeEach, roundAll } from './round.js';
import { permute, repeatVector, upSampling } from './shape.js';
import type { Tensor } from './tensor.js';

/** What a layer makes of its inputs, rounded where the model's file says to what. Inputs stay as they are. */
export function compute(layer: ModelLayer, inputs: readonly Tensor[], samples: number): Float64Array {
  const result = exact(layer, inputs, samples);
  return layer.precisions?.result ? roundAll(result, layer.precisions.result) : result;
}

function exact(layer: ModelLayer, inputs: readonly Tensor[], samples: number): Float64Array {
  const [input] = inputs;
  switch (layer.kind) {
    case 'input':
    case 'reshape':
      return input.data;
    case 'dense':
      return dense(layer, input);
    case 'batchNormalization':
      return batchNormalization(layer, input);
    case 'conv1d':
    case 'conv2d':
      return convolution(layer, input, samples);
    case 'depthwiseConv1d':
    case 'depthwiseConv2d':
      return depthwiseConvolution(layer, input, samples);
    case 'pooling1d':
    case 'pooling2d':
      return pooling(layer, input, samples);
    case 'globalPooling1d':
    case 'globalPooling2d':
      return globalPooling(layer, input, samples);
    case 'activation':
      return activate(layer, input);
    case 'fixedPointQuantizer':
      return quantizeEach(layer, input);
    case 'simpleRnn':
    case 'lstm':
    case 'gru':
      return recurrent(layer, input, samples);
    case 'bidirectional':
      return bidirectional(layer, input, samples);
    case 'timeDistributed': {
      const [steps, ...shape] = input.shape;
      return compute(layer.layer, [{ shape, data: input.data }], samples * steps);
    }
    case 'permute':
      return permute(layer, input, samples);
    case 'zeroPadding1d':
    case 'zeroPadding2d':
      return pad(input, layer.padding, layer.outputShape, samples);
    case 'cropping1d':
    case 'cropping2d': {
      const inwards = layer.cropping.map(([before, after]) => [-before, -after] as const);
      return pad(input, inwards, layer.outputShape, samples);
    }
    case 'upSampling1d':
    case 'upSampling2d':
      return upSampling(layer, input, samples);
    case 'repeatVector':
      return repeatVector(layer, input, samples);
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'average':
    case 'maximum':
    case 'minimum':
      return merge(layer, inputs, samples);
    case 'concatenate':
      return concatenate(layer, inputs, samples);
    case 'dot':
      return dot(layer, inputs, samples);
    case 'embedding':
      return embedding(layer, input);
    case 'einsumDense':
      return einsumDense(layer, input, samples);
    case 'einsum':
      return einsumOfTwo(layer, inputs, samples);
  }
}
