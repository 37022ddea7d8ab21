import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { HlsmithError } from '../../../src/diagnostics/index.js';
import { encodeKerasModel, readKerasModel } from '../../../src/nn/index.js';
import { smallModel } from './models.js';
import { complaint, dense, input, readerScratch, sequential } from './reading.js';

const scratch = readerScratch();
const { hdf5 } = scratch;

let fullModel: Uint8Array;
beforeAll(async () => {
  fullModel = await encodeKerasModel(smallModel);
});

describe('readKerasModel refuses', () => {
  it('files that are something else', async () => {
    const text = scratch.write('a.txt', 'hello');
    expect(await complaint(readKerasModel(text))).toContain(
      'a.txt: is neither a Keras .keras or .h5 file, nor',
    );
    const onnx = scratch.write('net.onnx', Uint8Array.of(8, 7, 18, 2));
    expect(await complaint(readKerasModel(onnx))).toContain(
      'net.onnx: is neither a Keras .keras or .h5 file, nor',
    );
    expect(await complaint(readKerasModel(join(scratch.path, 'none.h5')))).toContain(
      'none.h5: no such model',
    );
    const broken = scratch.write('broken.json', '{"class_name": ');
    expect(await complaint(readKerasModel(broken))).toContain('its architecture is not valid JSON');
    const json = scratch.write('ok.json', JSON.stringify(sequential(input, dense('fc1', 2))));
    expect(await complaint(readKerasModel(json))).toContain(
      'is an architecture without weights; give the weights',
    );
    expect(await complaint(readKerasModel(json, { weights: text }))).toContain('a.txt: is not an HDF5 file');
    const bare = await hdf5((root) => root.create_group('fc1'));
    expect(await complaint(readKerasModel(bare))).toContain(
      'holds weights only, no architecture; give the .json',
    );
  });

  it('truncated files, wherever they end', async () => {
    for (const length of [8, 9, 100, 800, 2000, fullModel.length - 1]) {
      const path = scratch.write('short.h5', fullModel.subarray(0, length));
      expect(await complaint(readKerasModel(path))).toContain('short.h5: the model cannot be read');
    }
  });

  it('weights that claim a huge shape, without making room for them', async () => {
    const file = await hdf5((root) => {
      const group = root.create_group('fc1');
      group.create_attribute('weight_names', ['kernel:0']);
      const chunked = { data: Float32Array.of(0), chunks: [1], maxshape: [null] };
      group.create_dataset({ name: 'bias:0', ...chunked, shape: [1] }).resize([2 ** 24]);
      group
        .create_dataset({
          name: 'kernel:0',
          ...chunked,
          shape: [1, 1],
          chunks: [1, 1],
          maxshape: [null, null],
        })
        .resize([2 ** 24, 2 ** 24]);
    });
    const wide = { class_name: 'InputLayer', config: { name: 'in', batch_input_shape: [null, 2 ** 24] } };
    const path = scratch.write('wide.json', JSON.stringify(sequential(wide, dense('fc1', 2 ** 24))));
    const before = process.memoryUsage().rss;
    expect(await complaint(readKerasModel(path, { weights: file }))).toContain(
      'weight kernel of layer "fc1" would make more than 134217728 weights in all',
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  });

  it('weights that are not finite, or not floats', async () => {
    const json = scratch.write('one.json', JSON.stringify(sequential(input, dense('fc1', 1))));
    const withKernel = (data: Float32Array | Int32Array): Promise<string> =>
      hdf5((root) => {
        const group = root.create_group('fc1');
        group.create_attribute('weight_names', ['kernel:0']);
        group.create_dataset({ name: 'kernel:0', data, shape: [3, 1] });
      });
    expect(
      await complaint(readKerasModel(json, { weights: await withKernel(Float32Array.of(1, NaN, 3)) })),
    ).toContain('weight kernel of layer "fc1" holds NaN or infinity');
    expect(
      await complaint(readKerasModel(json, { weights: await withKernel(Int32Array.of(1, 2, 3)) })),
    ).toContain('does not hold 32-bit or 64-bit floats');
  });

  it('an architecture that was tampered with, or reads it', async () => {
    // Within the architecture's text: damage to HDF5's own structures is the HDF5 library's to find.
    const start = Buffer.from(fullModel).indexOf('{"class_name"');
    const end = Buffer.from(fullModel).indexOf('"output_layers"');
    const place = fc.integer({ min: start, max: end });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (changes) => {
          const bytes = Uint8Array.from(fullModel);
          for (const [index, value] of changes) bytes[index] = value;
          const path = scratch.write('damaged.h5', bytes);
          await readKerasModel(path).catch((error: unknown) => {
            expect(error).toBeInstanceOf(HlsmithError);
          });
        },
      ),
    );
    expect(await readKerasModel(await scratch.weights())).toEqual(smallModel);
  });
});
