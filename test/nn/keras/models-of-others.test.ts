import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { predict, readKerasModel, readNpy } from '../../../src/nn/index.js';
import { describeWithSharedData, sharedData, sharedModels } from '../shared.js';
import { complaint } from './reading.js';

describeWithSharedData('models of others', () => {
  const readable = [
    'example-models/keras/KERAS_3layer',
    'example-models/keras/KERAS_dense_16x100x100x100x100x100x5',
    'example-models/keras/KERAS_dense_16x200x200x200x200x200x5',
    'hls4ml-history/KERAS_mnist_12x12_mlp',
    'hls4ml-history/KERAS_mnist_mlp',
    'hls4ml-history/KERAS_mnist_mlp128',
    'hls4ml-history/svhn_grayscale_mlp',
  ];
  it.each(readable)('reads %s', async (name) => {
    const path = join(sharedModels, name);
    const model = await readKerasModel(`${path}.json`, { weights: `${path}_weights.h5` });
    expect(model.layers.at(-1)).toMatchObject({ kind: 'activation', activation: 'softmax' });
  });

  it.each(['qkeras_3layer.json', 'qkeras-v3_3layer.keras'])('takes over the types of %s', async (name) => {
    const path = join(sharedModels, 'example-models', 'keras', name);
    const own = name.endsWith('.json') ? { weights: path.replace('.json', '_weights.h5') } : {};
    const model = await readKerasModel(path, own);
    const six = { width: 6, quantization: 'RND_CONV', overflow: 'SAT' };
    const weight = { ...six, signed: true, integer: 1 };
    expect(model.layers[1]).toMatchObject({ name: 'fc1', precisions: { weight, bias: weight } });
    expect(model.layers[2]).toMatchObject({
      ...{ name: 'relu1', kind: 'activation', activation: 'relu' },
      precisions: { result: { ...six, signed: false, integer: 0 } },
    });
    const fc1 = model.layers[1];
    if (fc1.kind !== 'dense') throw new Error('expected a dense layer');
    const steps = Array.from(fc1.kernel.data, (value) => value * 32);
    expect(steps.every((step) => Number.isInteger(step) && step >= -32 && step < 32)).toBe(true);
  });

  it('takes over the types of an HGQ proxy, and leaves out what rounds twice', async () => {
    const model = await readKerasModel(
      join(sharedModels, 'example-models', 'keras', 'hgq_jet_classifier.h5'),
    );
    const wrapping = { quantization: 'TRN', overflow: 'WRAP' };
    expect(model.layers[0].precisions?.result).toEqual({ signed: true, width: 12, integer: 5, ...wrapping });
    expect(model.layers.slice(1, 4).map(({ name }) => name)).toEqual([
      'inp_q_quantizer',
      'dense_1',
      'dense_1_relu',
    ]);
    expect(model.layers[2].precisions).toEqual({
      weight: { signed: true, width: 10, integer: 5, ...wrapping },
      bias: { signed: true, width: 21, integer: 9, ...wrapping },
      accum: { signed: true, width: 21, integer: 9, ...wrapping },
      result: { signed: true, width: 12, integer: 9, ...wrapping },
    });
  });

  it('gives the real answers of the jet model with batch normalisation', async () => {
    const model = await readKerasModel(join(sharedData, 'jet', 'model_batchnorm.h5'));
    const [, ...lines] = readFileSync(join(sharedData, 'jet', 'jets_5_standardised_test_rows.csv'), 'utf8')
      .trim()
      .split('\n');
    const rows = lines.flatMap((line) => line.split(',').slice(0, 16).map(Number));
    const expected = readNpy(join(sharedData, 'jet', 'keras_y_pred.npy')).data.subarray(0, 25);
    const found = predict(model, Float64Array.from(rows), 5);
    for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(Number(value), 5);
  });

  it.each([
    ['example-models/keras/garnet_1layer.json', 'layer "gar_1" is of class "GarNet"'],
    ['example-models/keras/garnet_3layer.json', 'layer "gar_1" is of class "GarNetStack"'],
  ])('names the layer that it cannot take from %s', async (name, message) => {
    const path = join(sharedModels, name);
    const beside = path.replace(/\.json$/, '_weights.h5');
    const options = beside !== path && existsSync(beside) ? { weights: beside } : {};
    expect(await complaint(readKerasModel(path, options))).toContain(message);
  });
});
