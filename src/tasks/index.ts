/** The library of pipe tasks: each a thin join of one capability to the flow engine. */
export { KerasToHls } from './keras-model.js';
export { Quantization } from './quantization.js';
export { Simulation } from './simulation.js';
