import { fixedType, formatFixedType, type FixedType } from '../../hls/index.js';
import type { FixedPointQuantizerLayer } from '../../nn/index.js';
import { intervalOf, type Interval } from '../interval.js';
import type { LayerEmitter } from './kind.js';
import { badLayer, checkShapes, sizeOf } from './shapes.js';

/**
 * Rounds each element to a type of its own (HGQ). What they are all stored in holds the widest on either side of the
 * point; the struct in the project lists the conversions, one for each element.
 */
export const quantizer: LayerEmitter<FixedPointQuantizerLayer> = {
  name: 'fixed-point quantizer',

  emits: (layer): layer is FixedPointQuantizerLayer => layer.kind === 'fixedPointQuantizer',

  describe(layer, { index, inputs }) {
    checkShapes(layer, inputs, inputs[0]?.shape ?? []);
    const [{ shape }] = inputs;
    const types = typesOf(layer);
    const fits =
      layer.shape.length === shape.length && layer.shape.every((size, i) => size === 1 || size === shape[i]);
    if (!fits || types.length !== sizeOf(layer.shape))
      throw badLayer(layer, `its types have shape ${layer.shape.join('x')}, its input ${shape.join('x')}`);
    const used = types.filter((type) => type !== null);
    if (used.length === 0) throw badLayer(layer, 'it makes every element 0');
    const integer = Math.max(...used.map((type) => type.integer + Number(!type.signed)));
    const fraction = Math.max(...used.map((type) => type.width - type.integer));
    const conversions = Array.from({ length: sizeOf(shape) }, (_, at) => {
      const type = types[indexIn(layer.shape, shape, at)];
      return {
        at,
        type: type && formatFixedType(type),
        acType: type && formatFixedType({ ...type, family: 'ac' }),
      };
    });
    return {
      function: 'quantize_each',
      template: 'quantizer-config',
      config: `config${index}`,
      headers: ['nnet_quantizer.h'],
      types: {},
      constants: [],
      parameters: { n_in: sizeOf(shape) },
      rows: conversions,
      result: fixedType(true, integer + fraction, integer),
      hasStrategy: false,
    };
  },

  range: (layer, [input]) => {
    const held = typesOf(layer).map((type): Interval => (type ? intervalOf(type) : { low: 0, high: 0 }));
    return { result: held.length > 0 ? held : input, accumulated: null };
  },
};

/** Null for an element of no bits, which is 0. */
function typesOf({
  widths,
  integers,
  signed,
  quantization,
  overflow,
}: FixedPointQuantizerLayer): (FixedType | null)[] {
  return widths.map((width, i) =>
    width > 0 ? fixedType(signed[i], width, integers[i], { quantization, overflow }) : null,
  );
}

/** Where element `at` of a tensor stands in an array whose axes of length 1 are shared. */
function indexIn(shared: readonly number[], shape: readonly number[], at: number): number {
  let index = 0;
  let stride = 1;
  for (let axis = shape.length - 1, rest = at; axis >= 0; axis--) {
    if (shared[axis] > 1) index += (rest % shape[axis]) * stride;
    rest = Math.floor(rest / shape[axis]);
    stride *= shared[axis];
  }
  return index;
}
