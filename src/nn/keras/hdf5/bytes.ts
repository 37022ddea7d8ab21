/**
 * Says that a file has something that `plain.ts` does not read: the HDF5 library shall read it, or say what is
 * wrong with it.
 */
export class Unfamiliar extends Error {}

/** What a whole file may take: a bound on what damaged files, whose parts point at each other, can cost. */
const mostReads = 2e6;

/** The bytes of an HDF5 file, little-endian, read at absolute places. */
export class Bytes {
  private reads = 0;
  private readonly view: DataView;

  /** @throws {@link Unfamiliar} as all reads outside the file */
  constructor(readonly all: Uint8Array) {
    this.view = new DataView(all.buffer, all.byteOffset, all.byteLength);
  }

  u8(at: number): number {
    this.within(at, 1);
    return this.view.getUint8(at);
  }

  u16(at: number): number {
    this.within(at, 2);
    return this.view.getUint16(at, true);
  }

  u32(at: number): number {
    this.within(at, 4);
    return this.view.getUint32(at, true);
  }

  /** An address or a length of 8 bytes. */
  u64(at: number): number {
    const high = this.u32(at + 4);
    if (high >= 2 ** 21) throw new Unfamiliar('a number above 2^53');
    return high * 2 ** 32 + this.u32(at);
  }

  /** An address; undefined where there is none, which is stored as ones. */
  address(at: number): number | undefined {
    return this.u32(at) === 0xffffffff && this.u32(at + 4) === 0xffffffff ? undefined : this.u64(at);
  }

  /** Asserts a signature of four letters. */
  expect(at: number, signature: string): void {
    for (let index = 0; index < 4; index++) {
      if (this.u8(at + index) !== signature.charCodeAt(index)) throw new Unfamiliar(`no ${signature}`);
    }
  }

  /** The bytes, without a copy. */
  slice(at: number, size: number): Uint8Array {
    this.within(at, size);
    return this.all.subarray(at, at + size);
  }

  /** UTF-8 up to a zero byte, or to the end of `size` bytes. */
  text(at: number, size: number): string {
    const bytes = this.slice(at, size);
    const end = bytes.indexOf(0);
    return Buffer.from(bytes.buffer, bytes.byteOffset, end < 0 ? size : end).toString('utf8');
  }

  private within(at: number, size: number): void {
    if (!(at >= 0 && at + size <= this.all.length)) throw new Unfamiliar('outside the file');
    if (++this.reads > mostReads) throw new Unfamiliar('too many parts');
  }
}
