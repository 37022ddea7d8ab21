import type { TypeRef } from '../../cpp/index.js';
import { problem, type Place } from '../../diagnostics/index.js';
import { parseFixedType } from '../fixed-point/spelling.js';
import type { TypeSlot } from './graph.js';

/**
 * Where a type's precision is written: the last typedef of its chain.
 *
 * @param what whose type it is, for messages: `the result of fc1`.
 * @throws hls.no-typedef, hls.not-fixed-point
 */
export function typeSlot(type: TypeRef, what: string, place: Place): TypeSlot {
  const fixed = parseFixedType(type.canonical);
  if (fixed) return { typedef: type.root?.qualifiedName ?? type.canonical, type: fixed };
  // The chain ends in a name that nothing declares: a word of C++, or a typedef that is missing.
  const end = type.canonical;
  const isMissing = /^[A-Za-z_][\w:]*$/.test(end) && !arithmeticTypes.has(end);
  if (isMissing) throw problem('hls.no-typedef', { spelled: end, what }, place);
  throw problem('hls.not-fixed-point', { spelled: type.text, what }, place);
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
