import * as h5wasm from 'h5wasm';
import { problem } from '../../diagnostics/index.js';
import type { NdArray } from '../model.js';
import { showShape } from '../npy.js';

/*
 * HDF5 is read by the HDF5 library itself, compiled to WebAssembly, on a copy in its own memory: a file's links to
 * other files lead nowhere.
 */

/** An open HDF5 file. Paths are `group/group/name`. */
export class Hdf5 {
  private constructor(
    private readonly root: h5wasm.File,
    readonly file: string,
  ) {}

  /**
   * Opens `bytes`, gives it to `use`, and closes it.
   * @throws `model.damaged` for whatever the library trips over
   */
  static async read<T>(bytes: Uint8Array, file: string, use: (hdf5: Hdf5) => T): Promise<T> {
    const { FS } = await h5wasm.ready;
    // Otherwise the library prints its stack on standard error.
    h5wasm.Module.activate_throwing_error_handler();
    const name = `/${counter++}.h5`;
    try {
      FS.writeFile(name, bytes);
      const root = guarded(file, () => new h5wasm.File(name, 'r'));
      try {
        return use(new Hdf5(root, file));
      } finally {
        quietly(() => root.close());
      }
    } finally {
      quietly(() => {
        FS.unlink(name);
      });
    }
  }

  /** A text attribute of a group, or undefined. */
  text(path: string, attribute: string): string | undefined {
    const value = this.attribute(path, attribute);
    return typeof value === 'string' ? value : undefined;
  }

  /** A list of texts, which Keras splits over `name0`, `name1`, ... when it is long; or undefined. */
  texts(path: string, attribute: string): string[] | undefined {
    const whole = this.attribute(path, attribute);
    if (whole !== undefined) return textsIn(whole);
    const found: string[] = [];
    for (let index = 0; ; index++) {
      const part = this.attribute(path, `${attribute}${index}`);
      if (part === undefined) return index === 0 ? undefined : found;
      found.push(...textsIn(part));
    }
  }

  isGroup(path: string): boolean {
    return this.entity(path) instanceof h5wasm.Group;
  }

  /** The shape of a data set, or undefined where there is none. */
  shape(path: string): readonly number[] | undefined {
    const found = this.entity(path);
    if (!(found instanceof h5wasm.Dataset)) return undefined;
    return guarded(this.file, () => found.shape) ?? undefined;
  }

  /** The values of a data set of float32 or float64. Check its shape first: a small file can claim a large one. */
  array(path: string): NdArray {
    const { shape, data } = this.values(path);
    if (data instanceof Float32Array || data instanceof Float64Array) return { shape, data };
    throw this.damaged(`${JSON.stringify(path)} does not hold 32-bit or 64-bit floats`);
  }

  /** The values of a data set of integers of up to 32 bits, as floats. Check its shape first. */
  integers(path: string): NdArray {
    const { shape, data } = this.values(path);
    if (integerArrays.some((type) => data instanceof type)) {
      return { shape, data: Float64Array.from(data as Int32Array) };
    }
    throw this.damaged(`${JSON.stringify(path)} does not hold integers of up to 32 bits`);
  }

  private values(path: string): { shape: readonly number[]; data: ArrayLike<unknown> } {
    const found = this.entity(path);
    if (!(found instanceof h5wasm.Dataset)) throw this.damaged(`${JSON.stringify(path)} is no array`);
    const { shape, value: data } = guarded(this.file, () => ({ shape: found.shape, value: found.value }));
    if (!shape || !ArrayBuffer.isView(data) || !('length' in data)) {
      throw this.damaged(`${JSON.stringify(path)} does not hold numbers`);
    }
    if (data.length !== shape.reduce((product, axis) => product * axis, 1)) {
      throw this.damaged(`${JSON.stringify(path)} does not hold the ${showShape(shape)} values it claims`);
    }
    return { shape, data };
  }

  private damaged(reason: string): Error {
    return problem('model.damaged', { reason }, { file: this.file });
  }

  private entity(path: string): unknown {
    if (path === '') return this.root;
    // The library throws where a part of the path is missing.
    return quietly(() => this.root.get(path)) ?? undefined;
  }

  private attribute(path: string, name: string): unknown {
    const found = this.entity(path);
    if (!(found instanceof h5wasm.Group)) return undefined;
    return guarded(this.file, () => {
      const { attrs } = found;
      return Object.hasOwn(attrs, name) ? attrs[name].value : undefined;
    });
  }
}

const integerArrays = [Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array];

let counter = 0;

function textsIn(value: unknown): string[] {
  // An empty list is stored as an empty array of floats.
  if (!Array.isArray(value)) return typeof value === 'string' ? [value] : [];
  return value.filter((item) => typeof item === 'string');
}

/** Whatever the library trips over is the file's fault. */
function guarded<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch {
    throw problem('model.damaged', { reason: 'the HDF5 library cannot read it' }, { file });
  }
}

function quietly<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
