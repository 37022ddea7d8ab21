import { existsSync, mkdirSync } from 'node:fs';
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
import { mostRecorded, samplesFrom, samplesWithin, simulatedTraces, withoutOutputPrefix } from './verify.js';

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
  /** What is recorded of all arrays at a time takes no more bytes than this; 8 MiB by default. */
  readonly recordedBytes?: number;
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
 * the order of the layers. Known layers are needed for the first tier only. As many samples at a time as what is
 * recorded of them takes little memory; each time is a process of its own.
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
  return inTemporaryFolder('verify', async (folder) => {
    const projectDirectory = join(folder, 'project');
    writeTraced(project, kernel.name, projectDirectory);
    const compiled = async (headers: string[], name: string): Promise<Compute> => {
      const build = join(folder, name);
      mkdirSync(build);
      const compiler = findCompiler() ?? '';
      const { seconds = 600 } = options;
      const program = await compileKernel({ projectDirectory, kernel, headers, build, compiler, seconds });
      return async (part) => withoutOutputPrefix(await program.run(part));
    };
    const noCompiler =
      findCompiler() === null
        ? 'there is no C++ compiler (g++ or clang++ on PATH, or the npm package @yowasp/clang)'
        : null;
    const runs = [
      new TierRun('simulated', 'no compiler', found instanceof HlsmithError ? found.message : null, () =>
        Promise.resolve((part) => simulatedTraces(graph!, new Map(), part, tensorsOf(graph!))),
      ),
      new TierRun('own headers', findCompiler() ?? '', noCompiler, () => compiled(ownHeaders(), 'own')),
      new TierRun(
        'reference headers',
        reference ?? '',
        reference === null ? 'none given (--reference), none beside the project' : noCompiler,
        () => compiled(referenceFolders!, 'reference'),
      ),
    ];
    await Promise.all(runs.map((run) => run.prepare()));
    const bytes = options.recordedBytes ?? mostRecorded / 3;
    const most = await samplesAtOnce(runs, data, bytes, graph);
    const comparisons = await compareRuns(runs, data, most, graph);
    return {
      kernel: kernel.name,
      samples: data.samples,
      tiers: runs.map(({ tier }) => tier),
      comparisons,
    };
  });
}

const tensorsOf = ({ layers }: LayerGraph): string[] => [...new Set(layers.map(({ output }) => output.name))];

/** What a kernel records of some samples. */
type Compute = (data: Samples) => Promise<Traces>;

/** A tier on its way through the samples. */
class TierRun {
  private compute: Compute | null = null;
  private seconds = 0;

  constructor(
    readonly name: Tier['name'],
    private readonly remark: string,
    private reason: string | null,
    private readonly ready: () => Promise<Compute>,
  ) {}

  get ran(): boolean {
    return this.reason === null;
  }

  get tier(): Tier {
    const { name, ran, seconds } = this;
    return { name, ran, remark: this.reason ?? this.remark, seconds };
  }

  async prepare(): Promise<void> {
    if (this.ran) this.compute = await this.timed(this.ready);
  }

  /** null where it cannot; it is not asked again. */
  async traces(data: Samples): Promise<Traces | null> {
    const { compute } = this;
    return this.ran && compute ? this.timed(() => compute(data)) : null;
  }

  private async timed<T>(task: () => Promise<T>): Promise<T | null> {
    const started = performance.now();
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof HlsmithError)) throw error;
      this.reason = error.message;
      return null;
    } finally {
      this.seconds += (performance.now() - started) / 1000;
    }
  }
}

/** @param most samples that are run at a time. */
async function compareRuns(
  runs: readonly TierRun[],
  data: Samples,
  most: number,
  graph?: LayerGraph,
): Promise<TierComparison[]> {
  const types = new Map<string, FixedType>(
    graph?.layers.map(({ output }) => [output.name, output.slot.type]) ?? [],
  );
  const pairs = runs.flatMap((one, at) =>
    runs.slice(at + 1).map((other) => ({ one, other, found: { compared: [] } as Comparison })),
  );
  for (let first = 0; first === 0 || first < data.samples; first += most) {
    const part = samplesFrom(data, first, most);
    const traces = new Map<TierRun, Traces | null>();
    await Promise.all(runs.map(async (run) => traces.set(run, await run.traces(part))));
    for (const pair of pairs) {
      const [expected, got] = [traces.get(pair.one), traces.get(pair.other)];
      if (!expected || !got || pair.found.mismatch) continue;
      const { compared, mismatch } = compareTraces(expected, got, part.samples, (tensor) =>
        types.get(tensor),
      );
      const place = mismatch && { ...mismatch, sample: first + mismatch.sample };
      pair.found = { compared, ...(place ? { mismatch: place } : {}) };
    }
    const left = pairs.filter(({ one, other, found }) => one.ran && other.ran && !found.mismatch);
    if (left.length === 0) break;
  }
  return pairs
    .filter(({ one, other }) => one.ran && other.ran)
    .map(({ one, other, found }) => {
      const layer = graph?.layers.find(({ output }) => output.name === found.mismatch?.tensor)?.name;
      return { tiers: [one.name, other.name], ...found, ...(layer === undefined ? {} : { layer }) };
    });
}

/** Of how many samples each tier may record at once; what is known of the layers tells, or else a run on one sample. */
async function samplesAtOnce(
  runs: readonly TierRun[],
  data: Samples,
  bytes: number,
  graph?: LayerGraph,
): Promise<number> {
  if (graph) return samplesWithin(graph, data.samples, bytes);
  const one = samplesFrom(data, 0, 1);
  for (const run of runs) {
    const traces = await run.traces(one);
    if (!traces) continue;
    const each = [...traces.values()].reduce((sum, { words }) => sum + words.byteLength, 0);
    return Math.max(1, Math.floor(bytes / Math.max(8, each)));
  }
  return Math.max(1, data.samples);
}

/** Headers beside a project that are not ours: hls4ml puts the vendor's there. */
function vendorHeaders(root: string, { folder }: Kernel): string | null {
  const beside = join(root, folder, 'ap_types');
  return existsSync(join(beside, 'etc', 'ap_private.h')) ? beside : null;
}
