import { Unfamiliar, type Bytes } from './bytes.js';

/*
 * Groups and data sets are object headers: lists of messages. Chapters and names are those of the HDF5 File Format
 * Specification, version 3.0.
 */

/** What a message says (IV.A.2). */
export const messageType = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

export interface Message {
  readonly type: number;
  readonly at: number;
  readonly size: number;
}

/** The messages of the object header at an address (IV.A.1). */
export function messagesAt(bytes: Bytes, at: number): Message[] {
  return bytes.u8(at) === 1 ? messagesOfVersion1(bytes, at) : messagesOfVersion2(bytes, at);
}

function messagesOfVersion1(bytes: Bytes, at: number): Message[] {
  return messagesIn(bytes, { at: at + 16, size: bytes.u32(at + 8) }, (place) => ({
    ...{ type: bytes.u16(place), size: bytes.u16(place + 2), flags: bytes.u8(place + 4) },
    start: place + 8,
  }));
}

function messagesOfVersion2(bytes: Bytes, at: number): Message[] {
  bytes.expect(at, 'OHDR');
  const flags = bytes.u8(at + 5);
  const sizeAt = at + 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const sizeBytes = 1 << (flags & 3);
  const order = flags & 4 ? 2 : 0;
  const header = { at: sizeAt + sizeBytes, size: unsigned(bytes, sizeAt, sizeBytes) };
  return messagesIn(
    bytes,
    header,
    (place) => ({
      ...{ type: bytes.u8(place), size: bytes.u16(place + 1), flags: bytes.u8(place + 3) },
      start: place + 4 + order,
    }),
    (block) => {
      bytes.expect(block.at, 'OCHK');
      return { at: block.at + 4, size: block.size - 8 };
    },
  );
}

interface Block {
  readonly at: number;
  readonly size: number;
}

const shared = 2;

function messagesIn(
  bytes: Bytes,
  header: Block,
  read: (at: number) => { type: number; size: number; flags: number; start: number },
  inside: (continuation: Block) => Block = (block) => block,
): Message[] {
  const found: Message[] = [];
  const blocks = [header];
  for (const block of blocks) {
    const end = block.at + block.size;
    const least = read(block.at).start - block.at;
    for (let at = block.at; at + least <= end;) {
      const { type, size, flags, start } = read(at);
      if (start + size > end) throw new Unfamiliar('a message that does not fit its header');
      if (flags & shared) throw new Unfamiliar('a shared message');
      if (type === messageType.continuation) {
        blocks.push(inside({ at: bytes.u64(start), size: bytes.u64(start + 8) }));
      } else {
        found.push({ type, at: start, size });
      }
      at = start + size;
    }
  }
  return found;
}

/** A number of 1, 2, 4 or 8 bytes. */
export function unsigned(bytes: Bytes, at: number, size: number): number {
  return size === 1 ? bytes.u8(at) : size === 2 ? bytes.u16(at) : size === 4 ? bytes.u32(at) : bytes.u64(at);
}

/** The addresses of what a group holds, by name; undefined where the messages are not those of a group. */
export function linksOf(bytes: Bytes, messages: readonly Message[]): Map<string, number> | undefined {
  const table = messages.find(({ type }) => type === messageType.symbolTable);
  if (table) return linksInTable(bytes, table);
  const info = messages.find(({ type }) => type === messageType.linkInfo);
  if (!info) return undefined;
  // With many links, they stand in a fractal heap.
  const heapAt = info.at + 2 + (bytes.u8(info.at + 1) & 1 ? 8 : 0);
  if (bytes.address(heapAt) !== undefined) throw new Unfamiliar('links in a fractal heap');
  return new Map(
    messages.filter(({ type }) => type === messageType.link).map((message) => linkIn(bytes, message)),
  );
}

/** IV.A.2.g. */
function linkIn(bytes: Bytes, { at }: Message): [string, number] {
  const flags = bytes.u8(at + 1);
  if (flags & 8 && bytes.u8(at + 2) !== 0) throw new Unfamiliar('a link that is not hard');
  const sizeAt = at + 2 + (flags & 8 ? 1 : 0) + (flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0);
  const sizeBytes = 1 << (flags & 3);
  const size = unsigned(bytes, sizeAt, sizeBytes);
  const nameAt = sizeAt + sizeBytes;
  return [bytes.text(nameAt, size), bytes.u64(nameAt + size)];
}

/** A tree of tables, with the names in a heap (III.A.1, III.C, III.D). */
function linksInTable(bytes: Bytes, { at }: Message): Map<string, number> {
  const heap = bytes.u64(at + 8);
  bytes.expect(heap, 'HEAP');
  const size = bytes.u64(heap + 8);
  const names = bytes.u64(heap + 24);
  const found = new Map<string, number>();
  const tree = bytes.u64(at);
  for (const table of leavesOf(bytes, tree, bytes.u8(tree + 5))) {
    bytes.expect(table, 'SNOD');
    for (let index = bytes.u16(table + 6) - 1; index >= 0; index--) {
      const entry = table + 8 + 40 * index;
      if (bytes.u32(entry + 16) === 2) throw new Unfamiliar('a link that is not hard');
      const name = bytes.u64(entry);
      found.set(bytes.text(names + name, size - name), bytes.u64(entry + 8));
    }
  }
  return found;
}

function leavesOf(bytes: Bytes, at: number, level: number): number[] {
  bytes.expect(at, 'TREE');
  if (bytes.u8(at + 4) !== 0 || bytes.u8(at + 5) !== level) throw new Unfamiliar('a tree of another kind');
  const children = Array.from({ length: bytes.u16(at + 6) }, (_, index) => bytes.u64(at + 32 + 16 * index));
  return level === 0 ? children : children.flatMap((child) => leavesOf(bytes, child, level - 1));
}
