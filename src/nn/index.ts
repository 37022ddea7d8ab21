export type * from './model.js';
export { readInputs, readLabels, type Inputs } from './dataset.js';
export { decodeNpy, encodeNpy, readNpy, type NpyArray, type NpyData } from './npy.js';
export { readKerasModel } from './keras/reader.js';
export { accuracy, logits, predict } from './predict.js';
export { encodeKerasModel } from './keras/writer.js';
