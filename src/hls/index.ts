export type * from './fixed-point/type.js';
export type * from './graph/graph.js';
