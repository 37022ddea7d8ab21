import type { LayerGraph } from '../../hls/index.js';
import { openSession, type SessionInputs } from '../session.js';
import { profileNetwork } from './profile.js';

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

/**
 * Compares a kernel with the float network that it was made from, layer by layer.
 *
 * @param floats by a layer's name in the kernel, the float network's results, row-major, one row for each sample.
 * @param limit the relative error from which on a layer counts as wrong, such as 0.1.
 * @throws what `openSession` and `evaluate` throw.
 */
export async function compareWithFloats(
  graph: LayerGraph,
  data: SessionInputs,
  floats: ReadonlyMap<string, Float64Array>,
  limit: number,
): Promise<FloatComparison> {
  const profile = await profileNetwork(graph, data);
  const session = await openSession(graph, data);
  try {
    const rows: LayerError[] = [];
    const unknown: string[] = [];
    for (const { name: layer, output } of graph.layers) {
      const wanted = floats.get(layer);
      const { tensor } = session.evaluate(new Map(), { until: { tensor: output.name } });
      const found = tensor.toDoubles();
      if (wanted?.length !== found.length) {
        unknown.push(layer);
        continue;
      }
      const places = profile.filter((row) => row.layer === layer && row.what !== 'constants');
      const count = (key: 'wraps' | 'saturations'): number =>
        places.reduce((sum, row) => sum + (row[key] ?? 0), 0);
      rows.push({
        ...{ layer, tensor: output.name, type: output.slot.typedef, ...errorsOf(found, wanted) },
        ...{ wraps: count('wraps'), saturations: count('saturations'), values: found.length },
      });
    }
    const firstWrong = rows.find(({ relative }) => relative > limit)?.layer ?? null;
    return { rows, unknown, firstWrong };
  } finally {
    session.close();
  }
}

function errorsOf(
  found: Float64Array,
  wanted: Float64Array,
): Pick<LayerError, 'worst' | 'mean' | 'relative'> {
  let [worst, sum, squares, size] = [0, 0, 0, 0];
  for (const [at, value] of wanted.entries()) {
    const distance = Math.abs(found[at]! - value);
    worst = Math.max(worst, distance);
    sum += distance;
    squares += distance * distance;
    size += value * value;
  }
  const relative = squares === 0 ? 0 : Math.sqrt(squares / size);
  return { worst, mean: sum / wanted.length, relative };
}
