import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { libraryText } from './library.js';

/** An approximate multiplier as C++ names and defines it. */
export interface ChosenMultiplier {
  /** `hlsmith::drum<6>`. */
  readonly model: string;
  /** Bits of an operand of a table, and whether they are in two's complement; null for a model. */
  readonly bits: number | null;
  readonly isSigned: boolean;
  /** The C++ of a table of products, for a multiplier that is one. */
  readonly definition: string | null;
  /** How a table was read. */
  readonly remark: string | null;
}

interface BuiltIn {
  readonly model: string;
  /** The numbers behind the name, with defaults and bounds. */
  readonly numbers: readonly { readonly default: number; readonly least: number; readonly most: number }[];
}

const builtIn: Readonly<Record<string, BuiltIn>> = {
  mitchell: { model: 'mitchell', numbers: [] },
  truncated: { model: 'truncated', numbers: [{ default: 2, least: 1, most: 15 }] },
  drum: { model: 'drum', numbers: [{ default: 6, least: 3, most: 15 }] },
  'broken-array': {
    model: 'broken_array',
    numbers: [
      { default: 8, least: 0, most: 25 },
      { default: 0, least: 0, most: 25 },
    ],
  },
};

export const knownMultipliers =
  'mitchell, truncated:BITS lost, drum:BITS kept, broken-array:COLUMNS:ROWS left out, or a file of a table of products';

/**
 * `mitchell`, `truncated:2`, `drum:6`, `broken-array:8:0`, or the name of a text file with a table of products: all
 * numbers behind the first brace (or of the file), row by row, such as AdaPT's look-up tables in C headers.
 */
export function chooseMultiplier(text: string): ChosenMultiplier {
  const [name = '', ...given] = text.split(':');
  const found = Object.hasOwn(builtIn, name) ? builtIn[name] : undefined;
  if (found)
    return {
      model: `hlsmith::${found.model}${argumentsOf(found, given, text)}`,
      ...{ bits: null, isSigned: false, definition: null, remark: null },
    };
  if (!existsSync(text))
    throw new Error(`${text} is no multiplier and no file; known are ${knownMultipliers}`);
  if (/\.npy$/i.test(text))
    throw new Error(`${text}: give a text file (numpy.savetxt), or use hlsmith simulate`);
  return tableMultiplier(basename(text), numbersIn(readFileSync(text, 'utf8'), text));
}

function argumentsOf({ numbers }: BuiltIn, given: readonly string[], text: string): string {
  if (given.length > numbers.length) throw new Error(`${text} has more numbers than the multiplier takes`);
  const values = numbers.map(({ default: usual, least, most }, at) => {
    const value = given[at] === undefined ? usual : Number(given[at]);
    if (!Number.isInteger(value) || value < least || value > most)
      throw new Error(`${text}: ${given[at]} is no whole number from ${least} up to ${most}`);
    return value;
  });
  return values.length === 0 ? '' : `<${values.join(', ')}>`;
}

function numbersIn(text: string, file: string): number[] {
  const brace = text.indexOf('{');
  const body = (brace < 0 ? text : text.slice(brace)).replace(/\/\*[\s\S]*?\*\/|[#/].*|[{}();,[\]]/g, ' ');
  return body
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const value = Number(word);
      if (!Number.isInteger(value)) throw new Error(`${file}: ${word.slice(0, 40)} is no whole number`);
      return value;
    });
}

/**
 * A table of 2^n x 2^n products, row by row. Its operands are magnitudes, or in two's complement, rows and columns
 * in the order of the bits or of the values (from the least): what comes nearest to exact products.
 */
export function tableMultiplier(file: string, products: ArrayLike<number>): ChosenMultiplier {
  const bits = Math.log2(products.length) / 2;
  if (!Number.isInteger(bits) || bits < 2 || bits > 12) {
    const reason = `${products.length} numbers are no table of 2^n x 2^n products, n from 2 up to 12`;
    throw new Error(`${file}: ${reason}`);
  }
  const name = `table_${file.replace(/\.[^.]*$/, '').replace(/\W/g, '_')}`;
  const size = 2 ** bits;
  const readings = [
    'magnitudes',
    "two's complement, by its bits",
    "two's complement, from the least",
  ] as const;
  const valueOf = [
    (index: number) => index,
    (index: number) => (index < size / 2 ? index : index - size),
    (index: number) => index - size / 2,
  ];
  const errors = valueOf.map((value) => {
    let error = 0;
    for (let at = 0; at < products.length; at++)
      error += Math.abs(products[at] - value(Math.floor(at / size)) * value(at % size));
    return error;
  });
  const reading = errors.indexOf(Math.min(...errors));
  const ofBits = reading === 2 ? (bitsOf: number) => (bitsOf + size / 2) % size : (bitsOf: number) => bitsOf;
  const ordered = Array.from({ length: products.length }, (_, at) => {
    const value = products[ofBits(Math.floor(at / size)) * size + ofBits(at % size)];
    if (!Number.isInteger(value) || Math.abs(value) >= 2 ** 31)
      throw new Error(`${file}: ${value} is no whole number of 32 bits`);
    return value;
  });
  const largest = ordered.reduce((most, value) => Math.max(most, value < 0 ? -value - 1 : value), 0);
  const lines = Array.from({ length: Math.ceil(ordered.length / 16) }, (_, line) =>
    ordered.slice(line * 16, line * 16 + 16).join(','),
  );
  const values: Record<string, string | number> = {
    ...{ name, length: ordered.length, bits, products: lines.join(',\n') },
    // One more for the sign of a product of magnitudes.
    width: Math.floor(Math.log2(Math.max(1, largest))) + 3,
    is_signed: String(reading !== 0),
  };
  const definition = libraryText('multiplier_table.h').replace(
    /\$(name|length|bits|products|width|is_signed)/g,
    (_, word: string) => String(values[word]),
  );
  return {
    model: `hlsmith::${name}`,
    definition,
    ...{ bits, isSigned: reading !== 0 },
    remark: `${file}: products of ${bits}-bit ${readings[reading]}`,
  };
}
