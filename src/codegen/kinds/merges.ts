import type { ConcatenateLayer, DotLayer, MergeLayer } from '../../nn/index.js';
import { hull, productOf, sumOf, type Interval } from '../interval.js';
import type { LayerEmitter } from './kind.js';
import { combined, exactFraction } from './products.js';
import { badLayer, checkShapes, sizeOf } from './shapes.js';

const merges: Readonly<Record<MergeLayer['kind'], (a: Interval, b: Interval) => Interval>> = {
  add: sumOf,
  subtract: (a, b) => ({ low: a.low - b.high, high: a.high - b.low }),
  multiply: productOf,
  average: (a, b) => ({ low: (a.low + b.low) / 2, high: (a.high + b.high) / 2 }),
  maximum: (a, b) => ({ low: Math.max(a.low, b.low), high: Math.max(a.high, b.high) }),
  minimum: (a, b) => ({ low: Math.min(a.low, b.low), high: Math.min(a.high, b.high) }),
};

/** Element by element. The shorter of two arrays is repeated as a whole: the first axes only may differ. */
export const merge: LayerEmitter<MergeLayer> = {
  name: 'merge',

  emits: (layer): layer is MergeLayer => layer.kind in merges,

  describe(layer, { index, inputs, isStream }) {
    const [a, b] = inputs;
    checkShapes(layer, inputs, layer.outputShape, 2);
    for (const { shape } of inputs) {
      if (!isSuffix(shape, layer.outputShape))
        throw badLayer(
          layer,
          `a result of shape ${layer.outputShape.join('x')} cannot repeat ${shape.join('x')}`,
        );
    }
    const size = sizeOf(layer.outputShape);
    if (Math.max(sizeOf(a.shape), sizeOf(b.shape)) !== size)
      throw badLayer(layer, 'both inputs are repeated');
    return {
      function: layer.kind,
      template: 'merge-config',
      config: `config${index}`,
      headers: [`nnet_merge${isStream ? '_stream' : ''}.h`],
      types: {},
      constants: [],
      parameters: { n_elem: size, n_elem1: sizeOf(a.shape), n_elem2: sizeOf(b.shape) },
      hasStrategy: false,
    };
  },

  range: ({ kind }, [a, b]) => ({ result: combined(a, b, merges[kind]), accumulated: null }),
};

/** Whether a shape, without leading axes of length 1, is the end of another. */
function isSuffix(shape: readonly number[], whole: readonly number[]): boolean {
  const first = shape.findIndex((size) => size !== 1);
  const own = first < 0 ? [] : shape.slice(first);
  return own.join() === whole.slice(whole.length - own.length).join();
}

export const concatenate: LayerEmitter<ConcatenateLayer> = {
  name: 'concatenate',

  emits: (layer): layer is ConcatenateLayer => layer.kind === 'concatenate',

  describe(layer, { index, inputs, isStream }) {
    const [a, b] = inputs;
    const { axis } = layer;
    const rank = a?.shape.length ?? 0;
    if (rank < 1 || rank > 3)
      throw badLayer(layer, `its inputs have ${rank} axes, and at most 3 can be written`);
    checkShapes(
      layer,
      inputs,
      a.shape.map((size, i) => (i === axis ? size + (b?.shape[i] ?? 0) : size)),
      2,
    );
    if (b.shape.some((size, i) => i !== axis && size !== a.shape[i]) || b.shape.length !== rank)
      throw badLayer(layer, `it joins ${a.shape.join('x')} and ${b.shape.join('x')} along axis ${axis}`);
    const sizes = [a.shape, b.shape].flatMap((shape, input) =>
      [0, 1, 2].map((i) => [`n_elem${input + 1}_${i}`, shape[i] ?? 0] as const),
    );
    return {
      function: `concatenate${rank}d`,
      template: 'concat-config',
      config: `config${index}`,
      headers: [`nnet_merge${isStream ? '_stream' : ''}.h`],
      types: {},
      constants: [],
      // The library counts from the batch axis on.
      parameters: { ...Object.fromEntries(sizes), axis: axis + 1 },
      hasStrategy: false,
    };
  },

  range: (_, [a, b]) => ({ result: [hull([...a, ...b])], accumulated: null }),
};

/** Of two vectors in arrays; others are Einstein sums. */
export const dot: LayerEmitter<DotLayer> = {
  name: 'dot',

  emits: (layer): layer is DotLayer => layer.kind === 'dot',

  describe(layer, context) {
    const { index, inputs } = context;
    const [a, b] = inputs;
    if (layer.normalize)
      throw badLayer(layer, 'it divides by lengths, which no function of the library does');
    checkShapes(layer, inputs, [1], 2);
    if (a.shape.join() !== b.shape.join())
      throw badLayer(layer, `it multiplies ${a.shape.join('x')} by ${b.shape.join('x')}`);
    return {
      function: 'dot1d',
      template: 'dot-config',
      config: `config${index}`,
      headers: ['nnet_merge.h'],
      types: { accum: context.accumulatorType() },
      exactFraction: exactFraction(a.type, b.type),
      constants: [],
      parameters: { n_in: a.shape[0], product: 'mult' },
      hasStrategy: false,
    };
  },

  range: (_, [a, b], __, [[length]]) => {
    const each = hull(combined(a, b, productOf));
    const sum = [{ low: each.low * length, high: each.high * length }];
    return { result: sum, accumulated: sum };
  },
};
