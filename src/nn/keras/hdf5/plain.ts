import type { NdArray } from '../../model.js';
import { Bytes, Unfamiliar } from './bytes.js';
import { textsOf, type Hdf5 } from './hdf5.js';
import { linksOf, messagesAt, messageType, type Message } from './objects.js';
import { attributeIn, elementTypeAt, shapeAt, valuesAt } from './values.js';

/**
 * Reads what Keras writes: groups, attributes of text, and arrays that stand in the file as they are. It needs no
 * tenth of the time that the HDF5 library takes to start. A damaged file costs no more than its size: whatever is
 * not as it should be is {@link Unfamiliar}.
 */
export class PlainHdf5 implements Hdf5 {
  private readonly bytes: Bytes;
  private readonly root: number;
  private readonly objects = new Map<number, HdfObject>();

  /** @throws {@link Unfamiliar}, as all else here, for what only the HDF5 library reads */
  constructor(
    content: Uint8Array,
    readonly file: string,
  ) {
    this.bytes = new Bytes(content);
    this.root = rootOf(this.bytes);
  }

  static async read<T>(bytes: Uint8Array, file: string, use: (hdf5: Hdf5) => T): Promise<T> {
    return use(new PlainHdf5(bytes, file));
  }

  text(path: string, attribute: string): string | undefined {
    const value = this.attributes(path)?.get(attribute);
    return typeof value === 'string' ? value : undefined;
  }

  texts(path: string, attribute: string): string[] | undefined {
    const attributes = this.attributes(path);
    return textsOf((name) => attributes?.get(name), attribute);
  }

  isGroup(path: string): boolean {
    return this.find(path)?.links !== undefined;
  }

  shape(path: string): readonly number[] | undefined {
    return this.dataset(path)?.shape;
  }

  array(path: string): NdArray {
    return this.values<Float32Array | Float64Array>(path, floatArrays);
  }

  integers(path: string): NdArray {
    const { shape, data } = this.values<ArrayLike<number>>(path, integerArrays);
    return { shape, data: Float64Array.from(data) };
  }

  private values<T>(
    path: string,
    arrays: Readonly<Record<string, new (buffer: ArrayBuffer) => T>>,
  ): { shape: readonly number[]; data: T } {
    const { shape, type, messages } = this.dataset(path) ?? unfamiliar('no data set');
    const { kind, size } = elementTypeAt(this.bytes, type);
    const TypedArray = arrays[`${kind}${size}`] ?? unfamiliar('elements of another type');
    const count = shape.reduce((product, axis) => product * axis, 1);
    const found = valuesAt(this.bytes, messages, count * size);
    // A copy, since arrays of floats must start at a multiple of their size.
    return { shape, data: new TypedArray(Uint8Array.from(found).buffer) };
  }

  private dataset(path: string): { shape: readonly number[]; type: number; messages: Message[] } | undefined {
    const found = this.find(path);
    if (!found || found.links) return undefined;
    const { messages } = found;
    const at = (wanted: number): number =>
      messages.find(({ type }) => type === wanted)?.at ?? unfamiliar('neither group nor data set');
    const shape = shapeAt(this.bytes, at(messageType.dataspace)) ?? unfamiliar('no elements');
    return { shape, type: at(messageType.datatype), messages };
  }

  private attributes(path: string): Map<string, unknown> | undefined {
    const found = this.find(path);
    return found?.links && found.attributes();
  }

  private find(path: string): HdfObject | undefined {
    let object = this.objectAt(this.root);
    for (const step of path.split('/').filter((part) => part !== '')) {
      const at = object.links?.get(step);
      if (at === undefined) return undefined;
      object = this.objectAt(at);
    }
    return object;
  }

  private objectAt(at: number): HdfObject {
    const known = this.objects.get(at) ?? new HdfObject(this.bytes, at);
    this.objects.set(at, known);
    return known;
  }
}

const floatArrays = { float4: Float32Array, float8: Float64Array };
const integerArrays = {
  ...{ signed1: Int8Array, signed2: Int16Array, signed4: Int32Array },
  ...{ unsigned1: Uint8Array, unsigned2: Uint16Array, unsigned4: Uint32Array },
};

class HdfObject {
  readonly messages: Message[];
  /** Of a group. */
  readonly links: Map<string, number> | undefined;
  private known: Map<string, unknown> | undefined;

  constructor(
    private readonly bytes: Bytes,
    at: number,
  ) {
    this.messages = messagesAt(bytes, at);
    this.links = linksOf(bytes, this.messages);
  }

  attributes(): Map<string, unknown> {
    return (this.known ??= this.readAttributes());
  }

  private readAttributes(): Map<string, unknown> {
    const { bytes, messages } = this;
    const info = messages.find(({ type }) => type === messageType.attributeInfo);
    const heapAt = info && info.at + 2 + (bytes.u8(info.at + 1) & 1 ? 2 : 0);
    if (heapAt !== undefined && bytes.address(heapAt) !== undefined) {
      throw new Unfamiliar('attributes in a fractal heap');
    }
    const own = messages.filter(({ type }) => type === messageType.attribute);
    return new Map(own.map((message) => attributeIn(bytes, message)));
  }
}

/** The superblock (II.A): where the root group is. Addresses must count from the start of the file. */
function rootOf(bytes: Bytes): number {
  const version = bytes.u8(8);
  const isOld = version < 2;
  const [offsets, lengths] = isOld ? [13, 14] : [9, 10];
  if (version > 3 || bytes.u8(offsets) !== 8 || bytes.u8(lengths) !== 8) unfamiliar('another superblock');
  const base = isOld ? 24 + 4 * version : 12;
  if (bytes.u64(base) !== 0) unfamiliar('something before the file');
  if (bytes.u64(base + 16) > bytes.all.length) unfamiliar('a file that was cut');
  return bytes.u64(isOld ? base + 40 : base + 24);
}

function unfamiliar(reason: string): never {
  throw new Unfamiliar(reason);
}
