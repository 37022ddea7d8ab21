import type { Project, TypeRef } from '../../cpp/index.js';
import { problem, type Place } from '../../diagnostics/index.js';
import { parseFixedType } from '../fixed-point/spelling.js';
import type { TypeSlot } from './graph.js';

/** The type of an element, and how many of them one value of the type holds; null for a plain number. */
export interface ElementType {
  readonly slot: TypeSlot;
  readonly length: number | null;
}

/**
 * Where a type's precision is written: the last typedef of its chain, seen through `nnet::array<T, N>`.
 *
 * @param what whose type it is, for messages: `the result of fc1`.
 * @throws hls.no-typedef, hls.not-fixed-point
 */
export function elementType(type: TypeRef, what: string, place: Place): ElementType {
  const holder = type.root;
  const spelled = holder?.type ?? type;
  const length = arrayLength(type.canonical);
  const [element] = length === null ? [] : spelled.args;
  if (!element) return { slot: scalarSlot(type, what, place), length };
  const fixed = element.root ? null : parseFixedType(element.canonical);
  // An element without a typedef of its own has its precision in the one of the array.
  const slot = fixed
    ? { typedef: holder?.qualifiedName ?? type.canonical, type: fixed }
    : scalarSlot(element, what, place);
  return { slot, length };
}

/** As `elementType`, where only the precision is wanted. @throws hls.no-typedef, hls.not-fixed-point */
export function typeSlot(type: TypeRef, what: string, place: Place): TypeSlot {
  return elementType(type, what, place).slot;
}

/** As `typeSlot`, from a typedef's name. @throws hls.no-typedef, hls.not-fixed-point */
export function typedefSlot(project: Project, name: string, what: string, place: Place): TypeSlot {
  const typedef = project.typedefs().find((node) => node.name === name);
  if (!typedef) throw problem('hls.no-typedef', { spelled: name, what }, place);
  const slot = typeSlot(typedef.type, what, place);
  return typedef.type.root ? slot : { ...slot, typedef: typedef.qualifiedName };
}

/** What a stream carries, through an alias of the stream; null if the type is no stream. */
export function streamedType(type: TypeRef): TypeRef | null {
  const named = isStreamName(type.name) ? type : type.root?.type;
  return (named && isStreamName(named.name) && named.args[0]) || null;
}

const isStreamName = (name: string): boolean =>
  /(^|::)(stream|stream_in|stream_out|ac_channel|FIFO)$/.test(name);

/** The elements of a `nnet::array`, `hls::vector` or `std::array`; null for any other type. */
function arrayLength(canonical: string): number | null {
  const length = /^(?:\w+::)*(?:array|vector)<.*,(\d+)>$/s.exec(canonical)?.[1];
  return length === undefined ? null : Number(length);
}

function scalarSlot(type: TypeRef, what: string, place: Place): TypeSlot {
  const exponent = exponentOf(type.canonical);
  if (exponent) return exponent;
  const fixed = parseFixedType(type.canonical);
  if (fixed) return { typedef: type.root?.qualifiedName ?? type.canonical, type: fixed };
  // The chain ends in a name that nothing declares: a word of C++, or a typedef that is missing.
  const end = type.canonical;
  const isMissing = /^[A-Za-z_][\w:]*$/.test(end) && !arithmeticTypes.has(end);
  if (isMissing) throw problem('hls.no-typedef', { spelled: end, what }, place);
  throw problem('hls.not-fixed-point', { spelled: type.text, what }, place);
}

/**
 * Powers of two: `struct exponent_weight2_t { ap_uint<1> sign; ap_int<4> weight; }`. The type is that of the exponents;
 * it has no typedef of its own.
 */
function exponentOf(canonical: string): TypeSlot | null {
  const spelled = /^struct\b.*\bsign\s*;\s*([^;]+?)\s+weight\s*;\s*\}$/s.exec(canonical)?.[1];
  const type = spelled === undefined ? null : parseFixedType(spelled);
  return type && { typedef: spelled!, type };
}

const arithmeticTypes = new Set([
  'bool',
  'char',
  'double',
  'float',
  'half',
  'int',
  'long',
  'short',
  'unsigned',
]);
