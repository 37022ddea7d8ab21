import type * as guarded from './keras/guarded.js';
import type * as writer from './keras/writer.js';
import type * as training from './training/train.js';

/*
 * What needs HDF5, zip or TensorFlow.js, loaded when first called: a quarter of a second of CPU that a command
 * which reads .npy files only does not spend.
 */

export const readKerasModel = async (
  path: string,
  options?: { weights?: string },
): ReturnType<typeof guarded.readGuarded> => (await import('./keras/guarded.js')).readGuarded(path, options);

export const encodeKerasModel: typeof writer.encodeKerasModel = async (...args) =>
  (await import('./keras/writer.js')).encodeKerasModel(...args);

export const train: typeof training.train = async (...args) =>
  (await import('./training/train.js')).train(...args);
