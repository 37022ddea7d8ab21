import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import * as h5wasm from 'h5wasm';
import type { Random } from '../../../src/nn/index.js';

/*
 * TensorFlow.js as an independent implementation of Keras 2: its models, written as Keras 2 writes them, and its own
 * answers.
 */

export { layers, tf };

let counter = 0;

/** The bytes of a full-model `.h5` for a model of TensorFlow.js. */
export async function asKerasFile(model: layers.LayersModel): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready;
  const path = `/tfjs-${counter++}.h5`;
  const file = new h5wasm.File(path, 'w');
  const json = model.toJSON(null, false) as { class_name?: string; config?: unknown };
  file.create_attribute('model_config', JSON.stringify(json));
  file.create_attribute('keras_version', '2.4.0');
  const root = file.create_group('model_weights');
  for (const layer of model.layers) {
    const group = root.create_group(layer.name);
    const weights = layer.weights;
    if (weights.length === 0) continue;
    group.create_attribute(
      'weight_names',
      weights.map(({ originalName }) => `${originalName}:0`),
    );
    for (const weight of weights) {
      const parts = weight.originalName.split('/');
      let inner = group;
      for (const part of parts.slice(0, -1)) {
        inner = (inner.keys().includes(part) ? inner.get(part) : inner.create_group(part)) as h5wasm.Group;
      }
      const value = weight.read();
      inner.create_dataset({
        name: `${parts.at(-1)}:0`,
        data: Float32Array.from(value.dataSync()),
        shape: value.shape,
        dtype: '<f4',
      });
    }
  }
  file.close();
  const bytes = FS.readFile(path);
  FS.unlink(path);
  return bytes;
}

/** Replaces all weights by random ones: biases of zero would hide faults. Variances stay positive. */
export function randomise(model: layers.LayersModel, random: Random): void {
  for (const weight of model.weights) {
    const { shape } = weight;
    const size = shape.reduce<number>((product, axis) => product * (axis ?? 1), 1);
    const isVariance = weight.originalName.endsWith('variance');
    const values = Float32Array.from({ length: size }, () =>
      isVariance ? 0.5 + random.uniform() : random.uniform() - 0.5,
    );
    weight.write(tf.tensor(values, shape as number[]));
  }
}

/** The answers of the model, one array for each of its outputs. */
export function answers(
  model: layers.LayersModel,
  inputs: readonly Float64Array[],
  samples: number,
): Float64Array[] {
  const tensors = inputs.map((data, index) => {
    const [, ...shape] = model.inputs[index].shape as number[];
    return tf.tensor(Float32Array.from(data), [samples, ...shape]);
  });
  const outputs = [model.predict(tensors.length === 1 ? tensors[0] : tensors)].flat();
  const values = outputs.map((tensor) => Float64Array.from(tensor.dataSync()));
  tf.dispose([tensors, outputs]);
  return values;
}
