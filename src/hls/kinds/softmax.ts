import { sameFormat } from '../fixed-point/range.js';
import type { FixedType } from '../fixed-point/type.js';
import type { Layer, TypeSlot } from '../graph/graph.js';
import { plainLayer, type DependentPlace, type LayerKind } from './kind.js';

/** `nnet::softmax_implementation`. */
const implementations = { latency: 0, stable: 2 } as const;

/** Exponentials and an inverse from tables, indexed by the topmost bits of their arguments. */
export const softmax: LayerKind = {
  ...plainLayer,
  name: 'softmax',
  functions: [
    ...['nnet::softmax', 'nnet::softmax_multidim'],
    // Surrogates of the metaprogram `replace-softmax`.
    ...['nnet::argmax_softmax', 'nnet::argmax_softmax_multidim', 'nnet::argmax_softmax_stream'],
    ...['nnet::clipped_linear_softmax', 'nnet::clipped_linear_softmax_multidim'],
    'nnet::clipped_linear_softmax_stream',
  ],
  inputShape: ({ size }) => [size('n_in')],
  outputShape: ({ inputs }) => inputs[0] ?? null,
  typeMembers: {
    table_t: 'table',
    exp_table_t: 'expTable',
    inv_table_t: 'invTable',
    accum_t: 'accumulator',
    inv_inp_t: 'invInput',
    inp_norm_t: 'norm',
  },
  dependents: ({ layer, type, isAssigned }) => {
    const { implementation = implementations.stable } = layer.parameters;
    if (!Object.values<number>(implementations).includes(implementation)) return {};
    // Other variants name a type for the normalised logits too, and do not use it.
    const norm = implementation === implementations.stable ? layer.types.norm : undefined;
    const [input] = layer.inputs;
    const follows =
      norm !== undefined && !isAssigned(norm) && isAssigned(input!.slot) && normFollows(layer, norm.type);
    const normal = follows ? { ...norm.type, ...magnitude(type(input!.slot)) } : norm && type(norm);
    return {
      ...(follows ? { types: new Map([[norm.typedef, normal!]]) } : {}),
      parameters: tableSizes({ layer, type, isAssigned }, norm, normal ?? type(input!.slot)),
    };
  },
  grouping: 'joins',
  result: 'fixed',
};

/**
 * Whether the type of the largest logit less each other one is spelled in the config struct, as hls4ml derives it
 * from the logits' type (1.2 and later). One in a typedef of its own is somebody's choice.
 */
function normFollows(layer: Layer, norm: FixedType): boolean {
  const { typedef } = layer.types.norm!;
  const derived = { ...norm, ...magnitude(layer.inputs[0]!.slot.type) };
  return `::${typedef}`.includes(`::${layer.config}::`) && sameFormat(norm, derived);
}

/** Differences from the largest value are not negative: the same bits without the sign. */
function magnitude({ signed, width, integer }: FixedType): Pick<FixedType, 'signed' | 'width' | 'integer'> {
  const sign = signed && width > 1 ? 1 : 0;
  return { signed: false, width: width - sign, integer: integer - sign };
}

/**
 * A table of 2^n entries is indexed by the topmost n bits, which its argument must have. Tables that were cut to
 * their argument's width grow with it again, up to the size of the other table, as hls4ml sizes them.
 */
function tableSizes(
  { layer, type }: DependentPlace,
  norm: TypeSlot | undefined,
  argument: FixedType,
): Record<string, number> {
  const { parameters, types } = layer;
  const sizes: Record<string, number> = {};
  const limit = (name: string, width: number, wanted: number): void => {
    const size = Math.min(wanted, 2 ** width);
    if (name in parameters && size !== parameters[name]) sizes[name] = size;
  };
  const { exp_table_size: exponentials, inv_table_size: inverses, table_size: both } = parameters;
  const found = norm?.type.width ?? layer.inputs[0]!.slot.type.width;
  if (exponentials !== undefined) {
    const wasCut = inverses !== undefined && exponentials === Math.min(inverses, 2 ** found);
    limit('exp_table_size', argument.width, wasCut ? inverses : exponentials);
  } else if (both !== undefined) {
    const sum = types.expTable ? type(types.expTable).width : argument.width;
    limit('table_size', Math.min(argument.width, sum), both);
  }
  if (inverses !== undefined && types.invInput) {
    limit('inv_table_size', type(types.invInput).width, inverses);
  }
  return sizes;
}
