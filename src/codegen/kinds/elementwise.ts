import { fixedType } from '../../hls/index.js';
import type { ActivationLayer } from '../../nn/index.js';
import type { Interval } from '../interval.js';
import type { LayerEmitter } from './kind.js';
import { badLayer, checkShapes, sizeOf } from './shapes.js';

type ActivationName = ActivationLayer['activation'];

const clamped = (low: number, high: number) => (input: Interval) => ({
  low: Math.min(Math.max(input.low, low), high),
  high: Math.min(Math.max(input.high, low), high),
});
const between = (low: number, high: number) => (): Interval => ({ low, high });

/** Element by element without parameters: the library's function, and where its results lie. */
const functions: readonly {
  readonly activation: ActivationName;
  readonly function: string;
  readonly range: (input: Interval) => Interval;
}[] = [
  { activation: 'linear', function: 'linear', range: (interval) => interval },
  {
    activation: 'selu',
    function: 'selu',
    range: ({ low, high }) => ({
      low: Math.max(Math.min(0, 1.76 * low), -1.76),
      high: Math.max(0, 1.051 * high),
    }),
  },
  { activation: 'sigmoid', function: 'sigmoid', range: between(0, 1) },
  { activation: 'tanh', function: 'tanh', range: between(-1, 1) },
  { activation: 'softplus', function: 'softplus', range: between(0, 8.001) },
  { activation: 'softsign', function: 'softsign', range: between(-1, 1) },
];

export const elementwise: readonly LayerEmitter<ActivationLayer>[] = functions.map(
  ({ activation, function: name, range }) => ({
    name: activation,
    emits: (layer): layer is ActivationLayer =>
      layer.kind === 'activation' && layer.activation === activation,
    describe: (layer, context) => {
      const { index, inputs } = context;
      checkShapes(layer, inputs, inputs[0]?.shape ?? []);
      return {
        function: name,
        template: 'activation-config',
        config: `${name}_config${index}`,
        headers: ['nnet_activation.h'],
        types: { table: context.type('table', fixedType(true, 18, 8)) },
        constants: [],
        parameters: { n_in: sizeOf(inputs[0].shape), table_size: context.tableSize ?? 1024 },
        hasStrategy: false,
      };
    },
    range: (_, [input]) => ({ result: input.map(range), accumulated: null }),
  }),
);

/** x from 0 on, and where the model says so at most a whole number. */
export const relu: LayerEmitter<ActivationLayer & { readonly activation: 'relu' }> = {
  name: 'relu',

  emits: (layer): layer is ActivationLayer & { readonly activation: 'relu' } =>
    layer.kind === 'activation' && layer.activation === 'relu',

  describe(layer, context) {
    const { index, inputs } = context;
    checkShapes(layer, inputs, inputs[0]?.shape ?? []);
    const { maxValue, threshold = 0, negativeSlope = 0 } = layer;
    if (threshold !== 0 || negativeSlope !== 0)
      throw badLayer(
        layer,
        'it has a threshold or a slope besides another option, which no function computes',
      );
    const isLimited = maxValue !== undefined;
    if (isLimited && !(Number.isInteger(maxValue) && maxValue > 0 && maxValue < 2 ** 31))
      throw badLayer(layer, `its results end at ${maxValue}, and only a whole number can be written`);
    const known = maxValue === 1 || maxValue === 6 ? `relu${maxValue}` : 'relu_max';
    return {
      function: isLimited ? known : 'relu',
      template: 'activation-config',
      config: `relu_config${index}`,
      headers: ['nnet_activation.h'],
      types: { table: context.type('table', fixedType(true, 18, 8)) },
      constants: [],
      parameters: { n_in: sizeOf(inputs[0].shape), table_size: context.tableSize ?? 1024 },
      onlyClips: true,
      hasStrategy: false,
      ...(isLimited && known === 'relu_max'
        ? {
            call: ({ inputs: [input], outputs: [output], config }) => ({
              types: [input.type, output.type, maxValue, config],
              arguments: [input.variable, output.variable],
            }),
          }
        : {}),
    };
  },

  range: ({ maxValue = Infinity }, [input]) => ({
    result: input.map(clamped(0, maxValue)),
    accumulated: null,
  }),
};
