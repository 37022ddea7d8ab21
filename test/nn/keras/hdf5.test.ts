import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as h5wasm from 'h5wasm';
import { describe, expect, it, vi } from 'vitest';
import { HlsmithError } from '../../../src/diagnostics/index.js';
import { encodeKerasModel } from '../../../src/nn/index.js';
import { Hdf5 } from '../../../src/nn/keras/hdf5.js';
import { sharedData } from '../shared.js';
import { smallModel } from './models.js';

const files = existsSync(sharedData)
  ? readdirSync(sharedData, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.h5'))
  : [];

const attributes = ['model_config', 'keras_version', 'backend', 'layer_names', 'weight_names', 'none'];

type Found = readonly [path: string, what: unknown];

/** What the HDF5 library itself reads of all groups and arrays. */
async function byLibrary(bytes: Uint8Array): Promise<Found[]> {
  const { FS } = await h5wasm.ready;
  FS.writeFile('/listed.h5', bytes);
  const file = new h5wasm.File('/listed.h5', 'r');
  const found = ['', ...file.paths()].map((path): Found => {
    const entity = path === '' ? file : file.get(path);
    if (entity instanceof h5wasm.Group) {
      const { attrs } = entity;
      const values = attributes.map((name) => (Object.hasOwn(attrs, name) ? attrs[name].value : undefined));
      return [path, values.map((value) => (ArrayBuffer.isView(value) ? [] : value))];
    }
    if (!(entity instanceof h5wasm.Dataset)) return [path, undefined];
    return [path, [entity.shape, ArrayBuffer.isView(entity.value) && hashOf(entity.value as Float32Array)]];
  });
  file.close();
  // Scalars and 64-bit counters, which no model reads.
  return found.filter(([path]) => !/^optimizer_weights\/|\/iteration:0$/.test(path));
}

function byUs(hdf5: Hdf5, path: string): unknown {
  if (hdf5.isGroup(path)) return attributes.map((name) => hdf5.text(path, name) ?? hdf5.texts(path, name));
  const shape = hdf5.shape(path);
  return shape && [shape, hashOf(valuesOf(hdf5, path))];
}

function valuesOf(hdf5: Hdf5, path: string): ArrayLike<number> {
  try {
    return hdf5.array(path).data;
  } catch (error) {
    if (!(error instanceof HlsmithError)) throw error;
    return hdf5.integers(path).data;
  }
}

function hashOf(values: ArrayLike<number>): string {
  return Buffer.from(Float64Array.from(values).buffer).toString('base64');
}

describe('Hdf5 reads what the HDF5 library reads', () => {
  const agree = async (bytes: Uint8Array): Promise<void> => {
    const expected = await byLibrary(bytes);
    Hdf5.read(bytes, 'a.h5', (hdf5) => {
      for (const [path, what] of expected) expect([path, byUs(hdf5, path)]).toEqual([path, what]);
      expect(
        ['none', 'none/at/all', 'toString', '__proto__'].map((path) => hdf5.isGroup(path)),
      ).not.toContain(true);
    });
    expect(expected.length).toBeGreaterThan(4);
  };

  it('of what hlsmith writes', async () => {
    await agree(await encodeKerasModel(smallModel));
  });

  const reason = files.length > 0 ? '' : ' (skipped: no ../shared/data)';
  it.skipIf(files.length === 0)(`of files of Keras, QKeras and HGQ${reason}`, async () => {
    for (const path of files) await agree(readFileSync(join(sharedData, path)));
    expect(files.length).toBeGreaterThan(30);
  });

  it.each([
    ['in chunks', { chunks: [2, 2] }],
    ['compressed', { chunks: [4, 4], compression: 'gzip' as const }],
  ])('%s', async (_, layout) => {
    const { FS } = await h5wasm.ready;
    const file = new h5wasm.File('/chunks.h5', 'w');
    const data = Float32Array.from({ length: 16 }, (_, i) => i);
    file.create_dataset({ name: 'a', data, shape: [4, 4], ...layout });
    file.close();
    const read = (hdf5: Hdf5): number[] => [...hdf5.array('a').data];
    expect(Hdf5.read(FS.readFile('/chunks.h5'), 'a.h5', read)).toEqual([...data]);
  });

  it('and writes nothing on the console', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { FS } = await h5wasm.ready;
    const file = new h5wasm.File('/odd.h5', 'w');
    file.create_attribute('odd', new BigInt64Array([1n, 2n]));
    file.close();
    Hdf5.read(FS.readFile('/odd.h5'), 'a.h5', (hdf5) => hdf5.text('', 'odd'));
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });
});
