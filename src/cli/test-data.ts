import { problem } from '../diagnostics/index.js';
import type { LayerGraph, Tensor } from '../hls/index.js';
import { readInputs, readLabels } from '../nn/index.js';
import type { SessionInputs } from '../simulate/index.js';

interface TestInputs extends SessionInputs {
  /** How many samples the file has; `samples` may be fewer. */
  readonly inFile: number;
}

/**
 * Reads a command's `--inputs`, holds them against the kernel's shape, and keeps the first `--samples`.
 *
 * @throws what `readInputs` throws; data.features, data.too-few
 */
export function readTestInputs(graph: LayerGraph, path: string, first?: number): TestInputs {
  const [input] = graph.inputs;
  const { features, data, samples: inFile } = readInputs(path);
  if (features !== size(input)) {
    const kernel = `${graph.name} takes ${size(input)} (${input.name})`;
    throw problem('data.features', { features, kernel }, { file: path });
  }
  const samples = first ?? inFile;
  if (samples > inFile) throw problem('data.too-few', { asked: samples, found: inFile }, { file: path });
  return { samples, inFile, inputs: data.subarray(0, samples * features) };
}

/** Reads a command's `--labels`, one for each sample of the inputs' file. @throws what `readLabels` throws */
export function readTestLabels(graph: LayerGraph, path: string, inputs: TestInputs): Int32Array {
  return readLabels(path, inputs.inFile, size(graph.outputs[0])).subarray(0, inputs.samples);
}

const size = ({ shape }: Tensor): number => shape.reduce((product, length) => product * length, 1);
