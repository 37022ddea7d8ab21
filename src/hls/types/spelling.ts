import { formatFixedType, parseFixedType } from '../fixed-point/spelling.js';
import type { FixedType } from '../fixed-point/type.js';

/** A type of HLS C++ by what it is for; what it holds is a type of these again. */
export type HlsType = FixedPoint | Stream | Vector | OtherType;

/** A number: `ap_fixed<16,6>`, `ac_int<8,false>`. */
export interface FixedPoint {
  readonly kind: 'fixed';
  readonly type: FixedType;
}

/** A queue between processes: `hls::stream<T>`, `ihc::stream<T>`, `ac_channel<T>`. */
export interface Stream {
  readonly kind: 'stream';
  readonly spelled: 'hls::stream' | 'ihc::stream' | 'ihc::stream_in' | 'ihc::stream_out' | 'ac_channel';
  readonly element: HlsType;
  /** How many words it buffers, as spelled; null where it does not say. */
  readonly depth: string | null;
}

/** Several values as one: `nnet::array<T, 4>`, `hls::vector<T, 4>`, `std::array<T, 4>`. */
export interface Vector {
  readonly kind: 'vector';
  readonly spelled: 'nnet::array' | 'hls::vector' | 'std::array';
  readonly element: HlsType;
  /** As spelled: `8*1`. */
  readonly length: string;
}

/** Anything else, as spelled. */
export interface OtherType {
  readonly kind: 'other';
  readonly text: string;
}

const streams: readonly Stream['spelled'][] = [
  ...(['hls::stream', 'ihc::stream', 'ihc::stream_in', 'ihc::stream_out', 'ac_channel'] as const),
];
const vectors: readonly Vector['spelled'][] = ['nnet::array', 'hls::vector', 'std::array'];

/** Reads a type as it is spelled; typedefs are not followed. */
export function parseHlsType(text: string): HlsType {
  const fixed = parseFixedType(text);
  if (fixed) return { kind: 'fixed', type: fixed };
  const spelled = text.trim();
  const [name, args] = template(spelled);
  const stream = streams.find((known) => known === name);
  if (stream && (args.length === 1 || args.length === 2)) {
    const depth =
      args[1] === undefined ? null : (/^ihc::buffer\s*<(.*)>$/.exec(args[1])?.[1]?.trim() ?? args[1]);
    return { kind: 'stream', spelled: stream, element: parseHlsType(args[0]!), depth };
  }
  const vector = vectors.find((known) => known === name);
  if (vector && args.length === 2) {
    return { kind: 'vector', spelled: vector, element: parseHlsType(args[0]!), length: args[1]! };
  }
  return { kind: 'other', text: spelled };
}

/** The spelling that `parseHlsType` reads back to the same type. */
export function formatHlsType(type: HlsType): string {
  switch (type.kind) {
    case 'fixed':
      return formatFixedType(type.type);
    case 'stream': {
      const { spelled, depth } = type;
      const buffer = depth === null ? '' : `, ${spelled.startsWith('ihc') ? `ihc::buffer<${depth}>` : depth}`;
      return `${spelled}<${closed(formatHlsType(type.element))}${buffer}>`;
    }
    case 'vector':
      return `${type.spelled}<${formatHlsType(type.element)}, ${type.length}>`;
    case 'other':
      return type.text;
  }
}

/** C++ before 2011 reads `>>` as a shift. */
const closed = (text: string): string => (text.endsWith('>') ? `${text} ` : text);

/** `hls::stream` and its arguments; none if it has no list, or one that does not close at the end. */
function template(text: string): [string, string[]] {
  const open = text.indexOf('<');
  if (open < 0 || !text.endsWith('>')) return [text, []];
  const args: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let at = open; at < text.length; at++) {
    const c = text[at]!;
    if ('<([{'.includes(c)) depth++;
    else if ('>)]}'.includes(c)) depth--;
    const ends = depth === 0 ? at === text.length - 1 : c === ',' && depth === 1;
    if (depth === 0 && !ends) return [text, []];
    if (!ends) continue;
    args.push(text.slice(from, at).trim());
    from = at + 1;
  }
  return [text.slice(0, open).trim(), args];
}
