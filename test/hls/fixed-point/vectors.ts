import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixedType, parseFixedType, type FixedType } from 'hlsmith/hls';
import { sharedData } from '../../nn/shared.js';

/** Recorded answers of the vendors' headers; read in place, since they have no licence of ours. */
const path = join(sharedData, 'fixed-point', 'ap_vectors.json');

type PlainType = [width: number, integer: number, signed: number];
type Destination = [...PlainType, quantization: string, overflow: string, bits: number];
type IntegerType = [width: number, signed: number];

export interface Vectors {
  conv: [PlainType, string, Destination, string][];
  from_double: [string, Destination, string][];
  bin: [string, PlainType, string, PlainType, string, PlainType, string][];
  bin_int: [string, PlainType, string, 'int32' | 'uint32', number, PlainType, string][];
  cmp: [PlainType, string, PlainType, string, string][];
  cmp_int: [PlainType, string, number, string][];
  neg: [PlainType, string, PlainType, string][];
  not: [PlainType, string, PlainType, string][];
  shl: [PlainType, string, number, string][];
  shr: [PlainType, string, number, string][];
  to_int: [PlainType, string, number, number, number, number][];
  to_double: [PlainType, string, string][];
  to_float: [PlainType, string, string][];
  range_get: [PlainType, string, number, number, string][];
  range_set: [PlainType, number, number, string, string][];
  int_bin: [string, IntegerType, string, IntegerType, string, IntegerType, string][];
  quirks: { items: [string, string, unknown][] };
}

export const vectors: Vectors | null = existsSync(path)
  ? (JSON.parse(readFileSync(path, 'utf8')) as Vectors)
  : null;

if (!vectors) console.log(`skipped: the recorded answers of the vendors' headers are not at ${path}`);

export function plain([width, integer, signed]: PlainType): FixedType {
  return fixedType(signed === 1, width, integer);
}

export function whole([width, signed]: IntegerType): FixedType {
  return fixedType(signed === 1, width, width, { isInteger: true });
}

export function destination([width, integer, signed, ...modes]: Destination): FixedType {
  return parseFixedType(`ap_${signed ? '' : 'u'}fixed<${[width, integer, ...modes].join(',')}>`)!;
}

/** The recorded bits, sign-extended where the type is signed. */
export function rawOf(hex: string, type: FixedType): bigint {
  const bits = BigInt(`0x${hex}`);
  return type.signed ? BigInt.asIntN(type.width, bits) : bits;
}

export function hexOf(raw: bigint, type: FixedType): string {
  return BigInt.asUintN(type.width, raw).toString(16);
}

export function doubleOf(hex: string): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${hex}`));
  return view.getFloat64(0);
}

export function doubleBits(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
}

export function floatBits(value: number): string {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return view.getUint32(0).toString(16).padStart(8, '0');
}
