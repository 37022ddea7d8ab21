import type { CallNode, FileNode, Node } from 'hlsmith/cpp';
import { typeOf } from '../expressions/types.js';
import { conversionsLost } from './conversions.js';
import { streamOf } from './streams.js';
import type { Family } from './tools.js';

/** Methods that the other family has under another name, or not at all. */
const missing: Readonly<Record<Family, RegExp>> = {
  ac: /^(?:range|bit|test|get_bit|set_bit|set|clear|invert|concat|reverse|rrotate|lrotate|length|wl|iwl|to_float|to_half|to_string|get_sign|sign)$/,
  ap: /^(?:slc|set_slc|bit_complement|leading_sign|reverse|to_ac_int)$/,
};
const cuts = /^to_(?:int|uint|long|ulong|int64|uint64)$/;
const isFixed = (node: Node | null): boolean => /^a[pc]_u?fixed</.test((node && typeOf(node)) ?? '');
const kept = ({ at, text }: Node, reason: string): string =>
  `${at.file}:${at.line}: kept: ${text}: ${reason}`;

/**
 * Records the edits that read and write bits by the other family's methods; types are those before the translation.
 * @returns what has no counterpart there, and what means something else under the same name
 */
export function translateMethods(file: FileNode, to: Family): string[] {
  const calls = file.query('c:Call').map(({ c }) => c);
  return [...calls.flatMap((call) => translateCall(call, to)), ...(to === 'ac' ? conversionsLost(file) : [])];
}

function translateCall(call: CallNode, to: Family): string[] {
  const callee = call.field('function')!;
  const isMethod = callee.syntax === 'field_expression';
  const object = isMethod ? callee.field('argument')! : callee;
  if (isMethod && streamOf(object)) return [];
  const method = isMethod ? callee.field('field')!.text.replace(/<.*/s, '') : '';
  const isRange = method === 'range' || (!isMethod && /^ap_u?int</.test(typeOf(object) ?? ''));
  if (to === 'ac' && isRange && bitsToSlice(call, object)) return [];
  if (isMethod && isOfOthers(callee, object)) return [];
  if (isMethod ? missing[to].test(method) : isRange && to === 'ac')
    return [kept(call, `${to}_* types have no such method`)];
  // UG1399, "Explicit Conversions": ap_fixed cuts fractions towards zero there; ac_fixed cuts them down.
  if (cuts.test(method) && isFixed(object))
    return [kept(call, `${to}_fixed cuts fractions ${to === 'ac' ? 'down' : 'towards zero'} there`)];
  return [];
}

/** What a pointer points to, and what the standard library holds, are no numbers. */
const isOfOthers = (callee: Node, object: Node): boolean =>
  callee.field('operator')?.text === '->' || /^std::/.test(typeOf(object) ?? '');

/** `x.range(7, 4)` to `x.slc<4>(4)`; what is assigned to it is set. */
function bitsToSlice(call: CallNode, object: Node): boolean {
  const [high, low] = call.args.map(({ text }) => (/^\d+$/.test(text) ? Number(text) : NaN));
  if (call.args.length !== 2 || !(high >= low)) return false;
  const bits = `ac_int<${high - low + 1}, false>`;
  const around = call.parent!;
  if (around.syntax !== 'assignment_expression' || around.field('left') !== call) {
    // A slice of a signed number is signed; a range of bits never is.
    call.replace(`${bits}(${object.text}.slc<${high - low + 1}>(${low}))`);
    return true;
  }
  const value = around.field('right')!;
  if (!/^\s*=\s*$/.test(call.source.text.slice(call.end, value.start))) return false;
  const { unit } = call;
  unit.edit(call.start, value.start, `${object.text}.set_slc(${low}, ${bits}(`, 'before');
  unit.edit(value.end, value.end, '))', 'after');
  return true;
}
