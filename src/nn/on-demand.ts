import { problem } from '../diagnostics/index.js';
import type * as guarded from './keras/guarded.js';
import type * as writer from './keras/writer.js';
import type { Model } from './model.js';
import type * as training from './training/train.js';

/*
 * What needs HDF5, zip, Protocol Buffers or TensorFlow.js, loaded when first called: a quarter of a second of CPU that a command
 * which reads .npy files only does not spend.
 */

export const readKerasModel = async (
  path: string,
  options?: { weights?: string },
): ReturnType<typeof guarded.readGuarded> => (await import('./keras/guarded.js')).readGuarded(path, options);

/**
 * Reads an ONNX or QONNX model (`.onnx`, `.qonnx`).
 * @throws as `readGuarded` of `onnx/guarded.ts`
 */
export const readOnnxModel = async (path: string): Promise<Model> =>
  (await import('./onnx/guarded.js')).readGuarded(path);

/**
 * Reads a model of any kind that is known: ONNX where the file's name ends like that, else Keras.
 * @param options.weights for Keras: a `.h5` with the weights
 * @throws as `readKerasModel` and `readOnnxModel`; `onnx.weights` for weights beside an ONNX model
 */
export async function readModel(
  path: string,
  options: { weights?: string | undefined } = {},
): Promise<Model> {
  const { weights } = options;
  if (!/\.q?onnx$/i.test(path)) return readKerasModel(path, weights === undefined ? {} : { weights });
  if (weights !== undefined) throw problem('onnx.weights', {}, { file: path });
  return readOnnxModel(path);
}

export const encodeKerasModel: typeof writer.encodeKerasModel = async (...args) =>
  (await import('./keras/writer.js')).encodeKerasModel(...args);

export const train: typeof training.train = async (...args) =>
  (await import('./training/train.js')).train(...args);
