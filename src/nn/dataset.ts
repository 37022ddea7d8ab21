import { problem } from '../diagnostics/index.js';
import { readNpy, showShape, type NpyData } from './npy.js';

/** Samples as rows of doubles, row-major: feature `f` of sample `s` is `data[s * features + f]`. */
export interface Inputs {
  readonly samples: number;
  /** Values per sample: the product of `featureShape`. */
  readonly features: number;
  /** The shape of one sample: `[16]`, `[28, 28, 1]`. */
  readonly featureShape: readonly number[];
  readonly data: Float64Array;
}

/**
 * Reads a model's inputs from a .npy file of shape (samples, features...).
 * @throws what `readNpy` throws; `data.shape` for fewer than two axes or no samples; `data.notFinite` for the
 *   first NaN or infinity
 */
export function readInputs(path: string): Inputs {
  const { shape, data } = readNpy(path);
  if (shape.length < 2 || shape.includes(0)) {
    throw problem(
      'data.shape',
      { what: 'inputs', shape: showShape(shape), expected: '(samples, features)' },
      { file: path },
    );
  }
  const samples = shape[0];
  const features = data.length / samples;
  const values = toDoubles(data);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const count = values.reduce((sum, value) => sum + (Number.isFinite(value) ? 0 : 1), 0);
    const at = { sample: Math.floor(bad / features), feature: bad % features };
    throw problem('data.notFinite', { value: String(values[bad]), ...at, count }, { file: path });
  }
  return { samples, features, featureShape: shape.slice(1), data: values };
}

/**
 * Reads class labels: indices of shape (samples,) or (samples, 1), of an integer dtype or floats that hold
 * integers, or one column for each class (one-hot, or probabilities), of which the largest is taken.
 * @param samples how many labels there must be
 * @param classes how many classes the model tells apart, where known
 * @throws what `readNpy` throws; `data.shape`, `labels.count`, `labels.value`
 */
export function readLabels(path: string, samples: number, classes?: number): Int32Array {
  const { shape, data } = readNpy(path);
  const file = path;
  const columns = shape.length === 2 ? shape[1] : 1;
  if (shape.length < 1 || shape.length > 2 || columns === 0) {
    const expected = '(samples,) or (samples, classes)';
    throw problem('data.shape', { what: 'labels', shape: showShape(shape), expected }, { file });
  }
  if (shape[0] !== samples) throw problem('labels.count', { labels: shape[0], samples }, { file });
  const values = toDoubles(data);
  if (columns > 1) {
    if (classes !== undefined && columns !== classes) {
      const expected = `(${samples},) or (${samples}, ${classes})`;
      throw problem('data.shape', { what: 'labels', shape: showShape(shape), expected }, { file });
    }
    return labelsOfColumns(values, columns, file);
  }
  // Without a known number of classes, one that no network has still catches garbage.
  const limit = classes ?? 2 ** 31;
  const expected = classes === undefined ? 'a class index (0, 1, ...)' : `a class from 0 to ${classes - 1}`;
  return Int32Array.from(values, (value, sample) => {
    if (Number.isInteger(value) && value >= 0 && value < limit) return value;
    throw problem('labels.value', { value: String(value), sample, expected }, { file });
  });
}

function labelsOfColumns(values: Float64Array, columns: number, file: string): Int32Array {
  const labels = new Int32Array(values.length / columns);
  for (let sample = 0; sample < labels.length; sample++) {
    const row = values.subarray(sample * columns, (sample + 1) * columns);
    if (row.some(Number.isNaN) || row.every((value) => value === row[0])) {
      const value = `[${row.subarray(0, 5).join(', ')}${columns > 5 ? ', ...' : ''}]`;
      throw problem('labels.value', { value, sample, expected: 'one-hot or probabilities' }, { file });
    }
    labels[sample] = argmax(row);
  }
  return labels;
}

/** The index of the largest value; the first of equals. */
export function argmax(values: Float64Array): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) if (values[index] > values[best]) best = index;
  return best;
}

function toDoubles(data: NpyData): Float64Array {
  if (data instanceof Float64Array) return data;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    const values = new Float64Array(data.length);
    for (let index = 0; index < values.length; index++) values[index] = Number(data[index]);
    return values;
  }
  return Float64Array.from(data);
}
