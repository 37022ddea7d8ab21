import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import type * as h5wasm from 'h5wasm';
import { describe, expect, it } from 'vitest';
import { logits, readKerasModel } from '../../../src/nn/index.js';
import { complaint, dense, input, readerScratch, sequential } from './reading.js';

const scratch = readerScratch();
const { hdf5 } = scratch;

describe('a .keras archive', () => {
  const twoLayers = sequential(input, dense('second', 2), dense('first', 2));

  async function archive(noted: readonly string[], files: Record<string, Uint8Array> = {}): Promise<string> {
    const inside = await hdf5((root) => {
      for (const [index, name] of ['dense', 'dense_1'].entries()) {
        if (index === 0) root.create_group('layers');
        (root.get('layers') as h5wasm.Group).create_group(name).create_group('vars');
        const group = root.get(`layers/${name}/vars`) as h5wasm.Group;
        if (noted.length > 0) group.create_attribute('name', noted[index]);
        const size = index === 0 ? 3 : 2;
        const kernel = new Float32Array(size * 2).fill(index + 1);
        group.create_dataset({ name: '0', data: kernel, shape: [size, 2] });
        group.create_dataset({ name: '1', data: Float32Array.of(index, 10), shape: [2] });
      }
    });
    const config = strToU8(JSON.stringify(twoLayers));
    const weights = new Uint8Array(readFileSync(inside));
    return scratch.write(
      'net.keras',
      zipSync({ 'config.json': config, 'model.weights.h5': weights, ...files }),
    );
  }

  it('is read by the order of the layers, not by their names', async () => {
    for (const noted of [[], ['second', 'first']]) {
      const model = await readKerasModel(await archive(noted));
      // second: 6 and 16 from (1, 2, 3); first: twice the sum, plus 1 and 10.
      expect(logits(model, Float64Array.of(1, 2, 3), 1)).toEqual(Float64Array.of(45, 54));
    }
  });

  it('is refused when it notes other layers, is damaged, or unfolds to too much', async () => {
    expect(await complaint(readKerasModel(await archive(['first', 'second'])))).toContain(
      'weight kernel of layer "second" is missing',
    );
    const whole = readFileSync(await archive([]));
    const half = scratch.write('half.keras', whole.subarray(0, whole.length / 2));
    expect(await complaint(readKerasModel(half))).toContain(
      'half.keras: the model cannot be read: it is a broken zip',
    );
    const empty = scratch.write('empty.keras', zipSync({ '../../config.json': strToU8('{}') }));
    expect(await complaint(readKerasModel(empty))).toContain('it holds no config.json');
    const bomb = await archive([], { 'config.json': new Uint8Array(2 ** 26 + 1) });
    expect(await complaint(readKerasModel(bomb))).toContain('its config.json unfolds to 67108865 bytes');
  });
});
