import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compiler, Driver, fixedName, integerName, operationNames } from './driver.js';
import type { Type } from './driver.js';
import { sharedData } from '../nn/shared.js';

/** Recorded answers of a vendor's headers, kept beside the project; the file itself explains its fields. */
const file = process.env['HLSMITH_FIXED_POINT_VECTORS'] ?? join(sharedData, 'fixed-point', 'ap_vectors.json');
const inPlace = existsSync(file) ? file : undefined;
const missing = !inPlace ? `no ${file}` : !compiler ? 'no g++ or clang++' : undefined;

type Shape = [number, number, number, string?, string?, number?];
type Case = readonly (Shape | string | number)[];
type Kind = Exclude<keyof Vectors, 'quirks' | 'aborts'>;
interface Vectors extends Record<string, unknown> {
  conv: Case[];
  from_double: Case[];
  bin: Case[];
  bin_int: Case[];
  cmp: Case[];
  cmp_int: Case[];
  neg: Case[];
  not: Case[];
  inc: Case[];
  shl: Case[];
  shr: Case[];
  to_int: Case[];
  to_double: Case[];
  to_float: Case[];
  range_get: Case[];
  range_set: Case[];
  int_bin: Case[];
}

const typeOf = (field: Case[number]): Type => {
  const [width, integer, signed, quantization, overflow, saturatedBits] = field as Shape;
  return { width, integer, signed: Boolean(signed), quantization, overflow, saturatedBits };
};
const name = (field: Case[number]): string => fixedName(typeOf(field));
const int = (field: Case[number]): string => integerName((field as Shape)[0], Boolean((field as Shape)[1]));
const result = (type: Case[number], raw: Case[number]): string =>
  `${(type as Shape).slice(0, 3).join(' ')} ${String(raw)}`;
const cType = (field: Case[number]): string => (field === 'uint32' ? 'unsigned' : 'int');
const words = (...fields: Case[number][]): string[] => fields.map(String);

/** How each kind of case is asked: the operation, its words, the expected answer. */
const questions: Record<string, (c: Case) => [string, string[], string]> = {
  conv: ([from, raw, to, wanted]) => [
    `convert<${name(from!)}, ${name(to!)}>`,
    words(raw!),
    result(to!, wanted!),
  ],
  from_double: ([bits, to, wanted]) => [`from_double<${name(to!)}>`, words(bits!), result(to!, wanted!)],
  bin: ([op, a, x, b, y, type, wanted]) => [
    `binary<${operationNames[op as string]}, ${name(a!)}, ${name(b!)}>`,
    words(x!, y!),
    result(type!, wanted!),
  ],
  bin_int: ([op, a, x, c, value, type, wanted]) => [
    `with_integer<${operationNames[op as string]}, ${name(a!)}, ${cType(c!)}>`,
    words(x!, value!),
    result(type!, wanted!),
  ],
  cmp: ([a, x, b, y, wanted]) => [`compare<${name(a!)}, ${name(b!)}>`, words(x!, y!), String(wanted)],
  cmp_int: ([a, x, value, wanted]) => [
    `compare_integer<${name(a!)}, int>`,
    words(x!, value!),
    String(wanted),
  ],
  neg: ([a, x, type, wanted]) => [`negate<${name(a!)}>`, words(x!), result(type!, wanted!)],
  not: ([a, x, type, wanted]) => [`invert<${name(a!)}>`, words(x!), result(type!, wanted!)],
  inc: ([a, x, type, wanted]) => [`increment<${name(a!)}>`, words(x!), result(type!, wanted!)],
  shl: ([a, x, n, wanted]) => [`shift_left<${name(a!)}>`, words(x!, n!), result(a!, wanted!)],
  shr: ([a, x, n, wanted]) => [`shift_right<${name(a!)}>`, words(x!, n!), result(a!, wanted!)],
  to_int: ([a, x, ...wanted]) => [`to_integers<${name(a!)}>`, words(x!), wanted.join(' ')],
  to_double: ([a, x, wanted]) => [`to_double<${name(a!)}>`, words(x!), String(wanted)],
  to_float: ([a, x, wanted]) => [`to_float<${name(a!)}>`, words(x!), String(wanted)],
  range_get: ([a, x, high, low, wanted]) => [
    `get_range_uint64<${name(a!)}>`,
    words(x!, high!, low!),
    String(wanted),
  ],
  range_set: ([a, high, low, bits, wanted]) => [
    `set_range<${name(a!)}>`,
    words(high!, low!, bits!),
    String(wanted),
  ],
  int_bin: ([op, a, x, b, y, type, wanted]) => [
    `binary<${operationNames[op as string]}, ${int(a!)}, ${int(b!)}>`,
    words(x!, y!),
    `${(type as Shape)[0]} ${(type as Shape)[0]} ${(type as Shape)[1]} ${String(wanted)}`,
  ],
};

describe('ap_fixed and ap_int beside recorded vectors', { timeout: 300_000 }, () => {
  it.skipIf(missing)(`answers as recorded${missing ? ` (skipped: ${missing})` : ''}`, () => {
    const vectors = JSON.parse(readFileSync(inPlace!, 'utf8')) as Vectors;
    const driver = new Driver();
    for (const [kind, ask] of Object.entries(questions)) {
      for (const c of vectors[kind as Kind] as Case[]) driver.expect(...ask(c), kind);
    }
    expect(driver.size).toBeGreaterThan(10_000);
    expect(driver.run()).toEqual([]);
  });
});
