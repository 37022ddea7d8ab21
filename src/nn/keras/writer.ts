import * as h5wasm from 'h5wasm';
import { problem } from '../../diagnostics/index.js';
import type { ActivationLayer, Model, ModelLayer, NdArray } from '../model.js';

/** The version whose file format this is. */
const kerasVersion = '2.13.1';

/**
 * The bytes of a Keras 2 full-model `.h5`, which Keras, hls4ml and `readKerasModel` read: the architecture as a
 * Functional model, and the weights as float32.
 * @throws `model.layerKind` for layers other than dense, batch normalisation, linear, ReLU and softmax
 */
export async function encodeKerasModel(model: Model): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready;
  const path = `/write-${counter++}.h5`;
  const file = new h5wasm.File(path, 'w');
  try {
    file.create_attribute('keras_version', kerasVersion);
    file.create_attribute('backend', 'tensorflow');
    file.create_attribute('model_config', JSON.stringify(architecture(model)));
    const root = file.create_group('model_weights');
    root.create_attribute('keras_version', kerasVersion);
    root.create_attribute('backend', 'tensorflow');
    const names = model.layers.map((layer) => layer.name);
    root.create_attribute('layer_names', names);
    for (const layer of model.layers) writeWeights(groupAt(root, layer.name), layer);
  } finally {
    file.close();
  }
  const bytes = FS!.readFile(path);
  FS!.unlink(path);
  return bytes;
}

let counter = 0;

/** The group at a path, made with the groups above it: a layer may be called `block1/fc`. */
function groupAt(root: h5wasm.Group, path: string): h5wasm.Group {
  let group = root;
  for (const part of path.split('/').filter((name) => name !== '' && name !== '.')) {
    const found = group.keys().includes(part) ? group.get(part) : group.create_group(part);
    group = found as h5wasm.Group;
  }
  return group;
}

function writeWeights(group: h5wasm.Group, layer: ModelLayer): void {
  const weights = Object.entries(weightsOf(layer));
  if (weights.length === 0) {
    // Keras writes an empty list as an empty array of doubles.
    group.create_attribute('weight_names', new Float64Array(0), [0]);
    return;
  }
  const names = weights.map(([name]) => `${layer.name}/${name}:0`);
  group.create_attribute('weight_names', names);
  const inner = groupAt(group, layer.name);
  for (const [name, { shape, data }] of weights) {
    inner.create_dataset({
      name: `${name}:0`,
      data: Float32Array.from(data),
      shape: [...shape],
      dtype: '<f4',
    });
  }
}

function weightsOf(layer: ModelLayer): Readonly<Record<string, NdArray>> {
  switch (layer.kind) {
    case 'dense':
      return { kernel: layer.kernel, bias: layer.bias };
    case 'batchNormalization': {
      // Mean 0 and variance 1 leave the factor and the summand as they are.
      const { shape } = layer.scale;
      const filled = (value: number): NdArray => ({ shape, data: new Float32Array(shape[0]).fill(value) });
      const statistics = { moving_mean: filled(0), moving_variance: filled(1) };
      return { gamma: layer.scale, beta: layer.bias, ...statistics };
    }
    case 'input':
    case 'activation':
      return {};
    default:
      throw unwritten(layer);
  }
}

function architecture(model: Model): unknown {
  const reference = (name: string): [string, number, number] => [name, 0, 0];
  const layers = model.layers.map((layer) => ({
    ...describe(layer),
    name: layer.name,
    inbound_nodes: layer.inputs.length > 0 ? [layer.inputs.map((name) => [...reference(name), {}])] : [],
  }));
  return {
    class_name: 'Functional',
    config: {
      name: model.name,
      trainable: true,
      layers,
      input_layers: model.inputs.map(reference),
      output_layers: model.outputs.map(reference),
    },
  };
}

/** Keras' class of a layer, and what it was made with. */
function describe(layer: ModelLayer): { class_name: string; config: unknown } {
  const common = { name: layer.name, dtype: 'float32' };
  switch (layer.kind) {
    case 'input':
      return {
        class_name: 'InputLayer',
        config: { batch_input_shape: [null, ...layer.outputShape], ...common, sparse: false, ragged: false },
      };
    case 'dense':
      return { class_name: 'Dense', config: { ...common, ...denseOptions, units: layer.outputShape.at(-1) } };
    case 'activation':
      if (!isPlain(layer)) throw unwritten(layer);
      return {
        class_name: 'Activation',
        config: { ...common, trainable: true, activation: layer.activation },
      };
    case 'batchNormalization':
      return {
        class_name: 'BatchNormalization',
        config: { ...common, ...batchNormalizationOptions, axis: [layer.outputShape.length] },
      };
    default:
      throw unwritten(layer);
  }
}

const denseOptions = {
  trainable: true,
  activation: 'linear',
  use_bias: true,
  kernel_initializer: { class_name: 'GlorotUniform', config: { seed: null } },
  bias_initializer: { class_name: 'Zeros', config: {} },
  kernel_regularizer: null,
  bias_regularizer: null,
  activity_regularizer: null,
  kernel_constraint: null,
  bias_constraint: null,
};

const batchNormalizationOptions = {
  trainable: true,
  epsilon: 0,
  center: true,
  scale: true,
  momentum: 0.99,
};

/** An activation that Keras has by name alone. */
function isPlain(layer: ActivationLayer): boolean {
  switch (layer.activation) {
    case 'linear':
      return true;
    case 'relu':
      return !layer.maxValue && !layer.threshold && !layer.negativeSlope;
    case 'softmax':
      return layer.axis === undefined || layer.axis === layer.outputShape.length - 1;
    default:
      return false;
  }
}

function unwritten(layer: ModelLayer): Error {
  const kind = layer.kind === 'activation' ? layer.activation : layer.kind;
  return problem('model.layerKind', { layer: layer.name, kind, action: 'written' });
}
