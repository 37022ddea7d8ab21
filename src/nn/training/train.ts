import * as tf from '@tensorflow/tfjs-core';
import { problem } from '../../diagnostics/index.js';
import type { DenseLayer, Model, ModelLayer } from '../model.js';
import { Random } from '../random.js';
import { loadBackend, type Backend } from './backend.js';

export interface TrainingData {
  readonly samples: number;
  /** Row-major, one row for each sample. */
  readonly inputs: Float64Array;
  readonly labels: Int32Array;
}

export interface TrainingOptions {
  readonly epochs: number;
  /** Default 256. */
  readonly batchSize?: number;
  /** Of the order of samples. */
  readonly seed: number;
  /** Of Adam, at the start; it falls to zero along half a cosine. Default 0.001. */
  readonly learningRate?: number;
  /** Weight of the sum of the kernels' absolute values in the loss. Default 0. */
  readonly l1?: number;
  /** Called after each epoch with its mean loss (cross-entropy in nats, and the penalty). */
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

export interface Training {
  readonly model: Model;
  readonly backend: Backend;
  /** Mean loss of each epoch. */
  readonly losses: readonly number[];
}

interface Variables {
  readonly kernel: tf.Variable<tf.Rank.R2>;
  readonly bias: tf.Variable<tf.Rank.R1>;
}

/**
 * Trains a chain of dense layers with ReLU and a last softmax as a classifier: cross-entropy, Adam (Kingma and Ba,
 * 2015). The same model, data and options give the same weights on one machine; another backend rounds otherwise.
 * @throws `train.model` for other networks; `data.shape` for data that do not fit the model
 */
export async function train(model: Model, data: TrainingData, options: TrainingOptions): Promise<Training> {
  check(model, data);
  const backend = await loadBackend();
  const { epochs, batchSize = 256, learningRate = 0.001, l1 = 0 } = options;
  const variables = new Map<string, Variables>();
  for (const layer of model.layers) if (layer.kind === 'dense') variables.set(layer.name, variablesOf(layer));
  const trained = [...variables.values()].flatMap(({ kernel, bias }) => [kernel, bias]);
  const adam = tf.train.adam(learningRate);
  const random = new Random(options.seed);
  const order = Int32Array.from({ length: data.samples }, (_, index) => index);
  const batches = Math.ceil(data.samples / batchSize);
  const losses: number[] = [];

  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      random.shuffle(order);
      let sum = 0;
      for (let batch = 0; batch < batches; batch++) {
        const progress = (epoch * batches + batch) / (epochs * batches);
        // The property is protected, though callers are meant to change it between steps.
        (adam as unknown as { learningRate: number }).learningRate =
          (learningRate / 2) * (1 + Math.cos(Math.PI * progress));
        const rows = order.subarray(batch * batchSize, (batch + 1) * batchSize);
        sum += step(model, variables, trained, adam, l1, gather(data, rows)) * rows.length;
      }
      losses.push(sum / data.samples);
      options.onEpoch?.(epoch, sum / data.samples);
    }
    return {
      model: { ...model, layers: model.layers.map((layer) => read(layer, variables)) },
      backend,
      losses,
    };
  } finally {
    tf.dispose(trained);
    adam.dispose();
  }
}

function check(model: Model, data: TrainingData): void {
  const [input, ...chain] = model.layers;
  const previous = (index: number): string => (index === 0 ? input.name : chain[index - 1].name);
  const isChain =
    input.kind === 'input' && chain.every((layer, index) => layer.inputs.join() === previous(index));
  const softmaxes = chain.filter((layer) => layer.kind === 'activation' && layer.activation === 'softmax');
  const isTrainable = chain.every(
    (layer) =>
      layer.kind === 'dense' ||
      (layer.kind === 'activation' && ['linear', 'relu', 'softmax'].includes(layer.activation)),
  );
  if (!isChain || !isTrainable || softmaxes.length !== 1 || softmaxes[0] !== chain.at(-1)) {
    throw problem('train.model', { model: model.name });
  }
  const [features] = input.outputShape;
  const [classes] = chain[chain.length - 1].outputShape;
  if (data.inputs.length !== data.samples * features || data.labels.length !== data.samples) {
    const shape = `${data.inputs.length} values and ${data.labels.length} labels`;
    const expected = `${data.samples} samples of ${features} values`;
    throw problem('data.shape', { what: 'training data', shape, expected });
  }
  const sample = data.labels.findIndex((label) => label < 0 || label >= classes);
  if (sample >= 0) {
    const expected = `a class from 0 to ${classes - 1}`;
    throw problem('labels.value', { value: String(data.labels[sample]), sample, expected });
  }
}

function variablesOf({ kernel, bias }: DenseLayer): Variables {
  const [features, units] = kernel.shape;
  return {
    kernel: tf.variable(tf.tensor2d(Float32Array.from(kernel.data), [features, units])),
    bias: tf.variable(tf.tensor1d(Float32Array.from(bias.data))),
  };
}

function gather(
  { inputs, labels, samples }: TrainingData,
  rows: Int32Array,
): { x: Float32Array; y: Int32Array } {
  const features = inputs.length / samples;
  const x = new Float32Array(rows.length * features);
  const y = new Int32Array(rows.length);
  for (let index = 0; index < rows.length; index++) {
    x.set(inputs.subarray(rows[index] * features, (rows[index] + 1) * features), index * features);
    y[index] = labels[rows[index]];
  }
  return { x, y };
}

/** One step of Adam on one batch; gives the mean loss before it. */
function step(
  model: Model,
  variables: ReadonlyMap<string, Variables>,
  trained: tf.Variable[],
  adam: tf.AdamOptimizer,
  l1: number,
  batch: { x: Float32Array; y: Int32Array },
): number {
  return tf.tidy(() => {
    const x = tf.tensor2d(batch.x, [batch.y.length, batch.x.length / batch.y.length]);
    const { value, grads } = tf.variableGrads(() => {
      const scores = logitsOf(model, variables, x);
      const target = tf.oneHot(tf.tensor1d(batch.y, 'int32'), scores.shape[1]);
      const loss = tf.losses.softmaxCrossEntropy<tf.Tensor, tf.Scalar>(target, scores);
      if (l1 === 0) return loss;
      const penalties = [...variables.values()].map(({ kernel }) => tf.sum<tf.Scalar>(tf.abs(kernel)));
      return tf.add<tf.Scalar>(loss, tf.mul(tf.addN(penalties), l1));
    }, trained);
    adam.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
    return value.dataSync()[0];
  });
}

function logitsOf(model: Model, variables: ReadonlyMap<string, Variables>, x: tf.Tensor2D): tf.Tensor2D {
  let values = x;
  for (const layer of model.layers) {
    if (layer.kind === 'dense') {
      const { kernel, bias } = variables.get(layer.name)!;
      values = tf.add(tf.matMul(values, kernel), bias);
    } else if (layer.kind === 'activation' && layer.activation === 'relu') {
      values = tf.relu(values);
    }
  }
  return values;
}

function read(layer: ModelLayer, variables: ReadonlyMap<string, Variables>): ModelLayer {
  if (layer.kind !== 'dense') return layer;
  const { kernel, bias } = variables.get(layer.name)!;
  const copy = (tensor: tf.Tensor): Float32Array => Float32Array.from(tensor.dataSync());
  return {
    ...layer,
    kernel: { shape: layer.kernel.shape, data: copy(kernel) },
    bias: { shape: layer.bias.shape, data: copy(bias) },
  };
}
