import { Command } from 'commander';
import { openHlsProject, readLayerGraph } from '../hls/index.js';
import { encodeNpy } from '../nn/index.js';
import { accuracy, openSession } from '../simulate/index.js';
import { writeFilesAtomically } from '../text/index.js';
import { jsonOption, positiveInteger, somePath, topOption } from './options.js';
import { print, printJson } from './output.js';
import { readTestInputs, readTestLabels } from './test-data.js';

interface SimulateOptions {
  inputs: string;
  labels?: string;
  samples?: number;
  output?: string;
  top?: string;
  json?: boolean;
}

export function simulateCommand(): Command {
  return new Command('simulate')
    .description('Run a kernel on the host, bit for bit, without a compiler')
    .argument('<project>', 'the folder of an HLS C++ project')
    .requiredOption('--inputs <file>', 'the inputs (.npy), one sample a row')
    .option('--labels <file>', 'their classes (.npy), to measure the accuracy')
    .option('--samples <n>', 'use the first n samples only', positiveInteger)
    .option('-o, --output <file>', "write the top function's outputs (.npy, float64)", somePath)
    .addOption(topOption())
    .addOption(jsonOption())
    .action(async (directory: string, options: SimulateOptions) => {
      const started = performance.now();
      const graph = readLayerGraph(await openHlsProject(directory), { top: options.top });
      const inputs = readTestInputs(graph, options.inputs, options.samples);
      const labels = options.labels === undefined ? undefined : readTestLabels(graph, options.labels, inputs);
      const session = await openSession(graph, inputs);
      try {
        const right = labels && accuracy(session.evaluate(new Map()).tensor, labels);
        const outputs = session.evaluate(new Map(), { until: 'outputs' }).tensor;
        if (options.output !== undefined) {
          const npy = encodeNpy({ shape: [inputs.samples, ...outputs.shape], data: outputs.toDoubles() });
          writeFilesAtomically(new Map([[options.output, npy]]));
        }
        const seconds = (performance.now() - started) / 1000;
        const result = {
          top: graph.name,
          samples: inputs.samples,
          accuracy: right ?? null,
          output: options.output ?? null,
          seconds,
        };
        if (options.json) printJson(result);
        else {
          print(`${graph.name}: ${inputs.samples} samples in ${seconds.toFixed(2)} s`);
          if (right !== undefined) print(`accuracy  ${(100 * right).toFixed(2)}% (on logits)`);
          if (options.output !== undefined) print(`written   ${options.output}`);
        }
      } finally {
        session.close();
      }
    });
}
