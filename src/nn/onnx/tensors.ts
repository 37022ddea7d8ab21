import { openSync, readSync, closeSync, fstatSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { problem } from '../../diagnostics/index.js';
import { sizeOf } from '../predict/tensor.js';
import { isPresent, numberOf, type Integer, type TensorProto } from './schema.js';
import type { Constant } from './values.js';

/** A type of elements by its number in `TensorProto.DataType`: bytes of one, how it is read, where its list is. */
interface ElementType {
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
  readonly list: 'floatData' | 'doubleData' | 'int32Data' | 'int64Data' | 'uint64Data';
  readonly isInteger: boolean;
  /** What an entry of the list stands for, where that is not the number itself. */
  readonly ofEntry?: (entry: number) => number;
}

const integer = (bytes: number, list: ElementType['list'], read: ElementType['read']): ElementType => ({
  ...{ bytes, list, read },
  isInteger: true,
});

const elementTypes = new Map<number, ElementType>([
  [1, { bytes: 4, list: 'floatData', isInteger: false, read: (view, at) => view.getFloat32(at, true) }],
  [2, integer(1, 'int32Data', (view, at) => view.getUint8(at))],
  [3, integer(1, 'int32Data', (view, at) => view.getInt8(at))],
  [4, integer(2, 'int32Data', (view, at) => view.getUint16(at, true))],
  [5, integer(2, 'int32Data', (view, at) => view.getInt16(at, true))],
  [6, integer(4, 'int32Data', (view, at) => view.getInt32(at, true))],
  [7, integer(8, 'int64Data', (view, at) => Number(view.getBigInt64(at, true)))],
  [9, integer(1, 'int32Data', (view, at) => view.getUint8(at))],
  [10, half((bits) => halfPrecision(bits))],
  [11, { bytes: 8, list: 'doubleData', isInteger: false, read: (view, at) => view.getFloat64(at, true) }],
  [12, integer(4, 'uint64Data', (view, at) => view.getUint32(at, true))],
  [13, integer(8, 'uint64Data', (view, at) => Number(view.getBigUint64(at, true)))],
  [16, half((bits) => new Float32Array(Uint32Array.of(bits << 16).buffer)[0])],
]);

const typeNames: Readonly<Record<number, string>> = {
  8: 'strings',
  14: 'complex numbers',
  15: 'complex numbers',
  21: 'uint4',
  22: 'int4',
};

function half(ofEntry: (bits: number) => number): ElementType {
  const read = (view: DataView, at: number): number => ofEntry(view.getUint16(at, true));
  return { bytes: 2, list: 'int32Data', isInteger: false, read, ofEntry };
}

/** IEEE 754 binary16. */
function halfPrecision(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * The values of a tensor in the file.
 * @param name for messages
 * @throws `onnx.tensor`
 */
export function readTensor(tensor: TensorProto, name: string, file: string): Constant {
  const refuse = (reason: string): Error => problem('onnx.tensor', { tensor: name, reason }, { file });
  const shape = tensor.dims.map(numberOf);
  if (shape.length > 16 || !shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw refuse(`has the shape ${shape.slice(0, 16).join(' x ')}`);
  }
  const size = sizeOf(shape);
  const { dataType } = tensor;
  const type = elementTypes.get(dataType);
  if (!type)
    throw refuse(`holds ${typeNames[dataType] ?? `elements of type ${dataType}`}, which are not read`);
  const has = (count: number, unit: string): Error =>
    refuse(`has ${count} ${unit} where its shape, ${shape.join(' x ')}, asks for ${size}`);
  const isExternal = tensor.dataLocation === 1;
  if (isExternal || isPresent(tensor, 'rawData')) {
    const bytes = isExternal ? externalBytes(tensor, size * type.bytes, file, refuse) : tensor.rawData;
    if (bytes.length !== size * type.bytes) throw has(bytes.length / type.bytes, 'values');
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const data = Float64Array.from({ length: size }, (_, index) => type.read(view, index * type.bytes));
    return { shape, data, isInteger: type.isInteger, element: dataType };
  }
  const list: readonly Integer[] = tensor[type.list];
  if (list.length !== size) throw has(list.length, 'values');
  const { ofEntry = (entry: number) => entry } = type;
  const data = Float64Array.from(list, (entry) => ofEntry(numberOf(entry)));
  return { shape, data, isInteger: type.isInteger, element: dataType };
}

/** The bytes of a tensor that lie in another file, which must be in the model's folder or below it. */
function externalBytes(
  tensor: TensorProto,
  length: number,
  file: string,
  refuse: (reason: string) => Error,
): Uint8Array {
  const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const location = entries.get('location') ?? '';
  const shown = JSON.stringify(location.slice(0, 80));
  const folder = realpathSync(dirname(file));
  if (
    location === '' ||
    location.includes('\0') ||
    isAbsolute(location) ||
    isOutside(join(folder, location))
  ) {
    throw refuse(`is in the file ${shown}, which is not in the model's folder`);
  }
  const offset = Number(entries.get('offset') ?? 0);
  const stated = Number(entries.get('length') ?? length);
  if (!Number.isSafeInteger(offset) || offset < 0 || stated !== length) {
    throw refuse(`has ${stated} bytes from ${offset} on in ${shown} where its shape asks for ${length}`);
  }
  let opened: number | undefined;
  try {
    const path = realpathSync(join(folder, location));
    if (isOutside(path)) throw refuse(`is in the file ${shown}, which is not in the model's folder`);
    opened = openSync(path, 'r');
    const whole = fstatSync(opened);
    if (!whole.isFile() || whole.size < offset + length) {
      throw refuse(`asks for ${length} bytes from ${offset} on in ${shown}, which has ${whole.size}`);
    }
    const bytes = new Uint8Array(length);
    readSync(opened, bytes, 0, length, offset);
    return bytes;
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw refuse(
      `is in the file ${shown}, which cannot be read (${String((error as NodeJS.ErrnoException).code)})`,
    );
  } finally {
    if (opened !== undefined) closeSync(opened);
  }

  function isOutside(path: string): boolean {
    const [first] = relative(folder, path).split(sep);
    return first === '..' || isAbsolute(first);
  }
}
