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
  const isDeclared = type.root !== null || type.args.length > 0;
  throw problem(isDeclared ? 'hls.not-fixed-point' : 'hls.no-typedef', { spelled: type.text, what }, place);
}
