import { engine, type Memory } from './engine.js';

const pageBytes = 65536;

/** Named regions of one WebAssembly memory. A region that must grow moves to the end; nothing is given back. */
export class Arena {
  readonly memory: Memory = new engine.Memory({ initial: 1 });
  private readonly regions = new Map<string, { offset: number; bytes: number }>();
  private end = 64;

  /** The address of a region of at least that many bytes; its content survives unless it had to grow. */
  region(name: string, bytes: number): number {
    const existing = this.regions.get(name);
    if (existing && existing.bytes >= bytes) return existing.offset;
    const offset = this.end;
    // Vectors that start on a cache line never straddle two.
    this.end = offset + Math.ceil(bytes / 64) * 64;
    const missing = Math.ceil(this.end / pageBytes) - this.memory.buffer.byteLength / pageBytes;
    if (missing > 0) this.memory.grow(missing);
    this.regions.set(name, { offset, bytes });
    return offset;
  }

  write(offset: number, bytes: Uint8Array): void {
    new Uint8Array(this.memory.buffer, offset, bytes.length).set(bytes);
  }
}
