/** Products with constant matrices as shifts and additions: distributed arithmetic. */
export { adderGraph, type AdderGraph } from './adder-graph.js';
export { addersHeader, type PlannedAdders } from './header.js';
export { constantAdders } from './constant-adders.js';
