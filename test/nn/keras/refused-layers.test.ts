import { describe, expect, it } from 'vitest';
import { complaint, dense, image, input, readerScratch, sequential } from './reading.js';

const scratch = readerScratch();
const { read } = scratch;

describe('readKerasModel refuses the layer or graph', () => {
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
      'a layer of HGQ2, which has the name of one of QKeras',
      after({
        ...{ module: 'hgq.layers.core.dense', class_name: 'QDense', registered_name: 'hgq>QDense' },
        config: { name: 'fc1', units: 2 },
      }),
      'layer "fc1" is of class "QDense", which is not supported; HGQ2 is not read yet',
    ],
    [
      'a layer of HGQ2 inside another',
      sequential(
        { class_name: 'InputLayer', config: { name: 'in', batch_input_shape: [null, 4, 3] } },
        {
          class_name: 'TimeDistributed',
          config: {
            name: 't',
            layer: { class_name: 'QDense', registered_name: 'hgq>QDense', config: { name: 'fc1', units: 2 } },
          },
        },
      ),
      'wraps a QDense, which is not supported',
    ],
    [
      'a layer of HGQ before its proxy is made',
      layer('HGQ>HDense', { name: 'h', units: 2 }),
      'is of class "HDense", which is not supported; make its proxy and save that',
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
    [
      'the cell state of an LSTM',
      functional(
        [
          { class_name: 'InputLayer', config: { name: 'in', batch_input_shape: [null, 4, 3] } },
          {
            class_name: 'LSTM',
            config: { name: 'a', units: 2, return_state: true },
            inbound_nodes: [[['in', 0, 0, {}]]],
          },
        ],
        [['a', 0, 2]],
      ),
      'the cell state of layer "a" is read; only its hidden state is supported',
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
});
