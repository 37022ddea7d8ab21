import { Dataset, File, Group } from 'jsfive';
import { problem } from '../../diagnostics/index.js';
import type { NdArray } from '../model.js';
import { showShape } from '../npy.js';

/*
 * HDF5 is read by jsfive, in JavaScript: it starts in a tenth of the time that the HDF5 library compiled to
 * WebAssembly takes. Links to other files lead nowhere.
 */

/** An open HDF5 file. Paths are `group/group/name`. */
export class Hdf5 {
  private readonly known = new Map<string, Group | Dataset | undefined>();

  private constructor(
    root: Group,
    readonly file: string,
  ) {
    this.known.set('', root);
  }

  /**
   * Opens `bytes` and gives it to `use`.
   * @throws `model.damaged` for whatever the library trips over
   */
  static read<T>(bytes: Uint8Array, file: string, use: (hdf5: Hdf5) => T): T {
    if (endOf(bytes) > bytes.length)
      throw problem('model.damaged', { reason: 'its end is missing' }, { file });
    // The library wants a buffer of its own.
    const buffer = new Uint8Array(bytes).buffer;
    return silently(() =>
      use(
        new Hdf5(
          guarded(file, () => new File(buffer, file)),
          file,
        ),
      ),
    );
  }

  /** A text attribute of a group, or undefined. */
  text(path: string, attribute: string): string | undefined {
    const value = this.attribute(path, attribute);
    return typeof value === 'string' ? trimmed(value) : undefined;
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
    return this.entity(path) instanceof Group;
  }

  /** The shape of a data set, or undefined where there is none. */
  shape(path: string): readonly number[] | undefined {
    const found = this.entity(path);
    return found instanceof Dataset ? guarded(this.file, () => [...found.shape]) : undefined;
  }

  /** The values of a data set of float32 or float64. Check its shape first: a small file can claim a large one. */
  array(path: string): NdArray {
    const { shape, data, type } = this.values(path);
    if (/^[<>]f4$/.test(type)) return { shape, data: new Float32Array(data) };
    if (/^[<>]f8$/.test(type)) return { shape, data: new Float64Array(data) };
    throw this.damaged(`${JSON.stringify(path)} does not hold 32-bit or 64-bit floats`);
  }

  /** The values of a data set of integers of up to 32 bits, as floats. Check its shape first. */
  integers(path: string): NdArray {
    const { shape, data, type } = this.values(path);
    if (/^[<>|][iu][124]$/.test(type)) return { shape, data: new Float64Array(data) };
    throw this.damaged(`${JSON.stringify(path)} does not hold integers of up to 32 bits`);
  }

  private values(path: string): { shape: readonly number[]; data: ArrayLike<number>; type: string } {
    const found = this.entity(path);
    if (!(found instanceof Dataset)) throw this.damaged(`${JSON.stringify(path)} is no array`);
    const { shape, dtype } = guarded(this.file, () => ({ shape: [...found.shape], dtype: found.dtype }));
    if (typeof dtype !== 'string') throw this.damaged(`${JSON.stringify(path)} does not hold numbers`);
    const data = guarded(this.file, () => found.value);
    if (data?.length !== shape.reduce((product, axis) => product * axis, 1)) {
      throw this.damaged(`${JSON.stringify(path)} does not hold the ${showShape(shape)} values it claims`);
    }
    return { shape, data: data as ArrayLike<number>, type: dtype };
  }

  private damaged(reason: string): Error {
    return problem('model.damaged', { reason }, { file: this.file });
  }

  /** Each is opened once, step by step. */
  private entity(path: string): Group | Dataset | undefined {
    if (this.known.has(path)) return this.known.get(path);
    const cut = path.lastIndexOf('/');
    const [parent, name] = [path.slice(0, Math.max(cut, 0)), path.slice(cut + 1)];
    const group = this.entity(parent);
    const isThere = group instanceof Group && group.keys.includes(name);
    const found = name === '' ? group : isThere ? guarded(this.file, () => group.get(name)) : undefined;
    this.known.set(path, found ?? undefined);
    return found ?? undefined;
  }

  private attribute(path: string, name: string): unknown {
    const found = this.entity(path);
    if (!(found instanceof Group)) return undefined;
    const { attrs } = guarded(this.file, () => ({ attrs: found.attrs }));
    return Object.hasOwn(attrs, name) ? attrs[name] : undefined;
  }
}

/** Texts of fixed length are padded with zeros. */
function trimmed(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

function textsIn(value: unknown): string[] {
  // An empty list is stored as an empty array of floats.
  if (!Array.isArray(value)) return typeof value === 'string' ? [trimmed(value)] : [];
  return value.filter((item) => typeof item === 'string').map(trimmed);
}

/** Where the superblock says that the file ends: the library does not mind when an end that it needs not is missing. */
function endOf(bytes: Uint8Array): number {
  const at = bytes[8] < 2 ? 40 + 4 * bytes[8] : 28;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return at + 8 > bytes.length ? Infinity : Number(view.getBigUint64(at, true));
}

/** Whatever the library trips over is the file's fault; it throws texts, too. */
function guarded<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch {
    throw problem('model.damaged', { reason: 'the HDF5 library cannot read it' }, { file });
  }
}

/** The library warns on the console of attributes that nobody asked for. */
function silently<T>(act: () => T): T {
  const { warn, log } = console;
  console.warn = console.log = () => undefined;
  try {
    return act();
  } finally {
    Object.assign(console, { warn, log });
  }
}
