import type { FixedType } from './type.js';

/** Bits right of the binary point; negative where the last bit is worth more than one. */
export function fractionBits(type: FixedType): number {
  return type.width - type.integer;
}

/** The smallest raw integer: -2^(width-1) if signed, else 0. */
export function minimumRaw(type: FixedType): bigint {
  return type.signed ? -(1n << BigInt(type.width - 1)) : 0n;
}

/** The largest raw integer: 2^(width-1)-1 if signed, else 2^width-1. */
export function maximumRaw(type: FixedType): bigint {
  return (1n << BigInt(type.signed ? type.width - 1 : type.width)) - 1n;
}

/** The smallest value, as the nearest double. */
export function minimum(type: FixedType): number {
  return Number(minimumRaw(type)) * resolution(type);
}

/** The largest value, as the nearest double. */
export function maximum(type: FixedType): number {
  return Number(maximumRaw(type)) * resolution(type);
}

/** The distance between neighbouring values: 2^(integer-width). */
export function resolution(type: FixedType): number {
  return 2 ** -fractionBits(type);
}

/** The same type with other total bits; the integer bits stay, save in an integer, where they follow. */
export function withWidth(type: FixedType, width: number): FixedType {
  return {
    ...type,
    width,
    integer: type.isInteger ? width : type.integer,
    saturationBits: Math.min(type.saturationBits, width),
  };
}

/** The same type with other integer bits, total bits kept. An integer becomes a fixed-point type. */
export function withInteger(type: FixedType, integer: number): FixedType {
  return { ...type, integer, isInteger: type.isInteger && integer === type.width };
}

/** Whether two types hold the same values and convert in the same way, however they are spelled. */
export function sameFormat(a: FixedType, b: FixedType): boolean {
  return (
    a.signed === b.signed &&
    a.width === b.width &&
    a.integer === b.integer &&
    a.quantization === b.quantization &&
    a.overflow === b.overflow &&
    a.saturationBits === b.saturationBits
  );
}

/** A plain type of the field: truncating and wrapping unless told otherwise, spelled `ap_*`. */
export function fixedType(
  signed: boolean,
  width: number,
  integer: number,
  modes: Partial<
    Pick<FixedType, 'family' | 'isInteger' | 'quantization' | 'overflow' | 'saturationBits'>
  > = {},
): FixedType {
  return {
    family: 'ap',
    isInteger: false,
    signed,
    width,
    integer,
    quantization: 'TRN',
    overflow: 'WRAP',
    saturationBits: 0,
    ...modes,
  };
}
