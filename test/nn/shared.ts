import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { decodeNpy } from 'hlsmith/nn';
import { describe } from 'vitest';

/** Models and data of others, for evaluation only: they are not part of the project, so they may be absent. */
export const sharedData =
  process.env.HLSMITH_SHARED_DATA ??
  ['../../../shared/data', '../../../../shared/data']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path)) ??
  'shared/data';

export const sharedModels = join(sharedData, 'models');

/** `describe`, skipped with the reason when the shared data are not there. */
export function describeWithSharedData(title: string, body: () => void): void {
  const present = existsSync(sharedModels);
  describe.skipIf(!present)(present ? title : `${title} (skipped: no ${sharedModels})`, body);
}

/** The test digits of MNIST, as values from 0 to 1, and their labels. */
export function mnistTest(): { inputs: Float64Array; labels: Int32Array; samples: number } {
  const read = (name: string): Buffer => gunzipSync(readFileSync(join(sharedData, 'mnist', name)));
  const images = read('t10k-images-idx3-ubyte.gz').subarray(16);
  const labels = Int32Array.from(read('t10k-labels-idx1-ubyte.gz').subarray(8));
  return { inputs: Float64Array.from(images, (pixel) => pixel / 255), labels, samples: labels.length };
}

/**
 * Inputs made so that one model (`jet/model_batchnorm.h5`) answers as it did to real jets, and the jets' real
 * labels. They say nothing about any other model.
 */
export function jetSurrogate(): { inputs: Float64Array; labels: Int32Array; samples: number } {
  const files = unzipSync(readFileSync(join(sharedData, 'jet/jets_surrogate_20k.npz')));
  const read = (name: string): number[] => Array.from(decodeNpy(files[name], name).data, Number);
  const labels = Int32Array.from(read('y.npy'));
  return { inputs: Float64Array.from(read('X.npy')), labels, samples: labels.length };
}

/** What one column of a table of numbers (.csv) says about the key in its first; lines of words are left out. */
export function csvColumn(path: string, column: number): Map<number, number> {
  const lines = readFileSync(join(sharedData, path), 'utf8').split('\n');
  const rows = lines.map((line) => line.split(',').map(Number));
  return new Map(rows.filter((row) => row[0] > 0).map((row) => [row[0], row[column]]));
}
