import { Command, Option } from 'commander';
import { HlsmithError, problem } from '../diagnostics/index.js';
import { openHlsProject, readLayerGraph, type Layer, type LayerGraph } from '../hls/index.js';
import { colouredDiff } from '../report/index.js';
import { openSession, type SessionInputs } from '../simulate/index.js';
import {
  calibrate,
  softmaxOf,
  type ClippedLinear,
} from '../../metaprograms/approximations/clipped-linear.js';
import { replaceSoftmax } from '../../metaprograms/approximations/replace-softmax.js';
import { jsonOption, positiveInteger, somePath, topOption } from './options.js';
import { mayWriteFolder } from './output-folder.js';
import { print, printJson } from './output.js';
import { readKernelInputs, readKnownKernel } from './test-data.js';

interface SoftmaxOptions {
  inputs: string;
  by: 'argmax' | 'clipped-linear';
  samples?: number;
  output?: string;
  force?: boolean;
  top?: string;
  json?: boolean;
}

/** What was found for one softmax layer. */
interface Replaced {
  readonly layer: string;
  /** Null for argmax. */
  readonly parameters: ClippedLinear | null;
  /** Mean absolute distance from softmax in double precision: of the layer as found, and of the surrogate. */
  readonly errorBefore: number | null;
  readonly errorAfter: number | null;
}

/** Rows that a calibration looks at. */
const mostRows = 2000;

export function softmaxCommand(): Command {
  return new Command('softmax')
    .description('Replace softmax layers by cheaper ones, calibrated on data')
    .argument('<project>', 'the folder of an HLS C++ project')
    .requiredOption('--inputs <file>', 'representative inputs (.npy), one sample a row')
    .addOption(
      new Option('--by <surrogate>', 'the head-calibrated clipped-linear softmax, or argmax')
        .choices(['clipped-linear', 'argmax'])
        .default('clipped-linear'),
    )
    .option('--samples <n>', 'use the first n samples only', positiveInteger)
    .option('-o, --output <dir>', 'write the rewritten project here; without it nothing is written', somePath)
    .option('--force', 'replace the folder given with -o')
    .addOption(topOption())
    .addOption(jsonOption())
    .action(runSoftmax);
}

async function runSoftmax(directory: string, options: SoftmaxOptions): Promise<void> {
  const { by, output, force, top } = options;
  const overwrite = output !== undefined && mayWriteFolder(output, { project: directory, force });
  const project = await openHlsProject(directory);
  const graph = readLayerGraph(project, { top });
  const all = readKernelInputs(await readKnownKernel(project, top), options.inputs, options.samples);
  const samples = Math.min(all.samples, mostRows);
  const inputs = { samples, inputs: all.inputs.subarray(0, (all.inputs.length / all.samples) * samples) };
  const before = await observe(graph, inputs);
  if (before.length === 0) throw problem('simulate.no-softmax', { kernel: graph.name });
  const parameters = new Map(
    before.map(({ config, logits }) => [config, by === 'argmax' ? null : calibrate(logits)]),
  );
  const refused = [...parameters].flatMap(([config, chosen]) =>
    replaceSoftmax(project, chosen, (name) => name === config),
  );
  project.commit({ author: 'replace-softmax' });
  const after = await observe(readLayerGraph(project, { top }), inputs);
  const replaced = before.map(({ layer, config, logits, results }, at): Replaced => ({
    layer,
    parameters: parameters.get(config) ?? null,
    errorBefore: distance(logits, results),
    errorAfter: distance(logits, after[at]!.results),
  }));
  if (options.json) printJson({ by, replaced, refused, diff: project.diff(), output: output ?? null });
  else {
    if (output === undefined) print(colouredDiff(project.diff()));
    for (const line of refused) print(`left      ${line}`);
    for (const each of replaced) print(lineOf(each));
  }
  if (output !== undefined) {
    project.write(output, { overwrite });
    if (!options.json) print(`written   ${output}`);
  }
}

/** What goes into each softmax layer and what comes out of it: a row for each sample and slice. */
interface Observed {
  readonly layer: string;
  readonly config: string;
  readonly logits: readonly number[][];
  /** Null where the layer as found is not simulated: tables of Intel's and Siemens's libraries. */
  readonly results: readonly number[][] | null;
}

async function observe(graph: LayerGraph, inputs: SessionInputs): Promise<Observed[]> {
  const session = await openSession(graph, inputs);
  try {
    return graph.layers.flatMap((layer): Observed[] => {
      if (layer.kind !== 'softmax') return [];
      const rows = (tensor: string): number[][] =>
        rowsOf(session.evaluate(new Map(), { until: { tensor } }).tensor.toDoubles(), layer, inputs.samples);
      const logits = rows(layer.inputs[0]!.name);
      return [
        {
          layer: layer.name,
          config: layer.config,
          logits,
          results: resultsOf(() => rows(layer.output.name)),
        },
      ];
    });
  } finally {
    session.close();
  }
}

function resultsOf(rows: () => number[][]): number[][] | null {
  try {
    return rows();
  } catch (error) {
    if (error instanceof HlsmithError) return null;
    throw error;
  }
}

/** The values that each softmax of a layer is over. */
function rowsOf(values: Float64Array, layer: Layer, samples: number): number[][] {
  const features = values.length / samples;
  const [{ packed }] = layer.inputs as [Layer['inputs'][number]];
  const inner = packed === null ? (layer.parameters['n_inner'] ?? 1) : 1;
  const slice = packed ?? layer.parameters['n_slice'] ?? features;
  const rows: number[][] = [];
  for (let number = 0; number < values.length / slice && rows.length < mostRows; number++) {
    const first = Math.floor(number / inner) * slice * inner + (number % inner);
    rows.push(Array.from({ length: slice }, (_, at) => values[first + at * inner]!));
  }
  return rows;
}

/** The mean absolute distance from softmax in double precision. */
function distance(logits: readonly number[][], results: readonly number[][] | null): number | null {
  if (!results) return null;
  let total = 0;
  let count = 0;
  logits.forEach((row, at) => {
    softmaxOf(row).forEach((wanted, i) => (total += Math.abs(wanted - results[at]![i]!)));
    count += row.length;
  });
  return total / count;
}

function lineOf({ layer, parameters, errorBefore, errorAfter }: Replaced): string {
  const how = parameters
    ? `reach ${parameters.reach.toFixed(2)}, clip ${parameters.clip.toFixed(2)}`
    : 'argmax';
  return `${layer}: ${how}; mean distance from softmax ${shown(errorBefore)} -> ${shown(errorAfter)}`;
}

const shown = (error: number | null): string => (error === null ? 'not simulated' : error.toFixed(4));
