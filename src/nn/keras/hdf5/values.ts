import { Unfamiliar, type Bytes } from './bytes.js';
import { messageType, type Message } from './objects.js';

/** IV.A.2.b; null for a space without elements. */
export function shapeAt(bytes: Bytes, at: number): number[] | null {
  const version = bytes.u8(at);
  const rank = bytes.u8(at + 1);
  if (version !== 1 && version !== 2) throw new Unfamiliar('a dataspace of another version');
  if (version === 2 && bytes.u8(at + 3) === 2) return null;
  const start = at + (version === 1 ? 8 : 4);
  return Array.from({ length: rank }, (_, axis) => bytes.u64(start + 8 * axis));
}

export type ElementType =
  | { readonly kind: 'float' | 'signed' | 'unsigned' | 'text'; readonly size: number }
  | { readonly kind: 'variableText'; readonly size: 16 };

/** IV.A.2.d. */
export function elementTypeAt(bytes: Bytes, at: number): ElementType {
  const flags = bytes.u8(at + 1);
  const size = bytes.u32(at + 4);
  switch (bytes.u8(at) & 15) {
    case 0:
      if (flags & 1 || bytes.u16(at + 8) !== 0 || bytes.u16(at + 10) !== 8 * size) break;
      return { kind: flags & 8 ? 'signed' : 'unsigned', size };
    case 1:
      if (isIeee(bytes, at, size)) return { kind: 'float', size };
      break;
    case 3:
      // Padded with zeros, ASCII or UTF-8.
      if ((flags & 15) > 1) break;
      return { kind: 'text', size };
    case 9:
      if ((flags & 15) === 1 && size === 16) return { kind: 'variableText', size };
  }
  throw new Unfamiliar('elements of another type');
}

/** Little-endian, with the fields where IEEE 754 has them. */
function isIeee(bytes: Bytes, at: number, size: number): boolean {
  const fields = { 4: [31, 32, 23, 8, 23, 127], 8: [63, 64, 52, 11, 52, 1023] }[size];
  if (!fields || bytes.u8(at + 1) & 0x41) return false;
  const found = [
    ...[bytes.u8(at + 2), bytes.u16(at + 10), bytes.u8(at + 12), bytes.u8(at + 13)],
    ...[bytes.u8(at + 15), bytes.u32(at + 16)],
  ];
  return bytes.u16(at + 8) === 0 && found.every((field, index) => field === fields[index]);
}

/** Where the values of a data set stand in the file: whole, not in chunks (IV.A.2.i). */
export function valuesAt(bytes: Bytes, messages: readonly Message[], size: number): Uint8Array {
  const layout = messages.find(({ type }) => type === messageType.layout);
  const isPlain = !messages.some(({ type }) => type === messageType.filters);
  if (!layout || !isPlain || bytes.u8(layout.at) !== 3) throw new Unfamiliar('another layout');
  const { at } = layout;
  switch (bytes.u8(at + 1)) {
    case 0:
      if (bytes.u16(at + 2) < size) break;
      return bytes.slice(at + 4, size);
    case 1: {
      const start = bytes.address(at + 2);
      if (start === undefined || bytes.u64(at + 10) < size) break;
      return bytes.slice(start, size);
    }
  }
  throw new Unfamiliar('another layout');
}

/** The name of an attribute and its value: a text, a list of texts, or null for what is neither (IV.A.2.m). */
export function attributeIn(bytes: Bytes, { at }: Message): [string, string | string[] | null] {
  const version = bytes.u8(at);
  if (version < 1 || version > 3 || (version > 1 && bytes.u8(at + 1) !== 0)) {
    throw new Unfamiliar('an attribute of another version');
  }
  const padded = (size: number): number => (version === 1 ? 8 * Math.ceil(size / 8) : size);
  const [nameSize, typeSize, shapeSize] = [2, 4, 6].map((offset) => bytes.u16(at + offset));
  const nameAt = at + (version === 3 ? 9 : 8);
  const typeAt = nameAt + padded(nameSize);
  const shapeStart = typeAt + padded(typeSize);
  const name = bytes.text(nameAt, nameSize);
  const shape = shapeAt(bytes, shapeStart);
  if (shape === null) return [name, null];
  const count = shape.reduce((product, axis) => product * axis, 1);
  if (count === 0) return [name, []];
  // Class and version stand together; compounds and the like are nobody's list of names.
  const isText = [3, 9].includes(bytes.u8(typeAt) & 15);
  if (!isText) return [name, null];
  const type = elementTypeAt(bytes, typeAt);
  const start = shapeStart + padded(shapeSize);
  bytes.slice(start, count * type.size);
  const values = Array.from({ length: count }, (_, index) => textAt(bytes, start + index * type.size, type));
  return [name, shape.length === 0 ? values[0] : values];
}

function textAt(bytes: Bytes, at: number, type: ElementType): string {
  if (type.kind === 'text') return bytes.text(at, type.size);
  const size = bytes.u32(at);
  const heap = bytes.u64(at + 4);
  const index = bytes.u32(at + 12);
  // III.E
  bytes.expect(heap, 'GCOL');
  const end = heap + bytes.u64(heap + 8);
  for (let object = heap + 16; object + 16 <= end;) {
    const held = bytes.u64(object + 8);
    const number = bytes.u16(object);
    if (number === index && held >= size) return bytes.text(object + 16, size);
    if (number === 0) break;
    object += 16 + 8 * Math.ceil(held / 8);
  }
  throw new Unfamiliar('a text that is not in its heap');
}
