import { Command } from 'commander';
import { openHlsProject } from '../hls/index.js';
import { encodeNpy } from '../nn/index.js';
import { openEvaluator } from '../qhs/index.js';
import { accuracy, layerGraphOrReason, type SessionInputs } from '../simulate/index.js';
import { writeFilesAtomically } from '../text/index.js';
import { multiplierOption, useMultiplier } from './multiplier.js';
import { jsonOption, positiveInteger, somePath, topOption } from './options.js';
import { print, printJson } from './output.js';
import { readKernelInputs, readKernelLabels, readKnownKernel } from './test-data.js';

interface SimulateOptions {
  inputs: string;
  labels?: string;
  samples?: number;
  output?: string;
  multiplier?: string;
  top?: string;
  json?: boolean;
}

export function simulateCommand(): Command {
  return new Command('simulate')
    .description('Run a kernel on the host, bit for bit; known layers need no compiler')
    .argument('<project>', 'the folder of an HLS C++ project')
    .requiredOption('--inputs <file>', 'the inputs (.npy), one sample a row')
    .option('--labels <file>', 'their classes (.npy), to measure the accuracy')
    .option('--samples <n>', 'use the first n samples only', positiveInteger)
    .option('-o, --output <file>', "write the top function's outputs (.npy, float64)", somePath)
    .addOption(multiplierOption())
    .addOption(topOption())
    .addOption(jsonOption())
    .action(async (directory: string, options: SimulateOptions) => {
      const started = performance.now();
      const { top } = options;
      const project = await openHlsProject(directory);
      const kernel = await readKnownKernel(project, top);
      const inputs = readKernelInputs(kernel, options.inputs, options.samples);
      const labels =
        options.labels === undefined ? undefined : readKernelLabels(kernel, options.labels, inputs);
      const remarks = options.multiplier === undefined ? [] : useMultiplier(project, options.multiplier);
      const graph = layerGraphOrReason(project, { top });
      const evaluator = await openEvaluator(project, graph, inputs, { top, until: { until: 'outputs' } });
      try {
        const logits = labels && (await evaluator.evaluate(new Map(), { until: 'logits' }));
        const right = logits && labels && accuracy(logits, labels);
        const exactly =
          labels && options.multiplier !== undefined
            ? await exactAccuracy(directory, top, inputs, labels)
            : null;
        const outputs = await evaluator.evaluate(new Map(), { until: 'outputs' });
        if (options.output !== undefined) {
          const npy = encodeNpy({ shape: [inputs.samples, ...outputs.shape], data: outputs.toDoubles() });
          writeFilesAtomically(new Map([[options.output, npy]]));
        }
        const seconds = (performance.now() - started) / 1000;
        const result = {
          top: kernel.name,
          samples: inputs.samples,
          compiled: evaluator.remark,
          accuracy: right ?? null,
          multiplier: options.multiplier ?? null,
          remarks,
          exactAccuracy: exactly,
          output: options.output ?? null,
          seconds,
        };
        if (options.json) printJson(result);
        else {
          print(`${kernel.name}: ${inputs.samples} samples in ${seconds.toFixed(2)} s`);
          if (evaluator.remark !== null) print(`compiled  ${evaluator.remark}`);
          for (const remark of remarks) print(`remark    ${remark}`);
          if (right !== undefined) {
            const beside = exactly === null ? '' : `, ${(100 * exactly).toFixed(2)}% by exact products`;
            print(`accuracy  ${(100 * right).toFixed(2)}% (on logits${beside})`);
          }
          if (options.output !== undefined) print(`written   ${options.output}`);
        }
      } finally {
        evaluator.close();
      }
    });
}

/** What the project as it stands answers rightly. */
async function exactAccuracy(
  directory: string,
  top: string | undefined,
  inputs: SessionInputs,
  labels: Int32Array,
): Promise<number> {
  const project = await openHlsProject(directory);
  const graph = layerGraphOrReason(project, { top });
  const until = { until: 'logits' } as const;
  const evaluator = await openEvaluator(project, graph, inputs, { top, until });
  try {
    return accuracy(await evaluator.evaluate(new Map(), until), labels);
  } finally {
    evaluator.close();
  }
}
