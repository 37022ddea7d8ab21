import { problem } from '../../diagnostics/index.js';
import { readBytes } from '../files.js';
import type { Model } from '../model.js';
import { unpackKeras } from './archive.js';
import { parseArchitecture, type KerasArchitecture } from './architecture.js';
import { build } from './build.js';
import { Hdf5 } from './hdf5.js';
import { layoutByClass, layoutByName, LayerWeights } from './weights.js';

/**
 * Reads a Keras model: a `.keras` archive, a full-model `.h5` (of Keras 2 or 3), or the architecture as `.json` with
 * `weights`. Activations inside layers become layers of their own (`fc1` with relu: `fc1`, `fc1_relu`); layers that
 * inference passes through (Dropout, linear activations) are left out; models inside models are taken apart. Weights
 * of QKeras layers are quantised, and the types are given as `precisions`.
 * @param options.weights a `.h5` with the weights; for a file with weights, in place of its own
 * @throws `file.missing`, `file.unreadable`, `model.notModel`, `model.noWeights`, `model.noArchitecture`,
 *   `model.damaged`, `model.kind`, `model.graph`, `model.layerClass` (a class that is not supported), `model.layer` (an
 *   option that is not), `model.weights`
 */
export function readModel(path: string, options: { weights?: string } = {}): Model {
  const bytes = readBytes(path, 'model');
  const weights = options.weights;
  if (isHdf5(bytes)) {
    return Hdf5.read(bytes, path, (hdf5) => {
      const text = hdf5.text('', 'model_config');
      if (text === undefined) throw problem('model.noArchitecture', {}, { file: path });
      const architecture = parseArchitecture(text, path, hdf5.text('', 'keras_version'));
      if (weights === undefined) return build(architecture, new LayerWeights(hdf5, layoutByName(hdf5)), path);
      return withWeights(weights, architecture, path);
    });
  }
  if (isZip(bytes)) {
    const archive = unpackKeras(bytes, path);
    const architecture = parseArchitecture(archive.config, path, archive.version);
    if (weights !== undefined) return withWeights(weights, architecture, path);
    return Hdf5.read(archive.weights, path, (hdf5) =>
      build(architecture, new LayerWeights(hdf5, layoutByClass(hdf5)), path),
    );
  }
  const text = Buffer.from(bytes).toString('utf8');
  if (!/^\s*\{/.test(text)) throw problem('model.notModel', {}, { file: path });
  const architecture = parseArchitecture(text, path);
  if (weights === undefined) throw problem('model.noWeights', {}, { file: path });
  return withWeights(weights, architecture, path);
}

function withWeights(file: string, architecture: KerasArchitecture, modelFile: string): Model {
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
