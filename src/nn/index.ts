export type * from './model.js';
export { readInputs, readLabels, type Inputs } from './dataset.js';
export { decodeNpy, encodeNpy, readNpy, type NpyArray, type NpyData } from './npy.js';
