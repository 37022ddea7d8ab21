import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { identifiersOf } from '../codegen/index.js';
import { exitCode, problem } from '../diagnostics/index.js';
import { openHlsProject, readLayerGraph } from '../hls/index.js';
import { readModel, trace, type Model } from '../nn/index.js';
import { chartPage, chartSvg, comparisonChart, comparisonReport } from '../report/index.js';
import { compareWithFloats, type FloatResults, type SessionInputs } from '../simulate/index.js';
import { writeFilesAtomically } from '../text/index.js';
import { fraction, jsonOption, positiveInteger, topOption } from './options.js';
import { print, printJson } from './output.js';
import { readKernelInputs, readKnownKernel } from './test-data.js';

interface CompareOptions {
  inputs: string;
  weights?: string;
  samples?: number;
  limit: number;
  plot?: string;
  top?: string;
  json?: boolean;
}

export function compareCommand(): Command {
  return new Command('compare')
    .description('A kernel beside the float network that it was made from, layer by layer')
    .argument('<model>', 'the model: .h5, .keras, .onnx, or .json with --weights')
    .argument('<project>', 'the folder of an HLS C++ project')
    .requiredOption('--inputs <file>', 'the inputs (.npy), one sample a row')
    .option('--weights <file>', 'the weights (.h5) of a .json model')
    .option('--samples <n>', 'use the first n samples only', positiveInteger)
    .option(
      '--limit <share>',
      'the error from which on a layer counts as wrong, as a share of its values (root mean square)',
      fraction,
      0.1,
    )
    .option(
      '--plot <file>',
      'draw it as well: a page (.html) or a picture (.svg) that stands alone',
      chartPath,
    )
    .addOption(topOption())
    .addOption(jsonOption())
    .action(async (path: string, directory: string, options: CompareOptions) => {
      const project = await openHlsProject(directory);
      const graph = readLayerGraph(project, { top: options.top });
      const kernel = await readKnownKernel(project, options.top);
      const data = readKernelInputs(kernel, options.inputs, options.samples);
      const model = await readModel(path, { weights: options.weights });
      const floats = (part: SessionInputs): FloatResults => floatResults(model, part.inputs, part.samples);
      const comparison = await compareWithFloats(graph, data, floats, options.limit);
      if (comparison.rows.length === 0) {
        const names = model.layers.map(({ name }) => name);
        throw problem('compare.nothing', { project: directory, layers: comparison.unknown, names });
      }
      const { name } = kernel;
      if (options.plot !== undefined) {
        const svg = await chartSvg(comparisonChart(name, data.samples, comparison, options.limit));
        const isPage = /\.html?$/i.test(options.plot);
        const text = isPage ? chartPage('hlsmith compare', svg) : svg;
        writeFilesAtomically(new Map([[resolve(options.plot), text]]));
      }
      if (options.json) printJson({ kernel: name, samples: data.samples, ...comparison });
      else print(comparisonReport(name, data.samples, comparison));
      if (comparison.firstWrong !== null) process.exitCode = exitCode.negative;
    });
}

function chartPath(text: string): string {
  if (!/.\.(html?|svg)$/i.test(text)) throw new InvalidArgumentError('a file that ends in .html or .svg');
  return text;
}

/** The results of all layers, by the names that they have in C++. */
function floatResults(model: Model, inputs: Float64Array, samples: number): Map<string, Float64Array> {
  const sizes = model.inputs.map((name) => {
    const { outputShape } = model.layers.find((layer) => layer.name === name)!;
    return outputShape.reduce((product, extent) => product * extent, 1);
  });
  // A row of the file holds all inputs of the network, the first one first.
  const features = inputs.length / samples;
  let offset = 0;
  const parts = sizes.map((size) => {
    const first = offset;
    offset += size;
    const part = new Float64Array(samples * size);
    for (let sample = 0; sample < samples; sample++) {
      const start = sample * features + first;
      part.set(inputs.subarray(start, start + size), sample * size);
    }
    return part;
  });
  const results = trace(
    model,
    parts,
    samples,
    model.layers.map(({ name }) => name),
  );
  // As hls4ml spells them, and as `hlsmith convert` does.
  const own = identifiersOf(model.layers);
  const entries = [...results];
  return new Map([
    ...entries.map(([name, values]) => [own.get(name)!, values] as const),
    ...entries.map(([name, values]) => [name.replace(/\W/g, '_'), values] as const),
  ]);
}
