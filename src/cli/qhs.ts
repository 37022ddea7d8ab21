import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { configFileName, configWithPrecisions } from '../codegen/index.js';
import { problem } from '../diagnostics/index.js';
import { openHlsProject } from '../hls/index.js';
import {
  accumulatorRules,
  quantize,
  verifyRewritten,
  type AccumulatorRule,
  type QhsOutcome,
  type Trial,
} from '../qhs/index.js';
import {
  colouredDiff,
  mismatchText,
  qhsJson,
  qhsReport,
  runStages,
  score,
  verificationText,
} from '../report/index.js';
import { metricNames, type MetricName, type Verification } from '../simulate/index.js';
import { multiplierOption, useMultiplier } from './multiplier.js';
import { jsonOption, positiveInteger, somePath, tolerance, topOption } from './options.js';
import { mayWriteFolder } from './output-folder.js';
import { print, printJson } from './output.js';
import { readKernelInputs, readKernelLabels, readKnownKernel, readTargets } from './test-data.js';

interface QhsCommandOptions {
  inputs: string;
  labels?: string;
  targets?: string;
  metric?: MetricName;
  judge?: 'logits' | 'outputs';
  accumulators?: AccumulatorRule;
  tolerance: number;
  relative?: boolean;
  samples?: number;
  stopEarly?: boolean;
  multiplier?: string;
  output?: string;
  force?: boolean;
  top?: string;
  json?: boolean;
}

export function qhsCommand(): Command {
  return new Command('qhs')
    .description('Quantization Heuristic Search: the smallest bit widths that keep the accuracy')
    .argument('<project>', 'the folder of an HLS C++ project')
    .requiredOption('--inputs <file>', 'the inputs (.npy), one sample a row')
    .option('--labels <file>', 'their classes (.npy): numbers or one-hot rows')
    .option('--targets <file>', 'what the kernel should answer (.npy), or what a float network does')
    .addOption(
      new Option(
        '--metric <name>',
        'accuracy (of labels), agreement (of the greatest score with that of the targets), mae or mse (error against the targets); by default accuracy where there are labels, else agreement',
      ).choices(metricNames),
    )
    .addOption(
      new Option('--judge <tensor>', 'the logits, which go into a final softmax, or the outputs')
        .choices(['logits', 'outputs'])
        .default('logits'),
    )
    .addOption(
      new Option(
        '--accumulators <rule>',
        'keep their types, make them lossless for their operands, or as the result',
      )
        .choices(accumulatorRules)
        .default('keep'),
    )
    .option(
      '--tolerance <loss>',
      'alpha_q: the accuracy that may be lost, 0.01 is one percentage point; or the error that may be added',
      tolerance,
      0.01,
    )
    .option('--relative', 'the tolerance is a fraction of the accuracy before, not percentage points')
    .option('--samples <n>', 'use the first n samples only', positiveInteger)
    .option(
      '--stop-early',
      'give trials up once too much is lost for certain; their accuracies are upper bounds',
    )
    .addOption(multiplierOption())
    .option('-o, --output <dir>', 'write the rewritten project here; without it nothing is written', somePath)
    .option('--force', 'replace the folder given with -o')
    .addOption(topOption())
    .addOption(jsonOption())
    .action(runQhs);
}

/** The main job. Also what `hlsmith demo` runs after it has converted the example. */
export async function runQhs(directory: string, options: QhsCommandOptions): Promise<void> {
  const started = performance.now();
  // Better now than after the search.
  const overwrite =
    options.output !== undefined &&
    mayWriteFolder(options.output, { project: directory, force: options.force });
  const project = await openHlsProject(directory);
  const kernel = await readKnownKernel(project, options.top);
  const inputs = readKernelInputs(kernel, options.inputs, options.samples);
  const labels = options.labels === undefined ? undefined : readKernelLabels(kernel, options.labels, inputs);
  const targets = options.targets === undefined ? undefined : readTargets(options.targets, inputs);

  const remarks = options.multiplier === undefined ? [] : useMultiplier(project, options.multiplier);

  const metric = options.metric ?? (labels ? 'accuracy' : 'agreement');
  let outcome!: QhsOutcome;
  let verification!: Verification;
  await runStages([
    {
      title: `Searching the precisions of ${kernel.name} on ${inputs.samples} samples`,
      run: async (say) => {
        outcome = await quantize(project, {
          top: options.top,
          inputs: inputs.inputs,
          samples: inputs.samples,
          labels,
          targets,
          metric: options.metric,
          judged: options.judge,
          accumulators: options.accumulators,
          stopEarly: options.stopEarly,
          toleratedAccuracyLoss: options.tolerance,
          lossIs: options.relative ? 'relative' : 'absolute',
          onTrial: (trial) => say(trialLine(metric, trial)),
        });
        return `${outcome.trials.length} trials${outcome.evaluated.tier === 'compiled' ? ', compiled' : ''}`;
      },
    },
    {
      title: 'Compiling the rewritten kernel and comparing every bit',
      run: async () => {
        verification = await verifyRewritten(project, outcome, inputs);
        return verificationText(verification);
      },
    },
  ]);

  const seconds = (performance.now() - started) / 1000;
  const diff = project.diff();
  if (options.json) {
    printJson(qhsJson(outcome, { verification, seconds, diff, output: options.output ?? null }));
  } else {
    if (options.output === undefined) print(colouredDiff(diff));
    for (const remark of remarks) print(`remark    ${remark}`);
    print(qhsReport(outcome, verification, seconds));
  }
  if (verification.verified === false)
    throw problem('qhs.not-verified', { mismatch: mismatchText(verification) });
  if (options.output !== undefined) {
    project.write(options.output, { overwrite, more: updatedConfig(directory, outcome) });
    if (!options.json) print(`written   ${options.output}`);
  }
}

/** The project's own configuration with the new precisions, if it has one. */
function updatedConfig(directory: string, { graph, assignment }: QhsOutcome): Map<string, string> {
  const path = join(directory, configFileName);
  if (!existsSync(path) || graph === null) return new Map();
  return new Map([[configFileName, configWithPrecisions(readFileSync(path, 'utf8'), graph, assignment)]]);
}

function trialLine(
  metric: MetricName,
  { index, step, narrowed, accuracy, isUpperBound, withinTolerance }: Trial,
): string {
  const what =
    step === 'single'
      ? `${narrowed[0]} by itself`
      : `${step}${narrowed.length > 0 ? ` (${narrowed.length})` : ''}`;
  return `trial ${index}: ${what}, ${metric} ${isUpperBound ? 'at most ' : ''}${score(metric, accuracy)}${withinTolerance ? '' : ', too much lost'}`;
}
