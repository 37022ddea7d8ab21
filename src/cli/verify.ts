import { Command, Option } from 'commander';
import { exitCode, problem } from '../diagnostics/index.js';
import { openHlsProject } from '../hls/index.js';
import { tiersReport } from '../report/index.js';
import { verifyTiers, type TiersResult } from '../simulate/index.js';
import { jsonOption, positiveInteger, somePath, topOption } from './options.js';
import { print, printJson } from './output.js';
import { randomKernelInputs, readKernelInputs, readKnownKernel } from './test-data.js';

interface VerifyOptions {
  inputs?: string;
  random?: number;
  seed: number;
  samples?: number;
  reference?: string;
  timeLimit: number;
  top?: string;
  json?: boolean;
}

export function verifyCommand(): Command {
  return new Command('verify')
    .description('Compare what a kernel answers in every tier, bit for bit, layer by layer')
    .argument('<project>', 'the folder of an HLS C++ project')
    .addOption(
      new Option('--inputs <file>', 'the inputs (.npy), one sample a row; by default random ones').conflicts(
        'random',
      ),
    )
    .option('--random <n>', 'so many random samples (default: 1000)', positiveInteger)
    .option('--seed <n>', 'of the random samples', positiveInteger, 1)
    .option('--samples <n>', 'use the first n samples of the file only', positiveInteger)
    .option('--reference <dir>', "a vendor's ap_types; by default the project's, if a vendor's", somePath)
    .option('--time-limit <seconds>', 'for compiling, and again for running', positiveInteger, 600)
    .addOption(topOption())
    .addOption(jsonOption())
    .action(async (directory: string, options: VerifyOptions) => {
      const project = await openHlsProject(directory);
      const kernel = await readKnownKernel(project, options.top);
      const data =
        options.inputs === undefined
          ? randomKernelInputs(kernel, options.random ?? 1000, options.seed)
          : readKernelInputs(kernel, options.inputs, options.samples);
      const { top, reference, timeLimit } = options;
      const result = await verifyTiers(project, data, { top, reference, seconds: timeLimit });
      if (options.json) printJson(jsonOf(result));
      else print(tiersReport(result));
      if (result.comparisons.length === 0) throw problem('verify.nothing', { kernel: result.kernel });
      if (result.comparisons.some(({ mismatch }) => mismatch)) process.exitCode = exitCode.negative;
    });
}

function jsonOf({ comparisons, ...result }: TiersResult): object {
  return {
    ...result,
    equal: comparisons.length > 0 && comparisons.every(({ mismatch }) => !mismatch),
    comparisons: comparisons.map(({ mismatch, ...comparison }) => ({
      ...comparison,
      mismatch: mismatch
        ? { ...mismatch, expected: String(mismatch.expected), got: String(mismatch.got) }
        : null,
    })),
  };
}
