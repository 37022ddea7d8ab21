import { problem } from '../../diagnostics/index.js';
import { argmax } from '../dataset.js';
import type { Model, ModelLayer } from '../model.js';
import { showShape } from '../npy.js';
import { compute } from './compute.js';
import { sizeOf, type Tensor } from './tensor.js';

/**
 * The float answers of a network, computed in doubles; rounded only where the model's file fixes a precision.
 * @param inputs row-major, `samples` rows
 * @returns row-major, one row of the output layer's values for each sample
 * @throws `data.shape` when the rows are not as long as the model's input; `model.graph` for a model of several
 *   inputs or outputs, which `trace` takes
 */
export function predict(model: Model, inputs: Float64Array, samples: number): Float64Array {
  const { name } = outputOf(model);
  return trace(model, [inputs], samples, [name]).get(name)!;
}

/** As `predict`, but the values that go into a final softmax, which ranks the classes alike. */
export function logits(model: Model, inputs: Float64Array, samples: number): Float64Array {
  const output = outputOf(model);
  const isSoftmax = output.kind === 'activation' && output.activation === 'softmax';
  const name = isSoftmax ? output.inputs[0] : output.name;
  return trace(model, [inputs], samples, [name]).get(name)!;
}

/**
 * The results of layers, for models with any number of inputs and outputs.
 * @param inputs for each of the model's inputs, in its order, `samples` rows
 * @param wanted names of layers; by default the model's outputs
 * @returns by a layer's name its results, row-major, one row for each sample
 * @throws `data.shape` when the inputs do not fit the model
 */
export function trace(
  model: Model,
  inputs: readonly Float64Array[],
  samples: number,
  wanted: Iterable<string> = model.outputs,
): Map<string, Float64Array> {
  const names = new Set(wanted);
  const needed = layersFor(model, names);
  const features = featuresOf(model, inputs, samples);
  const results = new Map<string, Float64Array>();
  for (const layer of needed) {
    if (names.has(layer.name)) results.set(layer.name, new Float64Array(samples * sizeOf(layer.outputShape)));
  }
  const blockSize = blockSizeFor(needed);
  for (let start = 0; start < samples; start += blockSize) {
    const count = Math.min(blockSize, samples - start);
    const tensors = new Map<string, Tensor>();
    for (const layer of needed) {
      const { name, outputShape: shape } = layer;
      const index = model.inputs.indexOf(name);
      const read = layer.inputs.map((input) => tensors.get(input)!);
      if (index >= 0) {
        const data = inputs[index].subarray(start * features[index], (start + count) * features[index]);
        read.push({ shape, data });
      }
      const data = compute(layer, read, count);
      tensors.set(name, { shape, data });
      results.get(name)?.set(data, start * sizeOf(shape));
    }
  }
  return results;
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

function outputOf(model: Model): ModelLayer {
  if (model.inputs.length === 1 && model.outputs.length === 1) {
    return model.layers.find(({ name }) => name === model.outputs[0])!;
  }
  const reason = `${model.inputs.length} inputs and ${model.outputs.length} outputs where one of each is needed`;
  throw problem('model.graph', { reason });
}

/** The layers that the wanted ones read, directly or not, and themselves; in the model's order. */
function layersFor(model: Model, wanted: ReadonlySet<string>): ModelLayer[] {
  const needed = new Set(wanted);
  return model.layers
    .toReversed()
    .filter((layer) => {
      if (!needed.has(layer.name)) return false;
      for (const input of layer.inputs) needed.add(input);
      return true;
    })
    .reverse();
}

/** How many values a sample has in each input. */
function featuresOf(model: Model, inputs: readonly Float64Array[], samples: number): number[] {
  if (inputs.length !== model.inputs.length) {
    const expected = `${model.inputs.length}, as the model has inputs`;
    throw problem('data.shape', { what: 'arrays of inputs', shape: `(${inputs.length})`, expected });
  }
  return model.inputs.map((name, index) => {
    const features = sizeOf(model.layers.find((layer) => layer.name === name)!.outputShape);
    if (inputs[index].length === samples * features) return features;
    const shape = showShape([samples, inputs[index].length / samples]);
    const expected = `${showShape([samples, features])}, as the model asks`;
    throw problem('data.shape', { what: 'inputs', shape, expected });
  });
}

/** Samples that go through the network together: so few that the results of all layers stay in cache. */
function blockSizeFor(layers: readonly ModelLayer[]): number {
  const values = layers.reduce((sum, { outputShape }) => sum + sizeOf(outputShape), 0);
  return Math.max(1, Math.min(64, Math.floor(2 ** 18 / values)));
}
