import { entry } from '../entry.js';
import { exitCode } from '../exit-codes.js';

export const commandMessages = {
  'data.features': entry<{ features: number; kernel: string }>(
    exitCode.badInput,
    (a) => `${a.features} values a sample, but ${a.kernel}`,
    'give inputs that were made for this network',
  ),
  'data.too-few': entry<{ asked: number; found: number }>(
    exitCode.badInput,
    (a) => `--samples ${a.asked}, but the file has ${a.found}`,
    'ask for fewer, or leave --samples out to use all',
  ),
  'qhs.not-verified': entry<{ mismatch: string }>(
    exitCode.negative,
    (a) => `the compiled kernel does not answer what the search measured: ${a.mismatch}`,
    'nothing was written; please report this with the project',
  ),
};
