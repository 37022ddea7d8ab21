import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as h5wasm from 'h5wasm';
import { describe, expect, it } from 'vitest';
import { HlsmithError } from '../../../src/diagnostics/index.js';
import { encodeKerasModel } from '../../../src/nn/index.js';
import { Unfamiliar } from '../../../src/nn/keras/hdf5/bytes.js';
import type { Hdf5 } from '../../../src/nn/keras/hdf5/hdf5.js';
import { LibraryHdf5 } from '../../../src/nn/keras/hdf5/library.js';
import { openHdf5 } from '../../../src/nn/keras/hdf5/open.js';
import { PlainHdf5 } from '../../../src/nn/keras/hdf5/plain.js';
import { sharedData } from '../shared.js';
import { smallModel } from './models.js';

const files = existsSync(sharedData)
  ? readdirSync(sharedData, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.h5'))
  : [];

/** Everything that a reader of models could ask of the file. */
function contents(hdf5: Hdf5, paths: readonly string[]): unknown[] {
  const attributes = ['model_config', 'keras_version', 'backend', 'layer_names', 'weight_names', 'none'];
  return paths.map((path) => ({
    path,
    isGroup: hdf5.isGroup(path),
    shape: hdf5.shape(path),
    values: hdf5.shape(path) && valuesOf(hdf5, path),
    attributes: attributes.map((name) => [hdf5.text(path, name), hdf5.texts(path, name)]),
  }));
}

/** Their type and a hash; null where they are neither floats nor short integers. */
function valuesOf(hdf5: Hdf5, path: string): string | null {
  for (const type of ['array', 'integers'] as const) {
    try {
      const { data } = hdf5[type](path);
      const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      return `${data.constructor.name} ${createHash('sha1').update(bytes).digest('hex')}`;
    } catch (error) {
      if (!(error instanceof Unfamiliar || error instanceof HlsmithError)) throw error;
    }
  }
  return null;
}

/** The paths of all groups and arrays, which the library lists. */
async function pathsIn(bytes: Uint8Array): Promise<string[]> {
  const { FS } = await h5wasm.ready;
  FS.writeFile('/listed.h5', bytes);
  const file = new h5wasm.File('/listed.h5', 'r');
  const paths = file.paths();
  file.close();
  // Scalars of optimizers, which no model has, the library gives in another way.
  const read = paths.filter((path) => !path.startsWith('optimizer_weights/'));
  return ['', 'none', 'none/at/all', ...read];
}

describe('the plain reader agrees with the HDF5 library', () => {
  const agree = async (bytes: Uint8Array): Promise<void> => {
    const paths = await pathsIn(bytes);
    const own = await PlainHdf5.read(bytes, 'own', (hdf5) => contents(hdf5, paths));
    const library = await LibraryHdf5.read(bytes, 'library', (hdf5) => contents(hdf5, paths));
    expect(own).toEqual(library);
    expect(paths.length).toBeGreaterThan(4);
  };

  it('on what hlsmith writes', async () => {
    await agree(await encodeKerasModel(smallModel));
  });

  const reason = files.length > 0 ? '' : ' (skipped: no ../shared/data)';
  it.skipIf(files.length === 0)(`on files of Keras, QKeras and HGQ${reason}`, async () => {
    for (const path of files) await agree(readFileSync(join(sharedData, path)));
    expect(files.length).toBeGreaterThan(30);
  });
});

describe('what the plain reader does not know goes to the HDF5 library', () => {
  it.each([
    ['chunks', { shape: [4, 4], chunks: [2, 2] }],
    ['compression', { shape: [4, 4], chunks: [4, 4], compression: 'gzip' as const }],
  ])('%s', async (_, layout) => {
    const { FS } = await h5wasm.ready;
    const file = new h5wasm.File('/chunks.h5', 'w');
    file.create_dataset({ name: 'a', data: Float32Array.from({ length: 16 }, (_, i) => i), ...layout });
    file.close();
    const bytes = FS.readFile('/chunks.h5');
    const read = (hdf5: Hdf5) => [...hdf5.array('a').data];
    await expect(PlainHdf5.read(bytes, 'a.h5', read)).rejects.toThrow(Unfamiliar);
    expect(await openHdf5(bytes, 'a.h5', read)).toEqual([...Array(16).keys()]);
  });
});

describe('random damage', () => {
  it('is unfamiliar, or is not seen, and ends', async () => {
    const whole = await encodeKerasModel(smallModel);
    const paths = await pathsIn(whole);
    const places = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    let unfamiliar = 0;
    await fc.assert(
      fc.asyncProperty(places, fc.boolean(), fc.nat(whole.length), async (changes, isCut, end) => {
        const bytes = Uint8Array.from(isCut ? whole.subarray(0, end) : whole);
        for (const [at, value] of changes) if (at < bytes.length) bytes[isCut ? at : at % 4000] = value;
        try {
          await PlainHdf5.read(bytes, 'a.h5', (hdf5) => contents(hdf5, paths));
        } catch (error) {
          expect(error).toBeInstanceOf(Unfamiliar);
          unfamiliar++;
        }
      }),
      { numRuns: Number(process.env.HLSMITH_FUZZ ?? 500) },
    );
    expect(unfamiliar).toBeGreaterThan(100);
  });
});
