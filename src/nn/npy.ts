import { problem } from '../diagnostics/index.js';
import { readBytes } from './files.js';

/*
 * The .npy format, as the numpy reference documents it (numpy.lib.format): a magic string, a version, the length
 * of a header, the header (a Python dictionary with `descr`, `fortran_order` and `shape`), then the raw elements.
 */

export type NpyData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

/** Row-major, whatever order the file has. */
export interface NpyArray {
  /** Empty for a scalar. */
  readonly shape: readonly number[];
  readonly data: NpyData;
}

interface ElementType {
  readonly bytes: number;
  make(count: number): NpyData;
  read(view: DataView, offset: number, little: boolean): number | bigint;
}

function elementType(
  bytes: number,
  make: (count: number) => NpyData,
  read: ElementType['read'],
): ElementType {
  return { bytes, make, read };
}

const elementTypes: Readonly<Record<string, ElementType>> = {
  f2: elementType(
    2,
    (n) => new Float32Array(n),
    (v, o, little) => halfToNumber(v.getUint16(o, little)),
  ),
  f4: elementType(
    4,
    (n) => new Float32Array(n),
    (v, o, little) => v.getFloat32(o, little),
  ),
  f8: elementType(
    8,
    (n) => new Float64Array(n),
    (v, o, little) => v.getFloat64(o, little),
  ),
  i1: elementType(
    1,
    (n) => new Int8Array(n),
    (v, o) => v.getInt8(o),
  ),
  i2: elementType(
    2,
    (n) => new Int16Array(n),
    (v, o, little) => v.getInt16(o, little),
  ),
  i4: elementType(
    4,
    (n) => new Int32Array(n),
    (v, o, little) => v.getInt32(o, little),
  ),
  i8: elementType(
    8,
    (n) => new BigInt64Array(n),
    (v, o, little) => v.getBigInt64(o, little),
  ),
  u1: elementType(
    1,
    (n) => new Uint8Array(n),
    (v, o) => v.getUint8(o),
  ),
  u2: elementType(
    2,
    (n) => new Uint16Array(n),
    (v, o, little) => v.getUint16(o, little),
  ),
  u4: elementType(
    4,
    (n) => new Uint32Array(n),
    (v, o, little) => v.getUint32(o, little),
  ),
  u8: elementType(
    8,
    (n) => new BigUint64Array(n),
    (v, o, little) => v.getBigUint64(o, little),
  ),
  b1: elementType(
    1,
    (n) => new Uint8Array(n),
    (v, o) => (v.getUint8(o) === 0 ? 0 : 1),
  ),
};

/** IEEE 754 binary16: 5 exponent bits with bias 15, 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/**
 * Reads an array that numpy wrote: versions 1 to 3, both byte orders, C and Fortran order, dtypes f2 f4 f8, i1 to
 * i8, u1 to u8 and bool (f2 becomes a Float32Array, bool a Uint8Array of 0 and 1).
 * @throws `file.missing`, `file.unreadable`, `npy.notNpy`, `npy.damaged`, `npy.dtype` (object arrays, text,
 *   records, complex numbers); all name the file
 */
export function readNpy(path: string): NpyArray {
  return decodeNpy(readBytes(path, 'data file'), path);
}

/** As `readNpy`, from bytes; `file` is the name that messages give. */
export function decodeNpy(bytes: Uint8Array, file: string): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = [0x93, ...Buffer.from('NUMPY')];
  if (!magic.every((byte, index) => bytes[index] === byte)) throw problem('npy.notNpy', {}, { file });
  const damaged = (reason: string): Error => problem('npy.damaged', { reason }, { file });
  if (bytes.length < 12) throw damaged('it ends within its header');
  const version = bytes[6];
  if (version < 1 || version > 3) throw damaged(`unknown version ${version} of the format`);
  const headerStart = version === 1 ? 10 : 12;
  const start = headerStart + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (start > bytes.length) throw damaged('it ends within its header');
  const header = parseHeader(Buffer.from(bytes.subarray(headerStart, start)).toString('utf8'));
  if (!header) throw damaged('its header cannot be read');

  const dtype = /^([<>|=]?)([a-z][0-9]+)$/.exec(header.descr);
  const type = dtype ? elementTypes[dtype[2]] : undefined;
  if (!dtype || !type) throw problem('npy.dtype', { dtype: shortened(header.descr) }, { file });
  const count = header.shape.reduce((product, axis) => product * axis, 1);
  // Compared before anything is allocated: a header may claim any size.
  if (count * type.bytes > bytes.length - start) {
    const has = bytes.length - start;
    throw damaged(
      `shape ${showShape(header.shape)} needs ${count * type.bytes} bytes of data, it has ${has}`,
    );
  }

  const data = type.make(count);
  const little = dtype[1] !== '>';
  for (let index = 0; index < count; index++) {
    data[index] = type.read(view, start + index * type.bytes, little);
  }
  return { shape: header.shape, data: header.fortranOrder ? toRowMajor(data, header.shape) : data };
}

interface Header {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/** numpy writes the keys in a fixed order, but readers must not rely on it. */
function parseHeader(text: string): Header | undefined {
  const descr = /'descr':\s*(?:'([^']*)'|(\[.*?\])\s*,\s*'fortran)/s.exec(text);
  const order = /'fortran_order':\s*(True|False)/.exec(text);
  const shape = /'shape':\s*\(([^)]*)\)/.exec(text);
  if (!descr || !order || !shape) return undefined;
  const axes = shape[1].split(',').map((axis) => axis.trim());
  if (axes.at(-1) === '') axes.pop();
  // Python 2 wrote long integers as `3L`.
  if (!axes.every((axis) => /^[0-9]+L?$/.test(axis))) return undefined;
  const sizes = axes.map((axis) => Number.parseInt(axis, 10));
  if (!sizes.every(Number.isSafeInteger)) return undefined;
  return { descr: descr[1] ?? descr[2], fortranOrder: order[1] === 'True', shape: sizes };
}

function toRowMajor(columnMajor: NpyData, shape: readonly number[]): NpyData {
  const rowMajor = columnMajor.slice();
  const position = shape.map(() => 0);
  for (let index = 0; index < rowMajor.length; index++) {
    let source = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) source = source * shape[axis] + position[axis];
    rowMajor[index] = columnMajor[source];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position[axis] += 1;
      if (position[axis] < shape[axis]) break;
      position[axis] = 0;
    }
  }
  return rowMajor;
}

/** `(3, 4)`, as Python writes it. */
export function showShape(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= 40 ? line : `${line.slice(0, 37)}...`;
}

const descriptors: Readonly<Record<string, string>> = {
  Float32Array: '<f4',
  Float64Array: '<f8',
  Int8Array: '|i1',
  Int16Array: '<i2',
  Int32Array: '<i4',
  BigInt64Array: '<i8',
  Uint8Array: '|u1',
  Uint16Array: '<u2',
  Uint32Array: '<u4',
  BigUint64Array: '<u8',
};

/** The bytes of a .npy file (version 1, little endian, C order); the dtype follows the array's class. */
export function encodeNpy({ shape, data }: NpyArray): Uint8Array {
  const descr = descriptors[data.constructor.name];
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${showShape(shape)}, }`;
  // Elements start at a multiple of 64 bytes, so that readers can map the file; the header ends with a newline.
  const start = Math.ceil((10 + header.length + 1) / 64) * 64;
  const bytes = Buffer.alloc(start + data.byteLength, ' ', 'latin1');
  bytes.write('\x93NUMPY\x01\x00', 0, 'latin1');
  bytes.writeUInt16LE(start - 10, 8);
  bytes.write(header, 10, 'latin1');
  bytes.write('\n', start - 1, 'latin1');
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  return bytes;
}
