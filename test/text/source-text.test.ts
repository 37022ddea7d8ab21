import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceText } from '../../src/text/index.js';

describe('source text', () => {
  it('gives back every byte of any file', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(Buffer.from(SourceText.decode('f', bytes).encode())).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('knows UTF-8, byte order marks and what is neither', () => {
    const marked = SourceText.decode('f', Buffer.from([0xef, 0xbb, 0xbf, 0x61]));
    expect([marked.text, marked.hasByteOrderMark, marked.encoding]).toEqual(['a', true, 'utf-8']);
    const latin = SourceText.decode('f', Buffer.from([0x2f, 0xe9, 0x80]));
    expect([latin.text.length, latin.encoding]).toEqual([3, 'latin-1']);
  });

  it('refuses a character that a latin-1 file cannot hold, and says where', () => {
    const latin = SourceText.decode('k.cpp', Buffer.from([0xe9]));
    expect(() => latin.withText('\né→').encode()).toThrow(/k\.cpp:2:2.*→/);
  });

  it('counts lines and columns from 1 and inverts them', () => {
    const text = new SourceText('f', 'ab\r\ncd\n\nx');
    expect(text.positionAt(5)).toEqual({ line: 2, column: 2 });
    expect(text.offsetAt(2, 2)).toBe(5);
    expect(text.offsetAt(3, 9)).toBe(7);
    expect(text.lineCount).toBe(4);
    for (let offset = 0; offset <= text.text.length; offset++) {
      const { line, column } = text.positionAt(offset);
      expect(text.offsetAt(line, column)).toBe(offset);
    }
  });

  it('takes the majority for the line end', () => {
    expect(new SourceText('f', 'a\r\nb\r\nc\n').lineEnd).toBe('\r\n');
    expect(new SourceText('f', 'a\r\nb\nc\n').lineEnd).toBe('\n');
    expect(new SourceText('f', 'a').lineEnd).toBe('\n');
  });
});
