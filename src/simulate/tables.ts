import {
  fixedType,
  formatFixedType,
  fractionBits,
  fromDouble,
  quantize,
  toDouble,
  type FixedType,
} from '../hls/index.js';
import { problem } from '../diagnostics/index.js';
import { size, type ResolvedLayer } from './network.js';
import { Remembered } from './remembered.js';

/** What a softmax looks up and converts with, under one assignment. */
export interface SoftmaxTables {
  /** exp of every index, as `exp_table_t`. */
  readonly exp: readonly bigint[];
  /** 1/x of every index, as `inv_table_t`. */
  readonly inverse: readonly bigint[];
}

/** Variants of a softmax that are simulated: those of `nnet::softmax_implementation`, and hlsmith's surrogate. */
export type SoftmaxImplementation = 'latency' | 'legacy' | 'stable' | 'argmax' | 'clippedLinear';

/** Trials mostly leave tables as they are. */
const tables = new Remembered<readonly bigint[]>(64);

/** By their value in `nnet::softmax_implementation`. */
const implementations: Readonly<Record<number, SoftmaxImplementation>> = {
  0: 'latency',
  1: 'legacy',
  2: 'stable',
  3: 'argmax',
};

/** Which variant a layer uses; `stable` where it does not say. @throws `simulate.softmax` for one that is unknown. */
export function softmaxImplementation(layer: ResolvedLayer): SoftmaxImplementation {
  const surrogate = /^nnet::(argmax|clipped_linear)_softmax/.exec(layer.layer.calls)?.[1];
  if (surrogate !== undefined) return surrogate === 'argmax' ? 'argmax' : 'clippedLinear';
  const chosen = layer.parameter('implementation', 2);
  const { name } = layer.layer;
  const implementation = implementations[chosen];
  if (!implementation) throw problem('simulate.softmax', { layer: name, what: `implementation ${chosen}` });
  return implementation;
}

/**
 * The values that each softmax is over: all of them, one axis of `[n_outer, n_slice, n_inner]`, or the words of a
 * stream.
 */
export function softmaxSlices(layer: ResolvedLayer): Int32Array[] {
  const features = size(layer.layer.output.shape);
  const word = layer.layer.inputs[0]!.packed;
  const inner = layer.streams ? 1 : layer.parameter('n_inner', 1);
  const slice = word ?? layer.parameter('n_slice', features);
  return Array.from({ length: features / slice }, (_, number) => {
    const first = Math.floor(number / inner) * slice * inner + (number % inner);
    return Int32Array.from({ length: slice }, (_, at) => first + at * inner);
  });
}

/** Address bits of a table. */
export function addressBits(entries: number): number {
  return Math.ceil(Math.log2(entries));
}

/** The type that addresses the exp table: the distance to the maximum if stable, else the input itself. */
export function expIndexType(layer: ResolvedLayer): FixedType {
  return softmaxImplementation(layer) === 'stable' ? layer.role('norm') : layer.input;
}

/**
 * Entry i belongs to the value whose top bits are i and whose other bits are zero. As the C++ does, exp is
 * computed in double and rounded to float once, 1/x in float; 1/0 is infinite and becomes what the table's
 * type makes of that.
 */
export function softmaxTables(layer: ResolvedLayer): SoftmaxTables {
  const scale = Math.fround(layer.parameter('exp_scale', 1));
  const sign = softmaxImplementation(layer) === 'stable' ? -1 : 1;
  const entries = (name: string, fallback: number): number =>
    2 ** addressBits(layer.parameter(name, fallback));
  return {
    exp: table(
      `exp ${sign * scale}`,
      entries('exp_table_size', 1024),
      expIndexType(layer),
      layer.role('expTable'),
      (x) => Math.exp(sign * x * scale),
    ),
    inverse: table(
      'inverse',
      entries('inv_table_size', 1024),
      layer.role('invInput'),
      layer.role('invTable'),
      (x) => 1 / Math.fround(x),
    ),
  };
}

/** `table_t`, which hls4ml leaves to the library's `activ_config` since it names a type for each table. */
export const legacyTableType = (layer: ResolvedLayer): FixedType =>
  layer.has('table') ? layer.role('table') : fixedType(true, 18, 8);

/** The tables of `nnet::softmax_legacy`: of exp from -8 to 8, and of 1/x up to 64, both of `table_t`. */
export function legacyTables(layer: ResolvedLayer): SoftmaxTables {
  const { fround } = Math;
  const both = layer.parameter('table_size', 1024);
  const type = legacyTableType(layer);
  const build = (name: string, value: (index: number, entries: number) => number): readonly bigint[] => {
    const entries = layer.streams ? both : layer.parameter(name, both);
    return tables.get(`legacy ${name} ${entries} ${formatFixedType(type)}`, () =>
      Array.from({ length: entries }, (_, index) => fromDouble(value(index, entries), type)),
    );
  };
  return {
    exp: build('exp_table_size', (index, entries) => {
      const x = fround((16 * fround(index - fround(entries / 2))) / entries);
      return fround(Math.exp(x));
    }),
    inverse: build('inv_table_size', (index, entries) => {
      return index === 0 ? 0 : 1 / fround((64 * index) / entries);
    }),
  };
}

/** @param name tells functions apart. */
function table(
  name: string,
  entries: number,
  address: FixedType,
  type: FixedType,
  at: (x: number) => number,
): readonly bigint[] {
  const shift = address.width - addressBits(entries);
  const key = [name, entries, formatFixedType(address), formatFixedType(type)].join(' ');
  return tables.get(key, () =>
    Array.from({ length: entries }, (_, index) => {
      const bits = shift >= 0 ? BigInt(index) << BigInt(shift) : BigInt(index) >> BigInt(-shift);
      const raw = address.signed ? BigInt.asIntN(address.width, bits) : bits;
      return fromDouble(Math.fround(at(toDouble(raw, address))), type);
    }),
  );
}

/** The table index of a raw value: the top bits of its pattern, or all of them moved up where it has fewer. */
export function tableIndex(raw: bigint, address: FixedType, entries: number): number {
  const shift = address.width - addressBits(entries);
  const pattern = BigInt.asUintN(address.width, raw);
  return Number(shift >= 0 ? pattern >> BigInt(shift) : pattern << BigInt(-shift));
}

/** Where the adder tree of `nnet::reduce` splits n terms: at the largest power of two below n. */
export function treeSplit(terms: number): number {
  return 2 ** (Math.ceil(Math.log2(terms)) - 1);
}

/** Raw value in one type to raw value in another. */
export function recast(raw: bigint, from: FixedType, to: FixedType): bigint {
  return quantize(raw, fractionBits(from), to);
}
