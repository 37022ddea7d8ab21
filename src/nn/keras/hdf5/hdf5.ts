import type { NdArray } from '../../model.js';

/** An open HDF5 file. Paths are `group/group/name`; that of the root is empty. */
export interface Hdf5 {
  /** Its path, for messages. */
  readonly file: string;
  /** A text attribute of a group, or undefined. */
  text(path: string, attribute: string): string | undefined;
  /** A list of texts, which Keras splits over `name0`, `name1`, ... when it is long; or undefined. */
  texts(path: string, attribute: string): string[] | undefined;
  isGroup(path: string): boolean;
  /** The shape of a data set, or undefined where there is none. */
  shape(path: string): readonly number[] | undefined;
  /** The values of a data set of float32 or float64. Check its shape first: a small file can claim a large one. */
  array(path: string): NdArray;
  /** The values of a data set of integers of up to 32 bits, as floats. Check its shape first. */
  integers(path: string): NdArray;
}

/** Opens `bytes`, gives it to `use`, and closes it. */
export type OpenHdf5 = <T>(bytes: Uint8Array, file: string, use: (hdf5: Hdf5) => T) => Promise<T>;

/** A list of texts, of which one attribute may hold a part. */
export function textsOf(attribute: (name: string) => unknown, name: string): string[] | undefined {
  const whole = attribute(name);
  if (whole !== undefined) return textsIn(whole);
  const found: string[] = [];
  for (let index = 0; ; index++) {
    const part = attribute(`${name}${index}`);
    if (part === undefined) return index === 0 ? undefined : found;
    found.push(...textsIn(part));
  }
}

function textsIn(value: unknown): string[] {
  // An empty list is stored as an empty array of floats.
  if (!Array.isArray(value)) return typeof value === 'string' ? [value] : [];
  return value.filter((item) => typeof item === 'string');
}
