import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { configFileName, configWithPrecisions } from '../codegen/index.js';
import { problem } from '../diagnostics/index.js';
import { openHlsProject, readLayerGraph } from '../hls/index.js';
import { quantize, verifyRewritten, type QhsOutcome, type Trial } from '../qhs/index.js';
import {
  colouredDiff,
  mismatchText,
  qhsJson,
  qhsReport,
  runStages,
  verificationText,
} from '../report/index.js';
import type { Verification } from '../simulate/index.js';
import { fraction, jsonOption, positiveInteger, somePath, topOption } from './options.js';
import { mayWriteFolder } from './output-folder.js';
import { print, printJson } from './output.js';
import { readTestInputs, readTestLabels } from './test-data.js';

interface QhsCommandOptions {
  inputs: string;
  labels: string;
  tolerance: number;
  relative?: boolean;
  samples?: number;
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
    .requiredOption('--labels <file>', 'their classes (.npy): numbers or one-hot rows')
    .option(
      '--tolerance <loss>',
      'alpha_q: the accuracy that may be lost, 0.01 is one percentage point',
      fraction,
      0.01,
    )
    .option('--relative', 'the tolerance is a fraction of the accuracy before, not percentage points')
    .option('--samples <n>', 'use the first n samples only', positiveInteger)
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
  const graph = readLayerGraph(project, { top: options.top });
  const inputs = readTestInputs(graph, options.inputs, options.samples);
  const labels = readTestLabels(graph, options.labels, inputs);

  let outcome!: QhsOutcome;
  let verification!: Verification;
  await runStages([
    {
      title: `Searching the precisions of ${graph.name} on ${inputs.samples} samples`,
      run: async (say) => {
        outcome = await quantize(project, {
          top: options.top,
          inputs: inputs.inputs,
          labels,
          toleratedAccuracyLoss: options.tolerance,
          lossIs: options.relative ? 'relative' : 'absolute',
          onTrial: (trial) => say(trialLine(trial)),
        });
        return `${outcome.trials.length} trials`;
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
  if (!existsSync(path)) return new Map();
  return new Map([[configFileName, configWithPrecisions(readFileSync(path, 'utf8'), graph, assignment)]]);
}

function trialLine({ index, step, narrowed, accuracy, withinTolerance }: Trial): string {
  const what =
    step === 'single'
      ? `${narrowed[0]} by itself`
      : `${step}${narrowed.length > 0 ? ` (${narrowed.length})` : ''}`;
  return `trial ${index}: ${what}, accuracy ${(100 * accuracy).toFixed(2)}%${withinTolerance ? '' : ', too much lost'}`;
}
