import { problem } from '../diagnostics/index.js';
import { argmax } from './dataset.js';
import type { Model, ModelLayer } from './model.js';
import { showShape } from './npy.js';

/** Samples that go through the network together: few enough that all results of a layer stay in cache. */
const blockSize = 64;

/**
 * The float answers of a network, computed in doubles.
 * @param inputs row-major, `samples` rows
 * @returns row-major, one row of the output layer's values for each sample
 * @throws `data.shape` when the rows are not as long as the model's input; `model.graph` for a model of several
 *   inputs or outputs
 */
export function predict(model: Model, inputs: Float64Array, samples: number): Float64Array {
  return run(model, inputs, samples, outputOf(model));
}

/** As `predict`, but the values that go into a final softmax, which ranks the classes alike. */
export function logits(model: Model, inputs: Float64Array, samples: number): Float64Array {
  const output = outputOf(model);
  const isSoftmax = output.kind === 'activation' && output.activation === 'softmax';
  return run(model, inputs, samples, isSoftmax ? layerOf(model, output.inputs[0]) : output);
}

/**
 * The share of samples, from 0 to 1, whose largest score (the first of equals) is at their label.
 * @param scores row-major, one row for each label: logits or probabilities
 */
export function accuracy(scores: Float64Array, labels: Int32Array): number {
  const classes = scores.length / labels.length;
  let right = 0;
  for (let sample = 0; sample < labels.length; sample++) {
    const row = scores.subarray(sample * classes, (sample + 1) * classes);
    if (argmax(row) === labels[sample]) right += 1;
  }
  return right / labels.length;
}

function layerOf(model: Model, name: string): ModelLayer {
  return model.layers.find((layer) => layer.name === name)!;
}

function outputOf(model: Model): ModelLayer {
  if (model.inputs.length === 1 && model.outputs.length === 1) return layerOf(model, model.outputs[0]);
  const reason = `${model.inputs.length} inputs and ${model.outputs.length} outputs where one of each is needed`;
  throw problem('model.graph', { reason });
}

const sizeOf = (layer: ModelLayer): number => layer.outputShape.reduce((product, axis) => product * axis, 1);

function run(model: Model, inputs: Float64Array, samples: number, wanted: ModelLayer): Float64Array {
  const features = sizeOf(layerOf(model, model.inputs[0]));
  if (inputs.length !== samples * features) {
    const shape = showShape([samples, inputs.length / samples]);
    const expected = `${showShape([samples, features])}, as the model asks`;
    throw problem('data.shape', { what: 'inputs', shape, expected });
  }
  const size = sizeOf(wanted);
  const outputs = new Float64Array(samples * size);
  for (let start = 0; start < samples; start += blockSize) {
    const count = Math.min(blockSize, samples - start);
    const results = new Map<string, Float64Array>();
    for (const layer of model.layers) {
      const [input] =
        layer.kind === 'input'
          ? [inputs.subarray(start * features, (start + count) * features)]
          : layer.inputs.map((name) => results.get(name)!);
      results.set(layer.name, forward(layer, input, count));
      if (layer === wanted) break;
    }
    outputs.set(results.get(wanted.name)!, start * size);
  }
  return outputs;
}

function forward(layer: ModelLayer, input: Float64Array, samples: number): Float64Array {
  switch (layer.kind) {
    case 'input':
      return input;
    case 'dense':
      return dense(input, layer.kernel.data, layer.bias.data, samples);
    case 'batchNormalization': {
      const { scale, bias } = layer;
      const channels = bias.data.length;
      return input.map((value, index) => value * scale.data[index % channels] + bias.data[index % channels]);
    }
    case 'activation':
      switch (layer.activation) {
        case 'linear':
          return input;
        case 'relu':
          return input.map((value) => (value > 0 ? value : 0));
        case 'softmax':
          return softmax(input, layer.outputShape.at(-1)!);
        default:
          throw problem('model.layerKind', { layer: layer.name, kind: layer.activation, action: 'computed' });
      }
    default:
      throw problem('model.layerKind', { layer: layer.name, kind: layer.kind, action: 'computed' });
  }
}

function dense(
  input: Float64Array,
  kernel: Float32Array | Float64Array,
  bias: Float32Array | Float64Array,
  samples: number,
): Float64Array {
  const units = bias.length;
  const features = input.length / samples;
  const output = new Float64Array(samples * units);
  for (let sample = 0; sample < samples; sample++) {
    const row = output.subarray(sample * units, (sample + 1) * units);
    row.set(bias);
    for (let feature = 0; feature < features; feature++) {
      const value = input[sample * features + feature];
      // Behind a ReLU, and in images, many are.
      if (value === 0) continue;
      const offset = feature * units;
      for (let unit = 0; unit < units; unit++) row[unit] += value * kernel[offset + unit];
    }
  }
  return output;
}

/** Over the last axis; the largest value is taken off first, so that no exponential overflows. */
function softmax(input: Float64Array, classes: number): Float64Array {
  const output = new Float64Array(input.length);
  for (let start = 0; start < input.length; start += classes) {
    const row = input.subarray(start, start + classes);
    const largest = row.reduce((a, b) => Math.max(a, b));
    const powers = row.map((value) => Math.exp(value - largest));
    const sum = powers.reduce((a, b) => a + b);
    output.set(
      powers.map((power) => power / sum),
      start,
    );
  }
  return output;
}
