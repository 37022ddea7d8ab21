import * as h5wasm from 'h5wasm';
import { expect } from 'vitest';
import { HlsmithError } from '../../../src/diagnostics/index.js';
import { encodeKerasModel, readKerasModel, type Model } from '../../../src/nn/index.js';
import { scratchFolder } from '../scratch.js';
import { smallModel } from './models.js';

/** Files that a test of the reader writes; to be made once in a test file. */
export interface ReaderScratch {
  readonly path: string;
  write(name: string, content: string | Uint8Array): string;
  /** A model file with weights for the layers `fc1` and `fc2`. */
  weights(): Promise<string>;
  /** Reads an architecture with those weights. */
  read(architecture: unknown): Promise<Model>;
  /** An HDF5 file as some other program may write it. */
  hdf5(write: (file: h5wasm.File) => void): Promise<string>;
}

export function readerScratch(): ReaderScratch {
  const scratch = scratchFolder();
  const write = (name: string, content: string | Uint8Array): string => scratch.write(name, content);
  let made: Promise<string> | undefined;
  const weights = (): Promise<string> =>
    (made ??= encodeKerasModel(smallModel).then((bytes) => write('weights.h5', bytes)));
  return {
    path: scratch.path,
    write,
    weights,
    async read(architecture) {
      const file = await weights();
      return readKerasModel(write('model.json', JSON.stringify(architecture)), { weights: file });
    },
    async hdf5(fill) {
      const { FS } = await h5wasm.ready;
      const file = new h5wasm.File('/test.h5', 'w');
      fill(file);
      file.close();
      return write('other.h5', FS.readFile('/test.h5'));
    },
  };
}

/** The line that a user would read. */
export async function complaint(reading: Promise<Model>): Promise<string> {
  const error = await reading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof HlsmithError)) throw new Error('expected a complaint', { cause: error });
  expect(error.line).not.toContain('\n');
  return error.line;
}

export const dense = (name: string, units: number, more = {}): object => ({
  class_name: 'Dense',
  config: { name, units, ...more },
});
export const sequential = (...layers: object[]): object => ({ class_name: 'Sequential', config: { layers } });
export const input = { class_name: 'InputLayer', config: { name: 'in', batch_input_shape: [null, 3] } };
export const image = { class_name: 'InputLayer', config: { name: 'in', batch_shape: [null, 2, 2, 1] } };
