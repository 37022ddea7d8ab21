import { expect } from 'vitest';
import type { FileNode } from 'hlsmith/cpp';
import type { FlatTree } from '../../src/cpp/parse/flat-tree.js';
import { parseSnippet } from '../../src/cpp/parse/parser.js';
import { applyMasks } from '../../src/cpp/parse/shadow.js';

const arrays = ['kind', 'field', 'start', 'end', 'parent', 'last'] as const;

/** After a commit only what the edits touched is read again: the tree must be that of the whole text. */
export function expectFreshTree({ unit }: FileNode): void {
  const { parsed, source } = unit;
  // Where errors are left, what the parser makes of them is not ours to say.
  if (parsed.errors > 0) return;
  const fresh = parseSnippet(applyMasks(source.text, parsed.masks));
  const isSame = arrays.every(
    (array) => Buffer.compare(bytesOf(parsed.tree[array]), bytesOf(fresh[array])) === 0,
  );
  if (!isSame) expect(spelledOut(parsed.tree)).toEqual(spelledOut(fresh));
}

const bytesOf = ({ buffer, byteOffset, byteLength }: FlatTree[(typeof arrays)[number]]): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

const spelledOut = (tree: FlatTree): string[] =>
  [...tree.kind.keys()].map((node) =>
    [tree.name(node), ...arrays.slice(1).map((array) => `${array} ${tree[array][node]}`)].join(', '),
  );
