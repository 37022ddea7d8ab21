import { problem } from '../diagnostics/index.js';

/** `latin-1` is what bytes that are not UTF-8 are read as: every byte is one character and comes back. */
export type Encoding = 'utf-8' | 'latin-1';

/** 1-based, in characters (UTF-16 units), as editors and compilers count. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

const byteOrderMark = [0xef, 0xbb, 0xbf];

/** The text of one file, with what is needed to write back exactly the bytes that were read. Immutable. */
export class SourceText {
  private lineStarts: Int32Array | null = null;

  constructor(
    readonly path: string,
    /** Decoded, without the byte order mark; line ends as in the file. */
    readonly text: string,
    readonly encoding: Encoding = 'utf-8',
    readonly hasByteOrderMark = false,
  ) {}

  static decode(path: string, bytes: Uint8Array): SourceText {
    const marked = byteOrderMark.every((byte, index) => bytes[index] === byte);
    const body = marked ? bytes.subarray(byteOrderMark.length) : bytes;
    try {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
      return new SourceText(path, text, 'utf-8', marked);
    } catch {
      // TextDecoder's "latin1" is windows-1252, which is not one to one; Buffer's is.
      return new SourceText(path, Buffer.from(bytes).toString('latin1'), 'latin-1', false);
    }
  }

  /** The bytes of the file. @throws when a latin-1 file was given a character that it cannot hold. */
  encode(): Uint8Array {
    if (this.encoding === 'latin-1') {
      const offset = firstBeyondLatin1(this.text);
      if (offset >= 0) {
        throw problem('text.unencodable', { character: this.text[offset]! }, this.placeAt(offset));
      }
      return Buffer.from(this.text, 'latin1');
    }
    const body = Buffer.from(this.text, 'utf8');
    return this.hasByteOrderMark ? Buffer.concat([Buffer.from(byteOrderMark), body]) : body;
  }

  /** The same file with other text. */
  withText(text: string): SourceText {
    return text === this.text ? this : new SourceText(this.path, text, this.encoding, this.hasByteOrderMark);
  }

  /** What most lines end with; `\n` where there is no line end at all. */
  get lineEnd(): '\n' | '\r\n' {
    let windows = 0;
    for (let at = this.text.indexOf('\r\n'); at >= 0; at = this.text.indexOf('\r\n', at + 2)) windows++;
    return windows * 2 > this.lineCount - 1 ? '\r\n' : '\n';
  }

  get lineCount(): number {
    return this.starts().length;
  }

  positionAt(offset: number): LineColumn {
    const starts = this.starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  }

  /** The offset of a 1-based position; a column past the line's end gives the line's end. */
  offsetAt(line: number, column = 1): number {
    const starts = this.starts();
    const start = starts[Math.min(Math.max(line, 1), starts.length) - 1]!;
    const next = starts[Math.min(Math.max(line, 1), starts.length)] ?? this.text.length + 1;
    return Math.min(start + column - 1, next - 1);
  }

  /** Where a diagnostic points. */
  placeAt(offset: number): { file: string; line: number; column: number } {
    return { file: this.path, ...this.positionAt(offset) };
  }

  /** The offset of the first character of the line that holds `offset`. */
  lineStart(offset: number): number {
    return this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** The offset just before the line end (`\r\n` or `\n`) of the line that holds `offset`. */
  lineEndOffset(offset: number): number {
    const feed = this.text.indexOf('\n', offset);
    if (feed < 0) return this.text.length;
    return feed > offset && this.text[feed - 1] === '\r' ? feed - 1 : feed;
  }

  /** The white space that begins the line of `offset`. */
  indentationAt(offset: number): string {
    const start = this.lineStart(offset);
    let end = start;
    while (this.text[end] === ' ' || this.text[end] === '\t') end++;
    return this.text.slice(start, end);
  }

  private starts(): Int32Array {
    if (this.lineStarts) return this.lineStarts;
    const starts = [0];
    for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) starts.push(at + 1);
    return (this.lineStarts = Int32Array.from(starts));
  }
}

function firstBeyondLatin1(text: string): number {
  for (let offset = 0; offset < text.length; offset++) if (text.charCodeAt(offset) > 0xff) return offset;
  return -1;
}
