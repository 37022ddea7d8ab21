import { describe, expect, it } from 'vitest';
import { encodeKerasModel, predict, readKerasModel, type Model } from '../../../src/nn/index.js';
import { complaint, input, readerScratch, sequential } from './reading.js';

const scratch = readerScratch();
const { hdf5 } = scratch;

describe('batch normalisation', () => {
  const normal = (config: object): object =>
    sequential(input, { class_name: 'BatchNormalization', config: { name: 'bn', ...config } });
  const readWith = async (config: object, values: Record<string, number>): Promise<Model> => {
    const file = await hdf5((root) => {
      const group = root.create_group('bn');
      group.create_attribute(
        'weight_names',
        Object.keys(values).map((name) => `bn/${name}:0`),
      );
      const inner = group.create_group('bn');
      for (const [name, value] of Object.entries(values)) {
        inner.create_dataset({ name: `${name}:0`, data: new Float32Array(3).fill(value), shape: [3] });
      }
    });
    return readKerasModel(scratch.write('bn.json', JSON.stringify(normal(config))), { weights: file });
  };

  it('becomes one factor and one summand', async () => {
    const statistics = { moving_mean: 5, moving_variance: 3.75 };
    const model = await readWith({ epsilon: 0.25, axis: [1] }, { gamma: 4, beta: 1, ...statistics });
    expect(predict(model, Float64Array.of(5, 6, 3), 1)).toEqual(Float64Array.of(1, 3, -3));
    const plain = await readWith({ epsilon: 0.25, scale: false, center: false }, statistics);
    expect(predict(plain, Float64Array.of(5, 6, 3), 1)).toEqual(Float64Array.of(0, 0.5, -1));
    const path = scratch.write('bn.h5', await encodeKerasModel(model));
    expect(predict(await readKerasModel(path), Float64Array.of(5, 6, 3), 1)).toEqual(
      Float64Array.of(1, 3, -3),
    );
  });

  it('is refused on another axis, or with a variance below zero', async () => {
    const values = { gamma: 1, beta: 1, moving_mean: 0, moving_variance: -1 };
    expect(await complaint(readWith({ axis: [2] }, values))).toContain(
      'works on axis 2 of a tensor of 2 axes',
    );
    expect(await complaint(readWith({}, values))).toContain('has a variance that is not positive');
  });
});
