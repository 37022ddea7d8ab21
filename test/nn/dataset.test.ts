import { describe, expect, it } from 'vitest';
import { encodeNpy, readInputs, readLabels, type NpyArray } from '../../src/nn/index.js';
import { complaint, scratchFolder } from './scratch.js';

const scratch = scratchFolder();
const file = (shape: number[], data: NpyArray['data']): string =>
  scratch.write('data.npy', encodeNpy({ shape, data }));

describe('readInputs', () => {
  it('gives rows of doubles whatever the dtype', () => {
    expect(readInputs(file([2, 3], Int8Array.of(1, 2, 3, -4, 5, 6)))).toEqual({
      samples: 2,
      features: 3,
      featureShape: [3],
      data: Float64Array.of(1, 2, 3, -4, 5, 6),
    });
    const images = readInputs(file([2, 2, 2, 1], BigInt64Array.from([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n])));
    expect(images).toMatchObject({ samples: 2, features: 4, featureShape: [2, 2, 1] });
  });

  it('refuses NaN and infinities, and says where', () => {
    const nan = Float32Array.of(1, 2, 3, 4, NaN, 6, Infinity, 8);
    expect(complaint(() => readInputs(file([4, 2], nan)))).toContain(
      'data.npy: NaN in sample 2, feature 0 (2 such values in all; counted from 0); remove',
    );
    expect(complaint(() => readInputs(file([2, 1], Float64Array.of(1, -Infinity))))).toContain(
      '-Infinity in sample 1, feature 0',
    );
  });

  it('refuses arrays that are not samples by features', () => {
    expect(complaint(() => readInputs(file([3], Float32Array.of(1, 2, 3))))).toContain(
      'inputs of shape (3,), expected (samples, features)',
    );
    expect(complaint(() => readInputs(file([0, 16], new Float32Array(0))))).toContain('shape (0, 16)');
  });
});

describe('readLabels', () => {
  const expected = Int32Array.of(2, 0, 1);

  it.each<[string, NpyArray]>([
    ['integers', { shape: [3], data: BigInt64Array.from([2n, 0n, 1n]) }],
    ['a column', { shape: [3, 1], data: Uint8Array.of(2, 0, 1) }],
    ['floats that hold integers', { shape: [3], data: Float32Array.of(2, 0, 1) }],
    ['one-hot rows', { shape: [3, 3], data: Uint8Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0) }],
    ['probabilities', { shape: [3, 3], data: Float64Array.of(0.1, 0.4, 0.5, 1, 0, 0, 0.3, 0.4, 0.3) }],
  ])('reads %s', (_, { shape, data }) => {
    expect(readLabels(file([...shape], data), 3, 3)).toEqual(expected);
    expect(readLabels(file([...shape], data), 3)).toEqual(expected);
  });

  it.each<[string, NpyArray, string]>([
    ['too few', { shape: [2], data: Uint8Array.of(0, 1) }, '2 labels for 3 samples; give one label for each'],
    ['too many', { shape: [4], data: Uint8Array.of(0, 1, 0, 1) }, '4 labels for 3 samples'],
    [
      'a class too high',
      { shape: [3], data: Uint8Array.of(0, 1, 3) },
      'label 3 of sample 2 is not a class from 0 to 2',
    ],
    ['a negative class', { shape: [3], data: Int8Array.of(0, -1, 2) }, 'label -1 of sample 1'],
    ['a fraction', { shape: [3], data: Float32Array.of(0, 0.5, 2) }, 'label 0.5 of sample 1'],
    ['NaN', { shape: [3], data: Float32Array.of(NaN, 0, 2) }, 'label NaN of sample 0'],
    [
      'other columns',
      { shape: [3, 2], data: new Uint8Array(6) },
      'labels of shape (3, 2), expected (3,) or (3, 3)',
    ],
    [
      'a row of zeros',
      { shape: [3, 3], data: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 1, 0) },
      'label [0, 0, 0] of sample 1',
    ],
    [
      'NaN in a row',
      { shape: [3, 3], data: Float32Array.of(1, 0, 0, NaN, 0, 1, 0, 1, 0) },
      'label [NaN, 0, 1] of sample 1',
    ],
    ['three axes', { shape: [3, 1, 1], data: Uint8Array.of(0, 1, 2) }, 'labels of shape (3, 1, 1)'],
  ])('refuses %s', (_, { shape, data }, message) => {
    expect(complaint(() => readLabels(file([...shape], data), 3, 3))).toContain(`data.npy: ${message}`);
  });
});
