import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChangeSet, SourceText, type Edit } from '../../src/text/index.js';

const edit = (start: number, end: number, text: string, author = 'a', side?: Edit['side']): Edit => ({
  start,
  end,
  text,
  author,
  ...(side ? { side } : {}),
});
const changes = (text: string, ...edits: Edit[]): ChangeSet => {
  const set = new ChangeSet(new SourceText('k.cpp', text));
  for (const one of edits) set.add(one);
  return set;
};

describe('a change set', () => {
  it('makes edits in original coordinates, whatever their order', () => {
    expect(changes('int a = 1;', edit(8, 9, '22'), edit(0, 3, 'long')).apply()).toBe('long a = 22;');
  });

  it('composes insertions at one point in the order of recording', () => {
    expect(changes('for', edit(0, 0, '1'), edit(0, 0, '2'), edit(3, 3, '3')).apply()).toBe('12for3');
  });

  it('puts what sticks to the left text before what sticks to the right text', () => {
    const set = changes('ab', edit(1, 1, 'B', 'a', 'before'), edit(1, 1, 'A', 'a', 'after'));
    expect(set.apply()).toBe('aABb');
  });

  it('lets insertions stand at both ends of replaced text', () => {
    const set = changes('abc', edit(1, 2, 'X'), edit(1, 1, '<'), edit(2, 2, '>'));
    expect(set.apply()).toBe('a<X>c');
  });

  it('refuses true overlaps and names both places and authors', () => {
    const set = changes('x\nabcdef', edit(2, 5, '', 'unroll'));
    expect(() => set.add(edit(4, 6, 'y', 'tile'))).toThrow(
      /k\.cpp:2:3: the edit by tile would change text that unroll changes at k\.cpp:2:1/,
    );
    expect(() => set.add(edit(3, 3, 'y', 'tile'))).toThrow(/tile/);
    expect(set.apply()).toBe('x\ndef');
  });

  it('refuses an insertion that a later deletion would swallow', () => {
    const set = changes('abcdef', edit(3, 3, 'new', 'one'));
    expect(() => set.add(edit(2, 4, '', 'two'))).toThrow(/one/);
  });

  it('counts the very same edit once', () => {
    expect(changes('abc', edit(0, 1, 'x'), edit(0, 1, 'x', 'b')).edits).toHaveLength(1);
  });

  it('maps positions through the change', () => {
    const set = changes('0123456789', edit(2, 2, 'ab'), edit(4, 6, 'X'));
    expect([set.map(2, 'left'), set.map(2, 'right'), set.map(9, 'left')]).toEqual([2, 4, 10]);
    expect([set.map(4, 'right'), set.map(5, 'left'), set.map(5, 'right'), set.map(6, 'left')]).toEqual([
      6, 6, 7, 7,
    ]);
  });

  it('changes nothing else and can always be taken back', () => {
    const anyEdit = fc.record({
      from: fc.nat(40),
      length: fc.nat(6),
      text: fc.string({ maxLength: 5 }),
    });
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 40 }),
        fc.array(anyEdit, { maxLength: 12 }),
        (text, list) => {
          const set = changes(text);
          const kept = new Array<boolean>(text.length).fill(true);
          for (const { from, length, text: insert } of list) {
            const start = Math.min(from, text.length);
            const end = Math.min(start + length, text.length);
            try {
              set.add(edit(start, end, insert));
            } catch {
              continue;
            }
            kept.fill(false, start, end);
          }
          const after = set.source.withText(set.apply());
          expect(set.inverse(after).apply()).toBe(text);
          for (const [offset, stays] of kept.entries()) {
            if (stays) expect(after.text[set.map(offset, 'right')]).toBe(text[offset]);
          }
        },
      ),
    );
  });
});
