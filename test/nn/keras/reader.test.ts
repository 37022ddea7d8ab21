import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import * as h5wasm from 'h5wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { HlsmithError } from '../../../src/diagnostics/index.js';
import {
  encodeKerasModel,
  logits,
  predict,
  readKerasModel,
  readNpy,
  type Model,
} from '../../../src/nn/index.js';
import { scratchFolder } from '../scratch.js';
import { describeWithSharedData, sharedData, sharedModels } from '../shared.js';
import { smallModel } from './models.js';

const scratch = scratchFolder();

/** The line that a user would read. */
async function complaint(reading: Promise<Model>): Promise<string> {
  const error = await reading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof HlsmithError)) throw new Error('expected a complaint', { cause: error });
  expect(error.line).not.toContain('\n');
  return error.line;
}

const dense = (name: string, units: number, more = {}): object => ({
  class_name: 'Dense',
  config: { name, units, ...more },
});
const sequential = (...layers: object[]): object => ({ class_name: 'Sequential', config: { layers } });
const input = { class_name: 'InputLayer', config: { name: 'in', batch_input_shape: [null, 3] } };
const image = { class_name: 'InputLayer', config: { name: 'in', batch_shape: [null, 2, 2, 1] } };

let weights: string;
let fullModel: Uint8Array;
beforeAll(async () => {
  fullModel = await encodeKerasModel(smallModel);
  weights = scratch.write('weights.h5', fullModel);
});

function read(architecture: unknown): Promise<Model> {
  return readKerasModel(scratch.write('model.json', JSON.stringify(architecture)), { weights });
}

/** An HDF5 file as some other program may write it. */
async function hdf5(write: (file: h5wasm.File) => void): Promise<string> {
  const { FS } = await h5wasm.ready;
  const file = new h5wasm.File('/test.h5', 'w');
  write(file);
  file.close();
  return scratch.write('other.h5', FS.readFile('/test.h5'));
}

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

describe('readKerasModel refuses', () => {
  const after = (layer: object): object => sequential(input, layer);
  const layer = (className: string, config: object): object => after({ class_name: className, config });

  it.each<[string, object, string]>([
    [
      'a class that it does not know',
      layer('GarNet', { name: 'g' }),
      'layer "g" is of class "GarNet", which is not supported; build the model from these classes: Activation,',
    ],
    [
      'a class for which there is advice',
      layer('Lambda', { name: 'f' }),
      'is of class "Lambda", which is not supported; build what the Lambda computes from layers',
    ],
    [
      'an activation',
      after(dense('fc1', 2, { activation: 'swish' })),
      'layer "fc1" (Dense) has activation "swish"; known',
    ],
    [
      'a custom activation',
      layer('Activation', { name: 'a', activation: { class_name: 'mish' } }),
      'has activation mish',
    ],
    [
      'a random activation',
      layer('QActivation', { name: 'a', activation: 'bernoulli()' }),
      'has activation "bernoulli()", which is bernoulli, which draws random numbers',
    ],
    [
      'an activation with a scale from the data',
      layer('QActivation', { name: 'a', activation: "quantized_bits(4,0,alpha='auto')" }),
      'has an alpha other than 1: its scale depends on the data',
    ],
    [
      'a quantizer of weights that it does not know',
      after({
        class_name: 'QDense',
        config: { name: 'fc1', units: 2, kernel_quantizer: '__import__("os")' },
      }),
      'layer "fc1" (QDense) has the kernel_quantizer "__import__(\\"os\\")", which is not supported',
    ],
    [
      'a softmax over an axis that is not there',
      layer('Softmax', { name: 's', axis: 2 }),
      'works on axis 2 of a tensor of 2 axes',
    ],
    [
      'a smooth up-sampling',
      sequential(image, { class_name: 'UpSampling2D', config: { name: 'u', interpolation: 'bilinear' } }),
      'interpolates "bilinear"; only nearest is supported',
    ],
    [
      'a window larger than its input',
      sequential(image, { class_name: 'MaxPooling2D', config: { name: 'p', pool_size: 5 } }),
      'has a window of 5 on an input of 2',
    ],
    [
      'windows without bound',
      sequential(
        { class_name: 'InputLayer', config: { name: 'in', batch_shape: [null, 2 ** 20, 1] } },
        { class_name: 'AveragePooling1D', config: { name: 'p', pool_size: 2 ** 19, strides: 1 } },
      ),
      'places of a sample in its windows, more than',
    ],
    [
      'results without bound',
      sequential(image, { class_name: 'ZeroPadding2D', config: { name: 'z', padding: 2 ** 24 } }),
      'values of a sample, more than 67108864',
    ],
    [
      'a reshape to another size',
      layer('Reshape', { name: 'r', target_shape: [3, 2] }),
      'makes [3,2] of 3 values',
    ],
    [
      'a nested model without layers',
      layer('Functional', { name: 'm' }),
      'in its architecture, layers is wrong',
    ],
    [
      'quantised dense layers',
      after(dense('fc1', 2, { quantization_config: {} })),
      'uses quantization_config',
    ],
    ['an absurd size', after(dense('fc1', 1e12)), 'layer "fc1" (Dense) has a wrong units'],
    ['a fraction of a unit', after(dense('fc1', 2.5)), 'has a wrong units'],
    [
      'an open dimension',
      sequential({ class_name: 'InputLayer', config: { name: 'in', batch_shape: [null, null] } }),
      'leaves a dimension of its input open',
    ],
    [
      'a missing input shape',
      sequential(dense('fc1', 2)),
      'layer "input1" (InputLayer) does not say the shape',
    ],
    [
      'two layers of one name',
      sequential(input, dense('fc1', 2), dense('fc1', 2)),
      'two layers are called "fc1"',
    ],
    ['a layer without a name', layer('Dense', { units: 2 }), 'a layer of class "Dense" has no name'],
    ['a subclassed model', { class_name: 'MyModel', config: {} }, 'the model is of class "MyModel"'],
    ['no layers', sequential(), 'in its architecture, layers is wrong'],
    [
      'weights of another shape',
      after(dense('fc1', 7)),
      'weight kernel of layer "fc1" has shape (3, 2), but the architecture asks for (3, 7)',
    ],
    ['missing weights', after(dense('fc9', 7)), 'weight kernel of layer "fc9" is missing'],
  ])('%s', async (_, architecture, message) => {
    expect(await complaint(read(architecture))).toContain(message);
  });

  const functional = (layers: object[], outputs: unknown = [['a', 0, 0]]): object => ({
    class_name: 'Model',
    config: { layers, input_layers: [['in', 0, 0]], output_layers: outputs },
  });
  const calls = (...names: string[]): unknown => names.map((name) => [[name, 0, 0, {}]]);

  it.each<[string, object, string]>([
    [
      'a cycle',
      functional([input, { ...dense('a', 2), inbound_nodes: calls('a') }]),
      'layer "a" reads its own result',
    ],
    [
      'a reference to nothing',
      functional([input, { ...dense('a', 2), inbound_nodes: calls('z') }]),
      'layer "a" reads "z", which is not there',
    ],
    [
      'an output that is not there',
      functional([input], [['z', 0, 0]]),
      'among its outputs it names "z", which is not there',
    ],
    ['no outputs', functional([input], []), 'it names no inputs or no outputs'],
    [
      'a dense layer that reads two',
      functional([
        input,
        {
          ...dense('a', 2),
          inbound_nodes: [
            [
              ['in', 0, 0],
              ['in', 0, 0],
            ],
          ],
        },
      ]),
      'reads 2 layers',
    ],
  ])('%s', async (_, architecture, message) => {
    expect(await complaint(read(architecture))).toContain(message);
  });

  it('files that are something else', async () => {
    const text = scratch.write('a.txt', 'hello');
    expect(await complaint(readKerasModel(text))).toContain(
      'a.txt: is neither a Keras .keras or .h5 file nor',
    );
    const onnx = scratch.write('net.onnx', Uint8Array.of(8, 7, 18, 2));
    expect(await complaint(readKerasModel(onnx))).toContain(
      'net.onnx: is an ONNX model, which is not read; save',
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
    expect(await readKerasModel(weights)).toEqual(smallModel);
  });
});

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
