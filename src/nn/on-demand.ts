/*
 * What needs HDF5, zip or TensorFlow.js, loaded when first called: a quarter of a second of CPU that a command
 * which reads .npy files only does not spend.
 */
type Reader = typeof import('./keras/reader.js');
type Writer = typeof import('./keras/writer.js');
type Trainer = typeof import('./training/train.js');

export const readKerasModel: Reader['readKerasModel'] = async (...args) =>
  (await import('./keras/reader.js')).readKerasModel(...args);

export const encodeKerasModel: Writer['encodeKerasModel'] = async (...args) =>
  (await import('./keras/writer.js')).encodeKerasModel(...args);

export const train: Trainer['train'] = async (...args) =>
  (await import('./training/train.js')).train(...args);
