import { entry } from '../entry.js';
import { exitCode } from '../exit-codes.js';

export const commandMessages = {
  'compare.nothing': entry<{ project: string; layers: readonly string[]; names: readonly string[] }>(
    exitCode.badInput,
    (a) => `${a.project}: no layer has the name and size of one of the model's`,
    (a) => `the kernel has ${a.layers.join(', ')}; the model ${a.names.slice(0, 20).join(', ')}`,
  ),
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
  'data.unknown-features': entry<{ kernel: string }>(
    exitCode.badInput,
    (a) => `nothing tells how many values ${a.kernel} reads for one sample`,
    'give inputs with --inputs',
  ),
  'verify.nothing': entry<{ kernel: string }>(
    exitCode.environment,
    (a) => `${a.kernel} ran in fewer than two tiers, so that nothing was compared`,
    'install g++, clang++ or the npm package @yowasp/clang; the lines above say why each tier did not run',
  ),
  'qhs.adders': entry<{ layers: readonly string[] }>(
    exitCode.badInput,
    (a) =>
      `${a.layers.join(', ')}: distributed arithmetic has adders for the weights as they are, not for other precisions`,
    'search the model converted with --strategy latency, whose bits are the same, then convert it with the types found ' +
      '(--config with the Precision of each layer) and --strategy distributed_arithmetic',
  ),
  'qhs.not-verified': entry<{ mismatch: string }>(
    exitCode.negative,
    (a) => `the compiled kernel does not answer what the search measured: ${a.mismatch}`,
    'nothing was written; please report this with the project',
  ),
};
