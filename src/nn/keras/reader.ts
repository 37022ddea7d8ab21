import { problem } from '../../diagnostics/index.js';
import { readBytes } from '../files.js';
import type { Model, ModelLayer } from '../model.js';
import { unpackKeras } from './archive.js';
import { parseArchitecture, type KerasArchitecture } from './architecture.js';
import { Hdf5 } from './hdf5.js';
import { layerReaders } from './layers.js';
import { layoutByClass, layoutByName, LayerWeights } from './weights.js';

/**
 * Reads a Keras model: a `.keras` archive, a full-model `.h5` (of Keras 2 or 3), or the architecture as `.json` with
 * `weights`. Activations inside layers become layers of their own (`fc1` with relu: `fc1`, `fc1_relu`); layers that
 * inference passes through (Dropout, linear activations) are left out.
 * @param options.weights a `.h5` with the weights; for a file with weights, in place of its own
 * @throws `file.missing`, `file.unreadable`, `model.notModel`, `model.noWeights`, `model.noArchitecture`,
 *   `model.damaged`, `model.kind`, `model.graph`, `model.layer` (a layer or option that is not supported),
 *   `model.weights`
 */
export async function readKerasModel(path: string, options: { weights?: string } = {}): Promise<Model> {
  const bytes = readBytes(path, 'model');
  const weights = options.weights;
  if (isHdf5(bytes)) {
    return Hdf5.read(bytes, path, (hdf5) => {
      const text = hdf5.text('', 'model_config');
      if (text === undefined) throw problem('model.noArchitecture', {}, { file: path });
      const architecture = parseArchitecture(text, path);
      if (weights === undefined) return build(architecture, new LayerWeights(hdf5, layoutByName(hdf5)), path);
      return withWeights(weights, architecture, path);
    });
  }
  if (isZip(bytes)) {
    const archive = unpackKeras(bytes, path);
    const architecture = parseArchitecture(archive.config, path);
    if (weights !== undefined) return withWeights(weights, architecture, path);
    return Hdf5.read(archive.weights, path, (hdf5) => {
      const layout = layoutByClass(hdf5, architecture.layers);
      return build(architecture, new LayerWeights(hdf5, layout), path);
    });
  }
  const text = Buffer.from(bytes).toString('utf8');
  if (!/^\s*\{/.test(text)) throw problem('model.notModel', {}, { file: path });
  const architecture = parseArchitecture(text, path);
  if (weights === undefined) throw problem('model.noWeights', {}, { file: path });
  return withWeights(weights, architecture, path);
}

async function withWeights(file: string, architecture: KerasArchitecture, modelFile: string): Promise<Model> {
  const bytes = readBytes(file, 'weights file');
  if (!isHdf5(bytes)) throw problem('model.notWeights', {}, { file });
  return Hdf5.read(bytes, file, (hdf5) =>
    build(architecture, new LayerWeights(hdf5, layoutByName(hdf5)), modelFile),
  );
}

function isHdf5(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 8)).equals(Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'));
}

function isZip(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 4)).equals(Buffer.from('PK\x03\x04', 'latin1'));
}

function build(architecture: KerasArchitecture, weights: LayerWeights, file: string): Model {
  const layers: ModelLayer[] = [];
  /** For each layer of the file, the layer of ours that holds its result. */
  const resultOf = new Map<string, ModelLayer>();
  const reserved = new Set(architecture.layers.map(({ name }) => name));
  for (const { name, className, config, inputs } of architecture.layers) {
    const refuse = (reason: string): Error =>
      problem('model.layer', { layer: name, className, reason }, { file });
    const reader = layerReaders.get(className);
    if (!reader)
      throw problem(
        'model.layerClass',
        { layer: name, className, known: [...layerReaders.keys()] },
        { file },
      );
    if (inputs.length !== (className === 'InputLayer' ? 0 : 1)) throw refuse(`reads ${inputs.length} layers`);
    const read = inputs.map((input) => resultOf.get(input)!);
    const made = reader({
      name,
      config,
      inputs: read.map((layer) => layer.name),
      inputShapes: read.map((layer) => layer.outputShape),
      weight: (weight, shape) => weights.read(name, weight, shape),
      refuse,
    }).map((layer) => (layer.name === name ? layer : { ...layer, name: unused(layer.name, reserved) }));
    layers.push(...made);
    resultOf.set(name, made.at(-1) ?? read[0]);
  }
  return {
    name: architecture.name,
    inputs: architecture.inputs,
    outputs: architecture.outputs.map((output) => resultOf.get(output)!.name),
    layers,
  };
}

/** A name for a layer that the file does not have: `fc1_relu`, or `fc1_relu_2` where the file has that too. */
function unused(name: string, reserved: Set<string>): string {
  let candidate = name;
  for (let count = 2; reserved.has(candidate); count++) candidate = `${name}_${count}`;
  reserved.add(candidate);
  return candidate;
}
