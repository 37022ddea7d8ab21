import type { FileNode, Node } from 'hlsmith/cpp';

export type Family = 'ap' | 'ac';

/** Streams of each tool, with the header that has them. */
export const streams = {
  vitis: { name: 'hls::stream', header: 'hls_stream.h' },
  intel: { name: 'ihc::stream', header: 'HLS/hls.h' },
  catapult: { name: 'ac_channel', header: 'ac_channel.h' },
} as const;
export type Tool = keyof typeof streams;

const modes: Readonly<Record<Family, readonly string[]>> = {
  ap: [
    'TRN',
    'TRN_ZERO',
    'RND',
    'RND_ZERO',
    'RND_INF',
    'RND_MIN_INF',
    'RND_CONV',
    'WRAP',
    'SAT',
    'SAT_ZERO',
    'SAT_SYM',
    'WRAP_SM',
  ],
  ac: [
    'TRN',
    'TRN_ZERO',
    'RND',
    'RND_ZERO',
    'RND_INF',
    'RND_MIN_INF',
    'RND_CONV',
    'RND_CONV_ODD',
    'WRAP',
    'SAT',
    'SAT_ZERO',
    'SAT_SYM',
  ],
};

/** A spelled template type or function: `ap_fixed<8, 3>`. */
interface Spelled {
  readonly node: Node;
  readonly name: Node;
  readonly args: readonly Node[];
}

function spelledIn(file: FileNode): Spelled[] {
  const { tree, unit } = file;
  const found: Spelled[] = [];
  for (let index = 0; index < tree.length; index++) {
    const syntax = tree.name(index);
    if (syntax !== 'template_type' && syntax !== 'template_function') continue;
    const node = unit.node(index);
    const list = node.field('arguments');
    const name = node.field('name');
    if (list && name)
      found.push({ node, name, args: list.children.filter((each) => each.syntax !== 'comment') });
  }
  return found;
}

/**
 * Records the edits that spell the numbers of one family in the other. Widths may be any expressions.
 * @returns what does not carry over, for each place
 */
export function translateNumbers(file: FileNode, to: Family): string[] {
  return spelledIn(file).flatMap((spelled) => {
    const reason = to === 'ac' ? toAc(spelled) : toAp(spelled);
    const { at, text } = spelled.node;
    return reason === null ? [] : [`${at.file}:${at.line}: kept: ${text}: ${reason}`];
  });
}

function toAc({ name, args }: Spelled): string | null {
  const match = /^ap_(u?)(int|fixed)$/.exec(name.text);
  if (!match) return null;
  const [, unsigned, kind] = match;
  const sizes = kind === 'int' ? 1 : 2;
  const [quantization, overflow, bits] = args.slice(sizes);
  if (args.length < sizes) return 'its sizes are missing';
  if (bits && bits.text !== '0') return `${bits.text} saturated bits have no counterpart`;
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
  return null;
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
  const word = new RegExp(`^(?:\\w+::)*${from.toUpperCase()}_(\\w+)$`).exec(mode.text)?.[1];
  if (word === undefined) return `${mode.text} is no mode that is plain to see`;
  return modes[to].includes(word) ? null : `${mode.text} has no counterpart`;
}

/** Records the edits that spell streams as another tool does. @returns uses that it has no counterpart for */
export function translateStreams(file: FileNode, to: Tool): string[] {
  const target = streams[to];
  const others = Object.values(streams).filter((each) => each !== target);
  let found = false;
  for (const { node } of spelledIn(file)) {
    const whole = node.parent?.syntax === 'qualified_identifier' ? node.parent : node;
    const list = node.field('arguments')!;
    const spelled = file.source.text.slice(whole.start, list.start).replace(/\s+/g, '');
    if (!others.some(({ name }) => name === spelled)) continue;
    file.unit.edit(whole.start, list.start, target.name);
    found = true;
  }
  if (!found) return [];
  const lost: Readonly<Record<Tool, RegExp>> = {
    vitis: /^(?:available|size)$/,
    intel: /^(?:empty|full|read_nb|write_nb|size|available|nb_read|nb_write)$/,
    catapult: /^(?:empty|full|read_nb|write_nb)$/,
  };
  return file
    .query('c:Call')
    .map(({ c }) => c)
    .filter((c) => c.field('function')?.syntax === 'field_expression' && lost[to].test(c.name))
    .map(({ at, text }) => `${at.file}:${at.line}: kept: ${text}: ${target.name} has no such method`);
}

const headers: Readonly<Record<Family, Readonly<Record<string, string>>>> = {
  ac: { 'ap_int.h': 'ac_int.h', 'ap_fixed.h': 'ac_fixed.h' },
  ap: {
    'ac_int.h': 'ap_int.h',
    'ac_fixed.h': 'ap_fixed.h',
    'HLS/ac_int.h': 'ap_int.h',
    'HLS/ac_fixed.h': 'ap_fixed.h',
  },
};

/** Includes of the headers that have these types. */
export function translateIncludes(file: FileNode, to: Tool): void {
  const family = to === 'vitis' ? 'ap' : 'ac';
  const streamHeaders = Object.values(streams).map(({ header }) => header as string);
  for (const { i } of file.query('i:Include')) {
    const number = headers[family][i.path];
    const isStream = streamHeaders.includes(i.path) && i.path !== streams[to].header;
    const path = isStream ? streams[to].header : number && to === 'intel' ? `HLS/${number}` : number;
    if (path !== undefined) i.replace(i.text.replace(i.path, path));
  }
}

const bitMethods: Readonly<Record<Family, RegExp>> = {
  ac: /^(?:range|bit|get_bit|set_bit|concat|reverse|rrotate|lrotate|length|wl|iwl)$/,
  ap: /^(?:slc|set_slc|bit_complement|leading_sign)$/,
};

/** Calls of methods that the other family of numbers has under another name, or not at all. */
export const methodsLost = (file: FileNode, to: Family): string[] =>
  file
    .query('c:Call')
    .map(({ c }) => c)
    .filter((c) => {
      const callee = c.field('function');
      const inside = callee?.syntax === 'field_expression' ? (callee.field('field')?.text ?? '') : '';
      return bitMethods[to].test(inside.replace(/<.*/s, ''));
    })
    .map(({ at, text }) => `${at.file}:${at.line}: kept: ${text}: ${to}_* types have no such method`);
