import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../../cpp/index.js';
import { HlsmithError } from '../../diagnostics/index.js';
import { readLayerGraph, type FixedType, type LayerGraph } from '../../hls/index.js';
import { inTemporaryFolder } from '../../text/index.js';
import {
  compileKernel,
  findCompiler,
  ownHeaders,
  referenceHeaders,
  type Samples,
} from '../compiled/compile.js';
import { readKernel, type Kernel } from '../compiled/kernel.js';
import { writeTraced } from '../compiled/traced.js';
import type { Traces } from '../compiled/traces.js';
import { compareTraces, type Comparison } from './compare.js';
import { simulatedTraces, withoutOutputPrefix } from './verify.js';

/** A way to compute what a kernel answers. */
export interface Tier {
  /** WebAssembly from the layer graph, our arithmetic by a compiler, a vendor's arithmetic by a compiler. */
  readonly name: 'simulated' | 'own headers' | 'reference headers';
  readonly ran: boolean;
  /** What it ran with, or why it did not. */
  readonly remark: string;
  /** Seconds for everything that it took, compiling too. */
  readonly seconds: number;
}

/** Two tiers, bit for bit. */
export interface TierComparison extends Comparison {
  readonly tiers: readonly [Tier['name'], Tier['name']];
  /** The layer that writes the first tensor that differs, where the layers are known. */
  readonly layer?: string;
}

export interface TiersResult {
  readonly kernel: string;
  readonly samples: number;
  readonly tiers: readonly Tier[];
  readonly comparisons: readonly TierComparison[];
}

export interface TiersOptions {
  readonly top?: string;
  /** A folder of a vendor's headers; by default those beside the project, if they are a vendor's. */
  readonly reference?: string;
  /** For compiling, and again for running; 600 by default. */
  readonly seconds?: number;
}

/** The layers of a project, or why they cannot be read. */
export function layerGraphOrReason(
  project: Project,
  options: { readonly top?: string } = {},
): LayerGraph | HlsmithError {
  try {
    return readLayerGraph(project, options);
  } catch (error) {
    if (error instanceof HlsmithError) return error;
    throw error;
  }
}

/**
 * Runs a kernel in every tier that there is and compares what each array and stream of its top function held, in
 * the order of the layers. Known layers are needed for the first tier only.
 *
 * @throws simulate.no-reference, and what `readKernel` throws; a tier that cannot run says so in its remark.
 */
export async function verifyTiers(
  project: Project,
  data: Samples,
  options: TiersOptions = {},
): Promise<TiersResult> {
  const found = layerGraphOrReason(project, options);
  const graph = found instanceof HlsmithError ? undefined : found;
  const kernel = await readKernel(project, { graph, top: options.top });
  const { root } = project;
  const reference = options.reference ?? vendorHeaders(root, kernel);
  const referenceFolders = reference === null ? null : referenceHeaders(reference, root);
  const runs = await inTemporaryFolder('verify', async (folder) => {
    const projectDirectory = join(folder, 'project');
    writeTraced(project, kernel.name, projectDirectory);
    const compiled = (headers: string[], name: string): Promise<Traces> =>
      inTemporaryFolder(name, async (build) => {
        const compiler = findCompiler() ?? '';
        const { seconds = 600 } = options;
        const program = await compileKernel({ projectDirectory, kernel, headers, build, compiler, seconds });
        return withoutOutputPrefix(await program.run(data));
      });
    const noCompiler = findCompiler() === null ? 'there is no C++ compiler (g++ or clang++) on PATH' : null;
    return Promise.all([
      run('simulated', 'no compiler', found instanceof HlsmithError ? found.message : null, () => {
        const tensors = graph!.layers.map(({ output }) => output.name);
        return simulatedTraces(graph!, new Map(), data, [...new Set(tensors)]);
      }),
      run('own headers', findCompiler() ?? '', noCompiler, () => compiled(ownHeaders(), 'own')),
      run(
        'reference headers',
        reference ?? '',
        reference === null ? 'none given (--reference), none beside the project' : noCompiler,
        () => compiled(referenceFolders!, 'reference'),
      ),
    ]);
  });
  return {
    kernel: kernel.name,
    samples: data.samples,
    tiers: runs.map(({ tier }) => tier),
    comparisons: comparisonsOf(runs, data.samples, graph),
  };
}

interface TierRun {
  readonly tier: Tier;
  readonly traces: Traces | null;
}

async function run(
  name: Tier['name'],
  remark: string,
  reason: string | null,
  compute: () => Promise<Traces>,
): Promise<TierRun> {
  if (reason !== null) return { tier: { name, ran: false, remark: reason, seconds: 0 }, traces: null };
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  try {
    const traces = await compute();
    return { tier: { name, ran: true, remark, seconds: seconds() }, traces };
  } catch (error) {
    if (!(error instanceof HlsmithError)) throw error;
    return { tier: { name, ran: false, remark: error.message, seconds: seconds() }, traces: null };
  }
}

function comparisonsOf(runs: readonly TierRun[], samples: number, graph?: LayerGraph): TierComparison[] {
  const ran = runs.filter(({ traces }) => traces !== null);
  const types = new Map<string, FixedType>(
    graph?.layers.map(({ output }) => [output.name, output.slot.type]) ?? [],
  );
  const pairs = ran.flatMap((one, at) => ran.slice(at + 1).map((other) => [one, other] as const));
  return pairs.map(([one, other]) => {
    const compared = compareTraces(one.traces!, other.traces!, samples, (tensor) => types.get(tensor));
    const layer = graph?.layers.find(({ output }) => output.name === compared.mismatch?.tensor)?.name;
    return {
      tiers: [one.tier.name, other.tier.name],
      ...compared,
      ...(layer === undefined ? {} : { layer }),
    };
  });
}

/** Headers beside a project that are not ours: hls4ml puts the vendor's there. */
function vendorHeaders(root: string, { folder }: Kernel): string | null {
  const beside = join(root, folder, 'ap_types');
  return existsSync(join(beside, 'etc', 'ap_private.h')) ? beside : null;
}
