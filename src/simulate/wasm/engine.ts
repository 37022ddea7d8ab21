/** The part of the JavaScript engine's WebAssembly that we use; TypeScript declares it for browsers only. */
interface WebAssemblyEngine {
  readonly Module: new (bytes: Uint8Array) => Kernel;
  readonly Instance: new (
    kernel: Kernel,
    imports: Record<string, Record<string, Memory>>,
  ) => { readonly exports: Record<string, (...args: number[]) => void> };
  readonly Memory: new (size: { initial: number; maximum?: number }) => Memory;
}

/** A compiled kernel, before it is bound to a session's memory. */
export interface Kernel {
  /** Keeps other objects from passing for one. */
  readonly [Symbol.toStringTag]: 'WebAssembly.Module';
}

export interface Memory {
  readonly buffer: ArrayBuffer;
  /** Adds pages of 64 KiB; the old buffer is detached. */
  grow(pages: number): number;
}

export const engine = (globalThis as unknown as { WebAssembly: WebAssemblyEngine }).WebAssembly;
