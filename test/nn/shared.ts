import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
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
