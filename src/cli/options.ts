import { InvalidArgumentError, Option } from 'commander';
import { parseFixedType, type FixedType } from '../hls/index.js';

/** `--json`, as every command has it: one object on standard output, and nothing else there. */
export const jsonOption = (): Option => new Option('--json', 'print one JSON object and nothing else');

export const topOption = (): Option =>
  new Option('--top <name>', 'the top function, where several functions call layers');

/** A path that is not empty: what stays of `-o "$OUT"` where OUT is not set would mean the working directory. */
export function somePath(text: string): string {
  if (text === '') throw new InvalidArgumentError('a path');
  return text;
}

export function fraction(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < 1)) {
    throw new InvalidArgumentError('a number from 0 up to (not including) 1, such as 0.01');
  }
  return value;
}

/** A tolerance: errors have no upper end. */
export function tolerance(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < Infinity)) {
    throw new InvalidArgumentError('a number from 0, such as 0.01');
  }
  return value;
}

export function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('a whole number from 1');
  return Number(text);
}

export function numberFromZero(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < Infinity))
    throw new InvalidArgumentError('a number from 0');
  return value;
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError('a number above 0');
  return value;
}

export function fixedType(text: string): FixedType {
  const type = parseFixedType(text);
  if (!type)
    throw new InvalidArgumentError("a type such as 'ap_fixed<18,8>' or 'ap_fixed<16,6,AP_RND,AP_SAT>'");
  return type;
}
