import type { Project } from '../cpp/index.js';
import { HlsmithError, problem } from '../diagnostics/index.js';
import { Random, readInputs, readLabels } from '../nn/index.js';
import { layerGraphOrReason, readKernel, type Kernel, type SessionInputs } from '../simulate/index.js';

interface TestInputs extends SessionInputs {
  /** How many samples the file has; `samples` may be fewer. */
  readonly inFile: number;
}

/** Reasons why layers cannot be read that no compiler would get over either. */
const projectFaults = new Set<string>([
  'hls.no-typedef',
  'hls.no-weights',
  'hls.weight-count',
  'hls.weight-number',
]);

/** How a project's kernel is called; what its layers tell of the sizes of streams is used where they can be read. */
export async function readKnownKernel(project: Project, top?: string): Promise<Kernel> {
  const graph = layerGraphOrReason(project, { top });
  const isKnown = !(graph instanceof HlsmithError);
  if (!isKnown && projectFaults.has(graph.code)) throw graph;
  const kernel = await readKernel(project, { top, graph: isKnown ? graph : undefined });
  // A function that writes nothing is no kernel: what is wrong is that no layers were found.
  if (!isKnown && !kernel.parameters.some(({ direction }) => direction === 'output') && !kernel.returns)
    throw graph;
  return kernel;
}

/**
 * Reads a command's `--inputs`, holds them against the kernel's arguments, and keeps the first `--samples`.
 *
 * @throws what `readInputs` throws; data.features, data.too-few
 */
export function readKernelInputs(kernel: Kernel, path: string, first?: number): TestInputs {
  const { features, data, samples: inFile } = readInputs(path);
  const expected = kernelFeatures(kernel);
  if (expected !== null && features !== expected) {
    throw problem('data.features', { features, kernel: `${kernel.name} takes ${expected}` }, { file: path });
  }
  const samples = first ?? inFile;
  if (samples > inFile) throw problem('data.too-few', { asked: samples, found: inFile }, { file: path });
  return { samples, inFile, inputs: data.subarray(0, samples * features) };
}

/** Reads a command's `--labels`, one for each sample of the inputs' file. @throws what `readLabels` throws */
export function readKernelLabels(kernel: Kernel, path: string, inputs: TestInputs): Int32Array {
  const outputs = kernel.parameters.filter(({ direction }) => direction === 'output');
  const classes = outputs.length === 1 ? (outputs[0].values ?? undefined) : undefined;
  return readLabels(path, inputs.inFile, classes).subarray(0, inputs.samples);
}

/**
 * Reads a command's `--targets`: one row of numbers for each sample of the inputs' file.
 *
 * @throws what `readInputs` throws; labels.count
 */
export function readTargets(path: string, inputs: TestInputs): Float64Array {
  const { samples, features, data } = readInputs(path);
  if (samples !== inputs.inFile)
    throw problem('labels.count', { labels: samples, samples: inputs.inFile }, { file: path });
  return data.subarray(0, inputs.samples * features);
}

/**
 * Normally distributed inputs whose spread doubles from one sample to the next, from 1/2 to 16 and round again, so
 * that small values are there and types overflow.
 *
 * @throws data.unknown-features for a stream whose length nothing tells
 */
export function randomKernelInputs(kernel: Kernel, samples: number, seed: number): SessionInputs {
  const features = kernelFeatures(kernel);
  if (features === null) throw problem('data.unknown-features', { kernel: kernel.name });
  const random = new Random(seed);
  const inputs = new Float64Array(samples * features);
  for (let at = 0; at < inputs.length; at++)
    inputs[at] = random.normal() * 2 ** ((Math.floor(at / features) % 6) - 1);
  return { samples, inputs };
}

/** Numbers that a kernel reads for one sample, or null if nothing tells. */
function kernelFeatures({ parameters }: Kernel): number | null {
  const values = parameters.filter(({ direction }) => direction === 'input').map((input) => input.values);
  return values.reduce<number | null>(
    (sum, count) => (sum === null || count === null ? null : sum + count),
    0,
  );
}
