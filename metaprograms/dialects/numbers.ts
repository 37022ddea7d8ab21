import { meaningAt, usesWithin, type FileNode, type Node } from 'hlsmith/cpp';
import { modesOf } from 'hlsmith/hls';
import type { Family } from './tools.js';

/** A spelled template type or function: `ap_fixed<8, 3>`. */
export interface Spelled {
  readonly node: Node;
  readonly name: Node;
  readonly args: readonly Node[];
  /** The name with its namespaces, without blanks: `hls::stream`. */
  readonly whole: string;
  /** Where that stands. */
  readonly head: { readonly start: number; readonly end: number };
}

export function spelledIn(file: FileNode): Spelled[] {
  const { tree, unit, source } = file;
  const found: Spelled[] = [];
  for (let index = 0; index < tree.length; index++) {
    const syntax = tree.name(index);
    if (syntax !== 'template_type' && syntax !== 'template_function') continue;
    const node = unit.node(index);
    const list = node.field('arguments');
    const name = node.field('name');
    if (!list || !name) continue;
    let outer = node;
    while (outer.parent?.syntax === 'qualified_identifier') outer = outer.parent;
    const head = { start: outer.start, end: list.start };
    const whole = source.text.slice(head.start, head.end).replace(/\s+/g, '');
    const args = list.children.filter((each) => each.syntax !== 'comment');
    found.push({ node, name, args, whole, head });
  }
  return found;
}

/**
 * Records the edits that spell the numbers of one family in the other. Widths may be any expressions.
 * @returns what does not carry over, for each place
 */
export function translateNumbers(file: FileNode, to: Family): string[] {
  for (const { node, text } of renamedIn(file, to)) node.replace(text);
  return spelledIn(file).flatMap((spelled) => {
    const reason = to === 'ac' ? toAc(spelled) : toAp(spelled);
    const { at, text } = spelled.node;
    return reason === null ? [] : [`${at.file}:${at.line}: kept: ${text}: ${reason}`];
  });
}

/** What the other family calls otherwise: types of modes, and the bits before the point. */
const otherNames: Readonly<Record<Family, ReadonlyMap<string, string>>> = {
  ac: new Map([
    ['ap_q_mode', 'ac_q_mode'],
    ['ap_o_mode', 'ac_o_mode'],
    ['iwidth', 'i_width'],
  ]),
  ap: new Map([
    ['ac_q_mode', 'ap_q_mode'],
    ['ac_o_mode', 'ap_o_mode'],
    ['i_width', 'iwidth'],
  ]),
};

function renamedIn(file: FileNode, to: Family): { node: Node; text: string }[] {
  const { tree, unit, source } = file;
  const found: { node: Node; text: string }[] = [];
  for (let index = 0; index < tree.length; index++) {
    const syntax = tree.name(index);
    if (!/^(?:type_|field_)?identifier$/.test(syntax)) continue;
    const text = otherNames[to].get(source.text.slice(tree.start[index], tree.end[index]));
    if (text === undefined) continue;
    const node = unit.node(index);
    const { parent } = node;
    // Of a member, those of types that the project does not declare.
    const isMember = /^(?:qualified_identifier|field_expression)$/.test(parent?.syntax ?? '');
    if (text.includes('mode') ? syntax === 'type_identifier' : isMember && !meaningAt(parent!))
      found.push({ node, text });
  }
  return found;
}

function toAc({ name, args }: Spelled): string | null {
  const match = /^ap_(u?)(int|fixed)$/.exec(name.text);
  if (!match) return null;
  const [, unsigned, kind] = match;
  const sizes = kind === 'int' ? 1 : 2;
  const [quantization, overflow, bits] = args.slice(sizes);
  if (args.length < sizes) return 'its sizes are missing';
  const dropped = bits && bits.text !== '0' ? onlyDeducedHere(bits) : null;
  if (bits && bits.text !== '0' && !dropped) return `${bits.text} saturated bits have no counterpart`;
  for (const mode of [quantization, overflow]) {
    const reason = mode ? whyNoMode(mode, 'ap', 'ac') : null;
    if (reason !== null) return reason;
  }
  const { unit } = name;
  name.replace(`ac_${kind}`);
  const last = args[sizes - 1].end;
  unit.edit(last, last, `, ${unsigned === ''}`, 'before');
  for (const mode of [quantization, overflow]) mode?.replace(mode.text.replace(/\bAP_/, 'AC_'));
  if (bits) unit.edit(overflow.end, bits.end, '');
  if (dropped) unit.edit(dropped.previous.end, dropped.parameter.end, '');
  return null;
}

/**
 * The parameter of a template that a type of its function's parameters is deduced for, and nothing else uses:
 * `template <int W, int N> void f(ap_fixed<W, 4, AP_TRN, AP_WRAP, N> x)`.
 */
function onlyDeducedHere(argument: Node): { previous: Node; parameter: Node } | null {
  const parameter = templateParameter(argument);
  if (!parameter) return null;
  const list = parameter.parent!;
  const previous = list.children[list.children.indexOf(parameter) - 1];
  const uses = usesWithin(list.parent!, parameter, argument.text);
  return previous && uses.length === 2 ? { previous, parameter } : null;
}

function templateParameter(name: Node): Node | null {
  const meaning = /^\w+$/.test(name.text) ? meaningAt(name) : null;
  return meaning?.parent?.syntax === 'template_parameter_list' ? meaning : null;
}

function toAp({ name, args }: Spelled): string | null {
  const match = /^ac_(int|fixed)$/.exec(name.text);
  if (!match) return null;
  const sizes = match[1] === 'int' ? 1 : 2;
  const [sign, quantization, overflow] = args.slice(sizes);
  if (args.length < sizes) return 'its sizes are missing';
  if (sign && !/^(?:true|false)$/.test(sign.text))
    return `whether it is signed (${sign.text}) is not plain to see`;
  for (const mode of [quantization, overflow]) {
    const reason = mode ? whyNoMode(mode, 'ac', 'ap') : null;
    if (reason !== null) return reason;
  }
  const { unit } = name;
  name.replace(`ap_${sign?.text === 'false' ? 'u' : ''}${match[1]}`);
  if (sign) unit.edit(args[sizes - 1].end, sign.end, '');
  for (const mode of [quantization, overflow]) mode?.replace(mode.text.replace(/\bAC_/, 'AP_'));
  return null;
}

function whyNoMode(mode: Node, from: Family, to: Family): string | null {
  if (/^a[pc]_[qo]_mode\b/.test(templateParameter(mode)?.text ?? '')) return null;
  const word = new RegExp(`^(?:\\w+::)*${from.toUpperCase()}_(\\w+)$`).exec(mode.text)?.[1];
  if (word === undefined) return `${mode.text} is no mode that is plain to see`;
  return modesOf(to).includes(word) ? null : `${mode.text} has no counterpart`;
}
