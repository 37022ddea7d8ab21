import { fixedArithmetic, fixedType, formatFixedType, fromDouble, type FixedType } from '../hls/index.js';
import type { ResolvedConfig } from './network.js';
import { Remembered } from './remembered.js';
import { recast } from './tables.js';

/** Activations that are looked up in a table of their results. */
export type TabledName = 'elu' | 'selu' | 'sigmoid' | 'softplus' | 'softsign' | 'tanh';

export interface TabledActivation {
  /** The table covers inputs of this width, around zero, or below zero where it is negative. */
  readonly span: number;
  /** Of an input as a `float`, as the C++ computes it: functions of a `float` give a `float`, rounded correctly. */
  value(x: number): number;
}

const { fround } = Math;
const exp = (x: number): number => fround(Math.exp(x));

/**
 * The tables of `nnet_activation.h`. The C library's `expf` and `tanhf` may differ in the last of their 24 bits from
 * what is correctly rounded, and so from one machine to another; a table with fewer bits behind the point seldom shows
 * it.
 */
export const tabledActivations: Readonly<Record<TabledName, TabledActivation>> = {
  sigmoid: { span: 16, value: (x) => fround(1 / fround(1 + exp(-x))) },
  softplus: { span: 16, value: (x) => fround(Math.log(exp(x) + 1)) },
  softsign: { span: 16, value: (x) => fround(x / (Math.abs(x) + 1)) },
  tanh: { span: 8, value: (x) => fround(Math.tanh(x)) },
  elu: { span: -8, value: (x) => fround(exp(x) - 1) },
  selu: {
    span: -8,
    value: (x) => fround(1.0507009873554805 * (1.6732632423543772 * (exp(x) - 1))),
  },
};

/** How many entries a table has: a constant of the config struct, or of the library's default. */
export function tableSize(config: ResolvedConfig): number {
  return config.parameter('table_size', 1024);
}

/** Trials mostly leave tables as they are. */
const tables = new Remembered<readonly bigint[]>(64);

/** The entries of a table as raw values of its type. */
export function activationTable(name: TabledName, config: ResolvedConfig): readonly bigint[] {
  const { span, value } = tabledActivations[name];
  const entries = tableSize(config);
  const type = config.has('table') ? config.role('table') : defaultTableType;
  const inputAt = (index: number): number =>
    span > 0 ? (span * (index - entries / 2)) / entries : (span * index) / entries;
  return tables.get(`${name} ${entries} ${formatFixedType(type)}`, () =>
    Array.from({ length: entries }, (_, index) => fromDouble(value(fround(inputAt(index))), type)),
  );
}

/** The type of a table's entries. */
export function tableType(config: ResolvedConfig): FixedType {
  return config.has('table') ? config.role('table') : defaultTableType;
}

/** Entries as raw values of another type. */
export function activationTableAs(name: TabledName, config: ResolvedConfig, to: FixedType): bigint[] {
  const from = tableType(config);
  return activationTable(name, config).map((raw) => recast(raw, from, to));
}

/** `nnet::activ_config`. */
const defaultTableType = fixedType(true, 18, 8);

export const int: FixedType = fixedType(true, 32, 32, { isInteger: true });
export const unsigned: FixedType = fixedType(false, 32, 32, { isInteger: true });

/** Where the entry for zero is; of a table for negative inputs the first. */
export function zeroEntry(name: TabledName, entries: number): number {
  const { span } = tabledActivations[name];
  return span > 0 ? Math.floor(((span / 2) * entries) / span) : 0;
}

/** The constant of `nnet::selu` above zero: of a type of its own in arrays, of the input's in streams. */
export function seluScale(input: FixedType, streams: boolean): { raw: bigint; type: FixedType } {
  const type = streams ? input : fixedType(false, 16, 1);
  return { raw: fromDouble(1.0507009873554805, type), type };
}

/** The number beside the values: `alpha`, `theta`. Before hls4ml 1.0 it had the input's type; 1 where none is passed. */
export function activationNumber(
  config: ResolvedConfig,
  name: 'alpha' | 'theta',
  input: FixedType,
): { raw: bigint; type: FixedType } {
  const value = config.parameter(name, NaN);
  if (Number.isNaN(value)) return { raw: 1n, type: fixedType(false, 1, 1, { isInteger: true }) };
  const type = config.has('parameter') ? config.role('parameter') : input;
  return { raw: fromDouble(value, type), type };
}

/** The slope and the shift of a hard sigmoid, and the type of `slope * x + shift`. */
export function line(
  config: ResolvedConfig,
  input: FixedType,
): Record<'slope' | 'shift', { raw: bigint; type: FixedType }> & { type: FixedType } {
  const [slopeType, shiftType] = [config.role('slope'), config.role('shift')];
  const slope = { raw: fromDouble(config.size('slope'), slopeType), type: slopeType };
  const shift = { raw: fromDouble(config.size('shift'), shiftType), type: shiftType };
  const type = fixedArithmetic.sumType(fixedArithmetic.productType(slopeType, input), shiftType);
  return { slope, shift, type };
}
