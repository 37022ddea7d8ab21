import { fixedType, type FixedType } from '../../hls/index.js';
import type { ActivationLayer, NdArray } from '../../nn/index.js';
import { literal } from '../literal.js';
import { productOf, type Interval } from '../interval.js';
import type { LayerContext, LayerDescription, LayerEmitter } from './kind.js';
import { combined } from './products.js';
import { badLayer, checkShapes, sizeOf } from './shapes.js';

type Named<N extends ActivationLayer['activation']> = ActivationLayer & { readonly activation: N };

function named<N extends ActivationLayer['activation']>(
  name: N,
): (layer: { kind: string }) => layer is Named<N> {
  return (layer): layer is Named<N> =>
    layer.kind === 'activation' && (layer as ActivationLayer).activation === name;
}

const positive = ({ low, high }: Interval): Interval => ({ low: Math.max(0, low), high: Math.max(0, high) });
const negative = ({ low, high }: Interval): Interval => ({ low: Math.min(0, low), high: Math.min(0, high) });
const either = (a: Interval, b: Interval): Interval => ({
  low: Math.min(a.low, b.low),
  high: Math.max(a.high, b.high),
});

/** An activation whose call passes one number. */
function withParameter(
  layer: ActivationLayer,
  context: LayerContext,
  words: { readonly function: string; readonly config: string; readonly value: number },
): LayerDescription {
  const { index, inputs } = context;
  checkShapes(layer, inputs, inputs[0]?.shape ?? []);
  if (!Number.isFinite(words.value)) throw badLayer(layer, `its parameter is ${words.value}`);
  const constant = { shape: [1], data: Float64Array.of(words.value) };
  return {
    function: words.function,
    template: 'parametrised-activation-config',
    config: `${words.config}_config${index}`,
    headers: ['nnet_activation.h'],
    types: {
      table: context.type('table', fixedType(true, 18, 8)),
      param: context.constantType('param', constant),
    },
    constants: [],
    parameters: { n_in: sizeOf(inputs[0].shape), table_size: context.tableSize ?? 1024 },
    hasStrategy: false,
    call: ({ inputs: [input], outputs: [output], config, types }) => ({
      types: [input.type, types.param, output.type, config],
      arguments: [input.variable, literal(words.value), output.variable],
    }),
  };
}

const leakyRelu: LayerEmitter<Named<'leakyRelu'>> = {
  name: 'leakyRelu',
  emits: named('leakyRelu'),
  describe: (layer, context) =>
    withParameter(layer, context, {
      function: 'leaky_relu',
      config: 'leakyrelu',
      value: layer.negativeSlope,
    }),
  range: ({ negativeSlope }, [input]) => ({ result: input.map(sloped(negativeSlope)), accumulated: null }),
};

const sloped =
  (slope: number) =>
  (x: Interval): Interval =>
    either(positive(x), productOf(negative(x), { low: slope, high: slope }));

const thresholdedRelu: LayerEmitter<Named<'thresholdedRelu'>> = {
  name: 'thresholdedRelu',
  emits: named('thresholdedRelu'),
  describe: (layer, context) =>
    withParameter(layer, context, {
      ...{ function: 'thresholded_relu', config: 'thresholdedrelu', value: layer.threshold },
    }),
  range: (_, [input]) => ({
    result: input.map((x) => either({ low: 0, high: 0 }, x)),
    accumulated: null,
  }),
};

const elu: LayerEmitter<Named<'elu'>> = {
  name: 'elu',
  emits: named('elu'),
  describe: (layer, context) =>
    withParameter(layer, context, { function: 'elu', config: 'elu', value: layer.alpha }),
  range: ({ alpha }, [input]) => ({
    result: input.map((x) => either(positive(x), { low: -Math.abs(alpha), high: 0 })),
    accumulated: null,
  }),
};

const prelu: LayerEmitter<Named<'prelu'>> = {
  name: 'prelu',
  emits: named('prelu'),
  describe: (layer, context) => {
    const { index, inputs } = context;
    checkShapes(layer, inputs, inputs[0]?.shape ?? []);
    const [{ shape }] = inputs;
    const alpha = repeated(layer.alpha, shape);
    if (!alpha) throw badLayer(layer, `its slopes have shape ${layer.alpha.shape.join('x')}`);
    return {
      function: 'prelu',
      template: 'parametrised-activation-config',
      config: `prelu_config${index}`,
      headers: ['nnet_activation.h'],
      types: {
        table: context.type('table', fixedType(true, 18, 8)),
        param: context.constantType('param', alpha),
      },
      constants: [{ prefix: 'a', typeKey: 'param', array: alpha }],
      parameters: { n_in: sizeOf(shape), table_size: context.tableSize ?? 1024 },
      hasStrategy: false,
      call: ({ inputs: [input], outputs: [output], config, types, constants: [slopes] }) => ({
        types: [input.type, types.param, output.type, config],
        arguments: [input.variable, slopes, output.variable],
      }),
    };
  },
  range: (layer, [input]) => {
    const slopes = Array.from(layer.alpha.data, (slope) => ({ low: slope, high: slope }));
    const all = [slopes.reduce(either)];
    const result = combined(input, all, (x, slope) => either(positive(x), productOf(negative(x), slope)));
    return { result, accumulated: null };
  },
};

/** An array with its axes of length 1 repeated to a shape; null where it does not fit. */
function repeated({ shape, data }: NdArray, wanted: readonly number[]): NdArray | null {
  const fits =
    shape.length === wanted.length && shape.every((size, axis) => size === 1 || size === wanted[axis]);
  if (!fits || data.length !== sizeOf(shape)) return null;
  const values = Float64Array.from({ length: sizeOf(wanted) }, (_, at) => {
    let from = 0;
    let stride = 1;
    for (let axis = shape.length - 1, rest = at; axis >= 0; axis--) {
      if (shape[axis] > 1) from += (rest % wanted[axis]) * stride;
      rest = Math.floor(rest / wanted[axis]);
      stride *= shape[axis];
    }
    return data[from];
  });
  return { shape: wanted, data: values };
}

/** slope * x + shift from 0 to 1; the types of both are exact enough for 16 bits of a slope below 1. */
const hardSigmoid: LayerEmitter<Named<'hardSigmoid'>> = {
  name: 'hardSigmoid',
  emits: named('hardSigmoid'),
  describe: (layer, context) => hard(layer, context, 'hard_sigmoid', layer.slope, layer.shift),
  range: (_, [input]) => ({ result: input.map(() => ({ low: 0, high: 1 })), accumulated: null }),
};

/** The library computes it as 2 * hardSigmoid - 1, with a slope and a shift of a half. */
const hardTanh: LayerEmitter<Named<'hardTanh'>> = {
  name: 'hardTanh',
  emits: named('hardTanh'),
  describe: (layer, context) => hard(layer, context, 'hard_tanh', 0.5, 0.5),
  range: (_, [input]) => ({ result: input.map(() => ({ low: -1, high: 1 })), accumulated: null }),
};

function hard(
  layer: ActivationLayer,
  context: LayerContext,
  name: string,
  slope: number,
  shift: number,
): LayerDescription {
  const { index, inputs } = context;
  checkShapes(layer, inputs, inputs[0]?.shape ?? []);
  const config = `${name}_config${index}`;
  return {
    function: name,
    template: 'hard-activation-config',
    config,
    headers: ['nnet_activation.h'],
    types: {
      slope: context.type('slope', enough(slope, 16)),
      shift: context.type('shift', enough(shift, 2)),
    },
    constants: [],
    parameters: { n_in: sizeOf(inputs[0].shape), slope: literal(slope), shift: literal(shift) },
    hasStrategy: false,
  };
}

/** A type with that many fraction bits that holds a number. */
function enough(value: number, fraction: number): FixedType {
  const integer = Math.max(0, Math.floor(Math.log2(Math.max(Math.abs(value), 2 ** -fraction))) + 1);
  const signed = value < 0;
  return fixedType(signed, fraction + integer + Number(signed), integer + Number(signed));
}

export const parametrised: readonly LayerEmitter[] = [
  leakyRelu,
  thresholdedRelu,
  elu,
  prelu,
  hardSigmoid,
  hardTanh,
];
