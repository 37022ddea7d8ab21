import { describe, expect, it } from 'vitest';
import { logits, predict, readKerasModel } from '../../../src/nn/index.js';
import { smallModel } from './models.js';
import { dense, input, readerScratch, sequential } from './reading.js';

const scratch = readerScratch();
const { read, hdf5 } = scratch;

describe('readKerasModel', () => {
  it('gives activations inside layers a layer of their own, and leaves out what inference passes through', async () => {
    const model = await read(
      sequential(
        input,
        { class_name: 'Flatten', config: { name: 'flatten' } },
        dense('fc1', 2, { activation: 'relu' }),
        { class_name: 'Dropout', config: { name: 'drop', rate: 0.5 } },
        dense('output', 2, { activation: 'linear' }),
        { class_name: 'Softmax', config: { name: 'soft', axis: -1 } },
      ),
    );
    expect(model.layers.map(({ name, kind, inputs }) => [name, kind, ...inputs])).toEqual([
      ['in', 'input'],
      ['fc1', 'dense', 'in'],
      ['fc1_relu', 'activation', 'fc1'],
      ['output', 'dense', 'fc1_relu'],
      ['soft', 'activation', 'output'],
    ]);
    expect(logits(model, Float64Array.of(1, 2, 3), 1)).toEqual(
      logits(smallModel, Float64Array.of(1, 2, 3), 1),
    );
  });

  it('reads the list form of Keras 2.0 and the input shape on the first layer', async () => {
    const model = await read({
      class_name: 'Sequential',
      config: [dense('fc1', 2, { activation: 'relu', batch_input_shape: [null, 3] })],
    });
    expect(model).toMatchObject({ name: 'model', inputs: ['input1'], outputs: ['fc1_relu'] });
    expect(model.layers[0]).toEqual({ kind: 'input', name: 'input1', inputs: [], outputShape: [3] });
  });

  it('uses zeros where a layer has no bias', async () => {
    const model = await read(sequential(input, dense('fc1', 2, { use_bias: false })));
    expect(model.layers[1]).toMatchObject({ bias: { shape: [2], data: new Float32Array(2) } });
  });

  it('reads functional models of Keras 2 and 3, in any order of layers', async () => {
    const call = (name: string): unknown => [[[name, 0, 0, {}]]];
    const call3 = (name: string): unknown => [
      { args: [{ class_name: '__keras_tensor__', config: { keras_history: [name, 0, 0] } }], kwargs: {} },
    ];
    for (const inbound of [call, call3]) {
      const model = await read({
        class_name: 'Functional',
        config: {
          name: 'net',
          input_layers: [['in', 0, 0]],
          output_layers: ['output', 0, 0],
          layers: [
            { ...dense('output', 2), inbound_nodes: inbound('fc1') },
            { ...dense('fc1', 2), inbound_nodes: inbound('in') },
            { class_name: 'InputLayer', config: { name: 'in', batch_shape: [null, 3] }, inbound_nodes: [] },
          ],
        },
      });
      expect(model.layers.map(({ name }) => name)).toEqual(['in', 'fc1', 'output']);
      expect(model).toMatchObject({ name: 'net', inputs: ['in'], outputs: ['output'] });
    }
  });

  it('takes models inside models apart, and says whose weights a further use of a layer has', async () => {
    const call = (...names: string[]): unknown => names.map((name) => [[name, 0, 0, {}]]);
    const file = await hdf5((root) => {
      const fc1 = root.create_group('fc1');
      fc1.create_attribute('weight_names', ['fc1/kernel:0']);
      fc1
        .create_group('fc1')
        .create_dataset({ name: 'kernel:0', data: new Float32Array(9).fill(1), shape: [3, 3] });
      const net = root.create_group('net');
      net.create_attribute('weight_names', ['fc1/kernel:0', 'fc2/kernel:0']);
      for (const [name, value] of Object.entries({ fc1: 10, fc2: 100 })) {
        const data = new Float32Array(9).fill(value);
        net.create_group(name).create_dataset({ name: 'kernel:0', data, shape: [3, 3] });
      }
    });
    const plain = (name: string): object => dense(name, 3, { use_bias: false, activation: 'relu' });
    const json = JSON.stringify({
      class_name: 'Functional',
      config: {
        input_layers: [['in', 0, 0]],
        output_layers: [['fc1', 1, 0]],
        layers: [
          { ...input, inbound_nodes: [] },
          { ...plain('fc1'), inbound_nodes: call('in', 'net') },
          {
            class_name: 'Sequential',
            config: { name: 'net', layers: [input, plain('fc1'), plain('fc2')] },
            inbound_nodes: call('fc1'),
          },
        ],
      },
    });
    const model = await readKerasModel(scratch.write('nested.json', json), { weights: file });
    expect(model.layers.map(({ name, inputs, sharedWith }) => [name, ...inputs, sharedWith])).toEqual([
      ['in', undefined],
      ['fc1', 'in', undefined],
      ['fc1_relu', 'fc1', undefined],
      ['net_fc1', 'fc1_relu', undefined],
      ['net_fc1_relu', 'net_fc1', undefined],
      ['fc2', 'net_fc1_relu', undefined],
      ['fc2_relu', 'fc2', undefined],
      ['fc1_2', 'fc2_relu', 'fc1'],
      ['fc1_2_relu', 'fc1_2', undefined],
    ]);
    expect(predict(model, Float64Array.of(1, 0, 0), 1)).toEqual(Float64Array.of(27000, 27000, 27000));
    const [first, again] = model.layers.filter(({ name }) => name === 'fc1' || name === 'fc1_2');
    expect('kernel' in first && 'kernel' in again && first.kernel === again.kernel).toBe(true);
  });

  it('does not give a new layer the name of another', async () => {
    const activation = { class_name: 'Activation', config: { name: 'fc1_relu', activation: 'softmax' } };
    const model = await read(sequential(input, dense('fc1', 2, { activation: 'relu' }), activation));
    expect(model.layers.map(({ name }) => name)).toEqual(['in', 'fc1', 'fc1_relu_2', 'fc1_relu']);
  });

  it('finds weights in nested groups and without the model_weights group', async () => {
    const file = await hdf5((root) => {
      const group = root.create_group('fc1');
      group.create_attribute('weight_names', ['net/fc1/kernel:0', 'net/fc1/bias:0']);
      const inner = group.create_group('net').create_group('fc1');
      inner.create_dataset({ name: 'kernel:0', data: Float32Array.of(1, 2, 3), shape: [3, 1] });
      inner.create_dataset({ name: 'bias:0', data: Float64Array.of(4), shape: [1] });
    });
    const model = await readKerasModel(
      scratch.write('model.json', JSON.stringify(sequential(input, dense('fc1', 1)))),
      { weights: file },
    );
    expect(logits(model, Float64Array.of(1, 10, 100), 1)).toEqual(Float64Array.of(325));
  });
});
