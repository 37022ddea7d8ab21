import type { LayerGraph } from '../../hls/index.js';
import { openSession, type SessionInputs } from '../session.js';
import { samplesFrom, samplesWithin } from '../verify/verify.js';
import { profileNetwork, type ProfileRow } from './profile.js';

/** How far a layer's fixed-point results are from those of the float network. */
export interface LayerError {
  readonly layer: string;
  readonly tensor: string;
  readonly type: string;
  /** The greatest and the mean distance of a value from the float one. */
  readonly worst: number;
  readonly mean: number;
  /** The root of the mean squared distance, as a share of that of the float values themselves. */
  readonly relative: number;
  /** Sums and results that did not fit the types of accumulator and result. */
  readonly wraps: number;
  readonly saturations: number;
  readonly values: number;
}

export interface FloatComparison {
  readonly rows: readonly LayerError[];
  /** Layers of the kernel for which there are no float results. */
  readonly unknown: readonly string[];
  /** The first layer whose relative error is above the limit; null if none is. */
  readonly firstWrong: string | null;
}

/** Results of a float network by layers' names in the kernel, row-major, one row for each sample. */
export type FloatResults = ReadonlyMap<string, Float64Array>;

/** Doubles of all layers that are compared at a time. */
const mostBytes = 12 * 2 ** 20;

/**
 * Compares a kernel with the float network that it was made from, layer by layer, as many samples at a time as take
 * little memory.
 *
 * @param floats the float network's results on some of the samples.
 * @param limit the relative error from which on a layer counts as wrong, such as 0.1.
 * @throws what `openSession` and `evaluate` throw.
 */
export async function compareWithFloats(
  graph: LayerGraph,
  data: SessionInputs,
  floats: (part: SessionInputs) => FloatResults,
  limit: number,
): Promise<FloatComparison> {
  const sums = new Map(graph.layers.map((layer) => [layer, new ErrorSums()]));
  const most = samplesWithin(graph, data.samples, mostBytes);
  for (let first = 0; first === 0 || first < data.samples; first += most) {
    const part = samplesFrom(data, first, most);
    const profile = await profileNetwork(graph, part);
    const session = await openSession(graph, part);
    try {
      const wanted = floats(part);
      for (const [{ name, output }, sum] of sums) {
        const { tensor } = session.evaluate(new Map(), { until: { tensor: output.name } });
        const places = profile.filter((row) => row.layer === name && row.what !== 'constants');
        sum.add(tensor.toDoubles(), wanted.get(name), places);
      }
    } finally {
      session.close();
    }
  }
  const known = [...sums].filter(([, sum]) => sum.isKnown);
  const rows = known.map(([{ name: layer, output }, sum]): LayerError => {
    return { layer, tensor: output.name, type: output.slot.typedef, ...sum.error() };
  });
  const unknown = [...sums].filter(([, sum]) => !sum.isKnown).map(([{ name }]) => name);
  const firstWrong = rows.find(({ relative }) => relative > limit)?.layer ?? null;
  return { rows, unknown, firstWrong };
}

/** What a layer's error is made of, part after part of the samples. */
class ErrorSums {
  isKnown = true;
  private worst = 0;
  private distances = 0;
  private squares = 0;
  private size = 0;
  private values = 0;
  private wraps = 0;
  private saturations = 0;

  add(found: Float64Array, wanted: Float64Array | undefined, places: readonly ProfileRow[]): void {
    if (wanted?.length !== found.length) {
      this.isKnown = false;
      return;
    }
    for (let at = 0; at < found.length; at++) {
      const value = wanted[at]!;
      const distance = Math.abs(found[at]! - value);
      this.worst = Math.max(this.worst, distance);
      this.distances += distance;
      this.squares += distance * distance;
      this.size += value * value;
    }
    this.values += found.length;
    for (const { wraps, saturations } of places) {
      this.wraps += wraps ?? 0;
      this.saturations += saturations ?? 0;
    }
  }

  error(): Omit<LayerError, 'layer' | 'tensor' | 'type'> {
    const { worst, distances, squares, size, wraps, saturations, values } = this;
    const relative = squares === 0 ? 0 : Math.sqrt(squares / size);
    return { worst, mean: distances / values, relative, wraps, saturations, values };
  }
}
