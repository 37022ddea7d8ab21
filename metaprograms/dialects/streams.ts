import {
  meaningAt,
  VariableNode,
  type CallNode,
  type FileNode,
  type Node,
  type SubscriptNode,
} from 'hlsmith/cpp';
import { spelledIn } from './numbers.js';
import { tools, toolNames, toolWords, type Tool } from './tools.js';

const place = ({ at, text }: Node): string => `${at.file}:${at.line}: kept: ${text}`;

/** Whether a type is a stream of one of the tools: `hls::stream<int>`. */
export const isStreamType = (type: string): boolean =>
  toolNames.some((tool) => type.replace(/\s+/g, '').startsWith(`${tools[tool].stream}<`));

/** The variable that an expression names, or one of the array's elements; null if that is no stream. */
export function streamOf(node: Node | null): VariableNode | null {
  const named = node?.syntax === 'subscript_expression' ? (node as SubscriptNode).base : node;
  const variable = named?.syntax === 'identifier' ? meaningAt(named) : null;
  return variable instanceof VariableNode && isStreamType(variable.type.canonical) ? variable : null;
}

/** One use of a stream: `in.read()`, `out.write(x)`, `in >> x`. */
export interface StreamUse {
  readonly node: Node;
  readonly stream: Node;
  /** As Vitis HLS calls it: `>>` is `read`, `<<` is `write`. */
  readonly method: string;
  /** What is written, or where what is read goes to. */
  readonly value: Node | null;
}

export function usesIn(node: Node): StreamUse[] {
  const calls = node
    .query('c:Call')
    .map(({ c }) => c)
    .flatMap((call): StreamUse[] => {
      const stream = call.field('function')?.syntax === 'field_expression' ? objectOf(call) : null;
      if (!stream || !streamOf(stream)) return [];
      return [{ node: call, stream, method: call.name, value: call.args[0] ?? null }];
    });
  const { unit, tree } = node;
  const shifts: StreamUse[] = [];
  for (let index = node.index; index < tree.last[node.index]!; index++) {
    if (tree.name(index) !== 'binary_expression') continue;
    const shift = unit.node(index);
    const [stream, value] = [shift.field('left'), shift.field('right')];
    const method = / *(<<|>>) */.exec(node.source.text.slice(stream?.end, value?.start))?.[1];
    if (method === undefined || !stream || !streamOf(stream)) continue;
    shifts.push({ node: shift, stream, method: method === '>>' ? 'read' : 'write', value });
  }
  return [...calls, ...shifts];
}

const objectOf = (call: CallNode): Node | null => call.field('function')!.field('argument');

/** The same operation under another name. */
const renamed: Readonly<Partial<Record<Tool, Readonly<Record<string, string>>>>> = {
  vitis: { nb_read: 'read_nb', nb_write: 'write_nb' },
  catapult: { read_nb: 'nb_read', write_nb: 'nb_write' },
};

/** Records the edits that spell streams as another tool does. @returns uses that it has no counterpart for */
export function translateStreams(file: FileNode, to: Tool): string[] {
  const target = toolWords(to);
  const others = toolNames.filter((tool) => tool !== to).map((tool) => tools[tool].stream as string);
  const lost: string[] = [];
  const pipes = spelledIn(file).filter(({ whole }) => whole.startsWith(tools.oneapi.stream));
  lost.push(...pipes.map(({ node }) => `${place(node)}: a pipe is a type, and a stream an object`));
  // Uses first: what a variable is, its type says.
  for (const use of usesIn(file)) lost.push(...translateUse(use, to));
  for (const { v } of file.query('v:VarDecl')) {
    if (!v.isArray && !others.some((name) => v.type.canonical.replace(/\s+/g, '').startsWith(`${name}<`)))
      continue;
    const { initializer } = v;
    const isNamed = initializer !== null && /^[({]?\s*"/.test(initializer.text);
    if (isNamed && to !== 'vitis' && v.nameNode) v.replace(v.text.slice(0, v.nameNode.end - v.start));
  }
  for (const { node, head, whole, args } of spelledIn(file)) {
    if (whole.startsWith(tools.oneapi.stream) || !others.includes(whole)) continue;
    file.unit.edit(head.start, head.end, target.stream);
    const depth = args[1];
    if (!depth) continue;
    if (to === 'catapult') {
      file.unit.edit(args[0].end, depth.end, '');
      lost.push(
        `${place(node).replace(': kept:', ': lost:')}: the depth ${depth.text} is a resource of the design`,
      );
    } else if (to === 'intel') depth.replace(`ihc::buffer<${depth.text}>`);
    else depth.replace(depth.text.replace(/^ihc::buffer\s*<(.*)>$/s, '$1'));
  }
  return lost;
}

function translateUse({ node, stream, method, value }: StreamUse, to: Tool): string[] {
  const variable = streamOf(stream)!;
  const target = toolWords(to);
  if (variable.type.canonical.replace(/\s+/g, '').startsWith(target.stream)) return [];
  const isShift = node.syntax === 'binary_expression';
  if (method === 'read' && value && to !== 'vitis') {
    if (node.parent?.syntax !== 'expression_statement')
      return [`${place(node)}: it is read amid an expression`];
    node.replace(`${value.text} = ${stream.text}.read()`);
  } else if (isShift && method === 'write' && to !== 'vitis') {
    if (node.parent?.syntax !== 'expression_statement')
      return [`${place(node)}: it is written amid an expression`];
    node.replace(`${stream.text}.write(${value!.text})`);
  } else if (!isShift) {
    const word = renamed[to]?.[method];
    if (word !== undefined) (node as CallNode).field('function')!.field('field')!.replace(word);
    else if (target.noMethods.test(method)) return [`${place(node)}: ${target.stream} has no such method`];
  }
  return [];
}
