import {
  ParamNode,
  VarDeclNode,
  type CallNode,
  type FileNode,
  type FunctionNode,
  type Node,
} from 'hlsmith/cpp';
import { pragmasIn, type Pragma } from 'hlsmith/hls';
import { isStreamType, streamOf, usesIn, type StreamUse } from './streams.js';
import { tools } from './tools.js';

/**
 * Streams as oneAPI has them: a pipe is a type with static `read` and `write` (Intel oneAPI DPC++/C++ Compiler Handbook
 * for FPGAs, "The pipe Class and its Use"). What a function was handed as an object it takes as a template argument:
 *
 * before: `void f(hls::stream<T> &in, int n) { x = in.read(); }` ... `hls::stream<T> s; f(s, 4);`
 * after:  `template <class in> void f(int n) { x = in::read(); }` ...
 *         `using s = sycl::ext::intel::pipe<class s_pipe, T>; f<s>(4);`
 *
 * All streams of a file are translated, or none.
 *
 * @returns why none is, one line for each reason; empty if all are
 */
export function translateToPipes(file: FileNode): string[] {
  const locals = file
    .query('v:VarDecl')
    .map(({ v }) => v)
    .filter(isStream);
  const functions = file
    .query('fn:Function')
    .map(({ fn }) => fn)
    .filter((fn) => fn.params.some(isStream));
  if (locals.length + functions.length === 0) return [];
  const uses = usesIn(file);
  const calls = file
    .query('c:Call')
    .map(({ c }) => c)
    .filter((call) => call.args.some((arg) => streamOf(arg)));
  const reasons = [
    ...locals.flatMap((local) => whyNoPipe(local)),
    ...functions.flatMap((fn) => whyNoTemplate(fn)),
    ...uses.flatMap((use) => whyNotStatic(use)),
    ...calls.flatMap((call) => whyNoTemplateArguments(call, functions)),
    ...strayUses(file, uses, calls),
  ];
  if (reasons.length > 0) return reasons;
  for (const local of locals) declarePipe(local);
  for (const fn of functions) takePipes(fn);
  for (const use of uses) useStatically(use);
  for (const call of calls) handOver(call);
  return [];
}

const isStream = (variable: VarDeclNode | ParamNode): boolean => isStreamType(variable.type.canonical);
const kept = ({ at, text }: Node, reason: string): string =>
  `${at.file}:${at.line}: kept: ${text.split('\n')[0]!}: ${reason}`;

function whyNoPipe(local: VarDeclNode): string[] {
  if (local.isArray) return [kept(local.declaration, 'pipes make no arrays')];
  const isAlone = local.declaration.children.filter((child) => child instanceof VarDeclNode).length === 1;
  const isDeclaration = local.declaration.syntax === 'declaration';
  if (!isAlone || !isDeclaration) return [kept(local.declaration, 'it is no declaration by itself')];
  return [];
}

function whyNoTemplate(fn: FunctionNode): string[] {
  const isMember =
    [...fn.ancestors()].some(({ kind }) => kind === 'Struct') || fn.name.startsWith('operator');
  const isC = [...fn.ancestors()].some(({ syntax }) => syntax === 'linkage_specification');
  const arrays = fn.params.filter(
    (parameter) => isStream(parameter) && (parameter.isArray || parameter.isPointer),
  );
  if (arrays.length > 0) return [kept(arrays[0]!, 'pipes make no arrays')];
  return isMember || isC || !fn.isDefinition ? [kept(fn, `${fn.name} would have to become a template`)] : [];
}

function whyNotStatic({ node, method, stream }: StreamUse): string[] {
  if (stream.syntax !== 'identifier' || !/^(?:read|write)$/.test(method))
    return [kept(node, `${tools.oneapi.stream} has no ${method}`)];
  const isOperator =
    node.syntax === 'binary_expression' || (method === 'read' && (node as CallNode).args.length > 0);
  return isOperator && node.parent?.syntax !== 'expression_statement'
    ? [kept(node, 'it stands amid an expression')]
    : [];
}

function whyNoTemplateArguments(call: CallNode, functions: readonly FunctionNode[]): string[] {
  const { callee } = call;
  const isOurs = callee !== null && functions.some((fn) => fn.qualifiedName === callee.qualifiedName);
  return isOurs ? [] : [kept(call, `${call.name} is not of this file`)];
}

/** Streams that are neither used nor handed over where we look: `&in`, `in` in a lambda's list, a reference to one. */
function strayUses(file: FileNode, uses: readonly StreamUse[], calls: readonly CallNode[]): string[] {
  const known = new Set<Node>([...uses.map(({ stream }) => stream), ...calls.flatMap(({ args }) => args)]);
  const { tree, unit } = file;
  const stray: string[] = [];
  for (let index = 0; index < tree.length; index++) {
    if (tree.name(index) !== 'identifier') continue;
    const node = unit.node(index);
    if (known.has(node) || !streamOf(node)) continue;
    if ([...node.ancestors()].some((around) => isDeclaratorOf(around, node))) continue;
    stray.push(kept(node.parent!, 'it is used as an object'));
  }
  return stray;
}

const isDeclaratorOf = (around: Node, name: Node): boolean =>
  (around instanceof VarDeclNode || around instanceof ParamNode) && around.nameNode === name;

/** What a stream carries, as spelled. */
const carried = ({ type }: VarDeclNode | ParamNode): string => type.args[0]?.text ?? '';

function declarePipe(local: VarDeclNode): void {
  const depthOf = (pragma: Pragma): string | null => {
    const isDepth = pragma.name === 'STREAM' && pragma.targets.length === 1 && pragma.targets[0] === local;
    const depth = isDepth ? pragma.get('depth') : null;
    return typeof depth === 'string' ? depth : null;
  };
  const pragma = pragmasIn(local.file).find((each) => depthOf(each) !== null);
  const own = local.type.args[1]?.text.replace(/^ihc::buffer\s*<(.*)>$/s, '$1');
  const depth = own ?? (pragma ? depthOf(pragma) : null);
  const words = [`class ${local.name}_pipe`, carried(local), ...(depth === null ? [] : [depth])];
  local.declaration.replace(`using ${local.name} = ${tools.oneapi.stream}<${words.join(', ')}>;`);
  pragma?.remove();
}

function takePipes(fn: FunctionNode): void {
  const { unit, params } = fn;
  const streams = params.filter(isStream);
  const list = params[0]!.parent!;
  const others = params.filter((parameter) => !isStream(parameter)).map(({ text }) => text);
  unit.edit(list.start, list.end, `(${others.join(', ')})`);
  const names = streams.map(({ name }) => `class ${name}`).join(', ');
  const { anchor } = fn;
  if (anchor === fn) unit.edit(fn.start, fn.start, `template <${names}> `, 'before');
  else {
    const given = anchor.field('parameters')!;
    unit.edit(given.end - 1, given.end - 1, given.children.length > 0 ? `, ${names}` : names);
  }
}

function useStatically({ node, stream, method, value }: StreamUse): void {
  const name = stream.text;
  if (method === 'read' && value) node.replace(`${value.text} = ${name}::read()`);
  else if (node.syntax === 'binary_expression') node.replace(`${name}::write(${value!.text})`);
  else {
    const callee = (node as CallNode).field('function')!;
    node.unit.edit(stream.end, callee.field('field')!.start, '::');
  }
}

function handOver(call: CallNode): void {
  const streams = call.args.filter((arg) => streamOf(arg)).map(({ text }) => text);
  const others = call.args.filter((arg) => !streamOf(arg)).map(({ text }) => text);
  const list = call.field('arguments')!;
  const callee = call.field('function')!;
  const given = call.templateArgs.map(({ text }) => text);
  const name = call.source.text.slice(callee.start, callee.end).replace(/\s*<.*$/s, '');
  call.unit.edit(
    callee.start,
    list.end,
    `${name}<${[...given, ...streams].join(', ')}>(${others.join(', ')})`,
  );
}
