import { catapult } from './catapult.js';
import type { ProjectDialect } from './dialect.js';
import { oneApi } from './oneapi.js';
import { quartus } from './quartus.js';
import { xilinx } from './xilinx.js';

/** In the order in which they are asked whether a function is theirs; the last one takes all. */
export const projectDialects: readonly ProjectDialect[] = [catapult, oneApi, quartus, xilinx];
