import type { WeightArray } from '../hls/index.js';
import type { ResolvedConfig, ResolvedLayer } from './network.js';

/**
 * `nnet::einsum` and `nnet::einsum_dense`: transposed operands, then a matrix product for each place of the axes that
 * stay in place, then a transposed result.
 */
export interface Einsum {
  /** Places of the axes that both operands and the result have. */
  readonly inPlace: number;
  /** Places of the axes that only the first operand has, and of those that only the second has. */
  readonly rows: number;
  readonly columns: number;
  /** Terms of each sum. */
  readonly contracted: number;
  /** Which value of an operand each value of the transposed one `[inPlace, rows, contracted]` is. */
  readonly operands: readonly Int32Array[];
  /** Which value of `[inPlace, rows, columns]` each value of the result is. */
  readonly result: Int32Array;
}

/** A sum of products of two tensors. @throws `simulate.part-missing`, `simulate.size-missing` */
export function einsumOf(layer: ResolvedLayer): Einsum {
  return {
    inPlace: layer.size('n_inplace'),
    rows: layer.size('n_free0'),
    columns: layer.size('n_free1'),
    contracted: layer.size('n_contract'),
    operands: ['tpose_inp0_config', 'tpose_inp1_config'].map((part) => transposition(layer.part(part))),
    result: transposition(layer.part('tpose_out_conf')),
  };
}

/** A sum of products of a tensor and constants, which are stored as they are needed. @throws as `einsumOf` */
export function einsumDenseOf(layer: ResolvedLayer): Einsum {
  return {
    inPlace: layer.size('n_inplace'),
    rows: layer.size('n_free_data'),
    columns: layer.size('n_free_kernel'),
    contracted: layer.size('n_contract'),
    operands: [transposition(layer.part('tpose_inp_conf'))],
    result: transposition(layer.part('tpose_out_conf')),
  };
}

/** `nnet::transpose`: axis i of the result is axis `perm[i]` of the input. Which value of the input each one is. */
export function transposition(config: ResolvedConfig, axes = config.size('dims')): Int32Array {
  const list = (name: string): number[] =>
    Array.from({ length: axes }, (_, at) => config.size(`${name}[${at}]`));
  return transposed(list('to_shape'), list('perm_strides'));
}

/** @param strides of the input, for each axis of the result. */
export function transposed(to: readonly number[], strides: readonly number[]): Int32Array {
  const axes = to.length;
  const length = to.reduce((product, extent) => product * extent, 1);
  return Int32Array.from({ length }, (_, at) => {
    let source = 0;
    let rest = at;
    for (let axis = axes - 1; axis >= 0; axis--) {
      source += (rest % to[axis]!) * strides[axis]!;
      rest = Math.floor(rest / to[axis]!);
    }
    return source;
  });
}

const sections = new WeakMap<WeightArray, Map<string, WeightArray>>();

/** Some of an array's constants, one behind the other; the same object for the same place. */
export function section(array: WeightArray, start: number, length: number): WeightArray {
  const known = sections.get(array) ?? new Map<string, WeightArray>();
  sections.set(array, known);
  const place = `${start} ${length}`;
  let found = known.get(place);
  if (!found) {
    const { name, slot } = array;
    found = { name, slot, length, values: () => array.values().subarray(start, start + length) };
    known.set(place, found);
  }
  return found;
}
