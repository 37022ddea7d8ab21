import {
  changedWithin,
  meaningAt,
  patchedText,
  usesWithin,
  VarDeclNode,
  type CallNode,
  type FunctionNode,
  type Node,
  type ParamNode,
  type Patch,
} from 'hlsmith/cpp';
import { pragmasOf } from 'hlsmith/hls';
import { dedent, freshName } from '../loops/text.js';

/** Why a function's body cannot stand where it is called. */
export function whyNotCopied(fn: FunctionNode, call: CallNode): string | null {
  const line = (node: Node): string => `(line ${node.at.line})`;
  const definitions = fn.unit.project
    .functions()
    .filter((each) => each.isDefinition && each.name === fn.name);
  if (definitions.length > 1)
    return `it has ${definitions.length} definitions, by types or preprocessor lines`;
  if (isConditional(fn)) return 'whether it is compiled is decided by preprocessor lines around it';
  if (reaches(fn, fn)) return 'it calls itself';
  if (fn.templateParams.length > 0) return 'it is a template';
  if (fn.params.length !== call.args.length || fn.params.some(({ name }) => name === '')) {
    return 'its arguments are not given one for one';
  }
  const body = fn.body!;
  const returns = returnsIn(body);
  const last = body.children.filter(({ syntax }) => syntax !== 'comment').at(-1);
  const early = returns.find((statement) => statement !== last);
  if (early) return `it returns before its end ${line(early)}`;
  if (fn.returnType.text !== 'void' && returns.length === 0) return 'it returns nothing';
  const [kept] = body.query('v:VarDecl[isStatic]');
  if (kept && !kept.v.isConst) return `${kept.v.name} outlives its calls ${line(kept.v)}`;
  const lines = fn.unit.directives(null, body.start, body.end);
  const directive = lines.find(({ keyword }) => keyword !== 'pragma');
  if (directive) return `a preprocessor line stands in it ${line(directive)}`;
  return capturedName(fn, call);
}

/** True between `#if` and `#endif`; the guard of a whole header does not count. */
function isConditional(fn: FunctionNode): boolean {
  const { unit } = fn;
  const open: boolean[] = [];
  for (const [position, line] of unit.directives(null).entries()) {
    if (line.start > fn.start) break;
    if (/^if/.test(line.keyword)) open.push(position === 0 && line.keyword === 'ifndef');
    else if (line.keyword === 'endif') open.pop();
  }
  return open.includes(false);
}

const returnsIn = (body: Node): Node[] =>
  body.query('s:Stmt', ({ s }) => s.syntax === 'return_statement').map(({ s }) => s);

function reaches(from: FunctionNode, target: FunctionNode, seen = new Set<FunctionNode>()): boolean {
  return from.callees.some((callee) => {
    if (callee === target) return true;
    if (seen.has(callee)) return false;
    seen.add(callee);
    return reaches(callee, target, seen);
  });
}

const names = ['identifier', 'type_identifier', 'namespace_identifier'];

/** A name of the body, declared outside it, that means something else at the call. */
function capturedName(fn: FunctionNode, call: CallNode): string | null {
  const { body, tree, unit } = fn;
  const declared = new Set<Node | null>(fn.declarations().map(({ nameNode }) => nameNode));
  for (let node = body!.index; node < tree.last[body!.index]; node++) {
    if (!names.includes(tree.name(node))) continue;
    const use = unit.node(node);
    if (use.parent?.syntax === 'qualified_identifier') continue;
    const meaning = meaningAt(use);
    if (meaning && fn.encloses(meaning)) continue;
    if (!declared.has(use) && meaningAt(call, use.text) !== meaning)
      return `${use.text} means something else where it is called`;
  }
  return null;
}

/** How a function's parameters get their arguments. */
export interface Binding {
  /** Declarations in front of the body. */
  readonly lines: readonly string[];
  /** Names in the body that get another text. */
  readonly renamed: readonly { readonly variable: Node; readonly name: string; readonly text: string }[];
}

/** Names that stand for the argument itself, or variables of the body that hold it; or why neither can be. */
export function bindArguments(call: CallNode, fn: FunctionNode): Binding | string {
  const lines: string[] = [];
  const renamed: { variable: Node; name: string; text: string }[] = [];
  const body = fn.body!;
  const changed = changedWithin(body);
  const given = call.args.map(({ text }) => text).join(' ');
  const isTaken = (name: string): boolean => new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(given);
  for (const variable of localsOf(fn)) {
    if (isTaken(variable.name)) {
      renamed.push({ variable, name: variable.name, text: freshName(call, variable.name) });
    }
  }
  for (const [position, param] of fn.params.entries()) {
    const argument = call.args[position];
    const { name } = param;
    if (param.isArray || param.isPointer || param.isReference) {
      const text = standIn(param, argument, changed);
      if (text !== null) renamed.push({ variable: param, name, text });
      else if (param.isReference && !param.isConst && !param.isArray) {
        const own = isTaken(name) ? freshName(call, name) : name;
        if (own !== name) renamed.push({ variable: param, name, text: own });
        lines.push(`${param.type.text} &${own} = ${argument.text};`);
      } else if (param.isReference && param.isConst)
        lines.push(declaration(param, argument, isTaken(name), call, renamed));
      else return `${argument.text} for ${name} is no name of an array`;
    } else lines.push(declaration(param, argument, isTaken(name), call, renamed));
  }
  return { lines, renamed };
}

function declaration(
  param: ParamNode,
  argument: Node,
  isTaken: boolean,
  call: CallNode,
  renamed: { variable: Node; name: string; text: string }[],
): string {
  const own = isTaken ? freshName(call, param.name) : param.name;
  if (isTaken) renamed.push({ variable: param, name: param.name, text: own });
  return `${param.isConst ? 'const ' : ''}${param.type.text} ${own} = ${argument.text};`;
}

/** The argument's own text where it may stand for the parameter in the body; null if it may not. */
function standIn(param: ParamNode, argument: Node, changed: ReadonlySet<string>): string | null {
  if (argument.syntax === 'identifier') {
    const isReseated = param.isPointer && changed.has(param.name);
    return isReseated ? null : argument.text;
  }
  // `m[2]` for a row: its index must be a number, or the body could change it.
  return param.isArray && /^[A-Za-z_]\w*(?:\[\d+\])+$/.test(argument.text) ? argument.text : null;
}

const localsOf = (fn: FunctionNode): VarDeclNode[] =>
  fn.declarations().filter((each) => each instanceof VarDeclNode);

/**
 * The statements of a function's body, with its parameters bound; what it returns is assigned to `result`.
 * @param result null where nobody wants it
 */
export function inlinedBody(
  fn: FunctionNode,
  caller: FunctionNode,
  { lines, renamed }: Binding,
  result: string | null,
): string {
  const body = fn.body!;
  const { unit, source } = fn;
  const patches: Patch[] = renamed.flatMap(({ variable, name, text }) =>
    usesWithin(fn, variable, name)
      .filter(({ start }) => start >= body.start)
      .map((use) => ({ ...use, text })),
  );
  for (const { site } of pragmasOf(fn)) {
    patches.push({ start: source.lineStart(site.start), end: source.lineEndOffset(site.end) + 1, text: '' });
  }
  for (const statement of returnsIn(body)) {
    const [value] = statement.children;
    if (!value) patches.push({ start: statement.start, end: statement.end, text: '' });
    else
      patches.push({ start: statement.start, end: value.start, text: result === null ? '' : `${result} = ` });
  }
  patches.push(...ownLabels(fn, caller));
  const text = dedent(patchedText(unit, body.start + 1, body.end - 1, patches));
  return [...lines, text].filter((part) => part !== '').join('\n');
}

/** Labels that the caller has too get other names. */
function ownLabels(fn: FunctionNode, caller: FunctionNode): Patch[] {
  const { tree, unit, body } = fn;
  const patches: Patch[] = [];
  for (let node = body!.index; node < tree.last[body!.index]; node++) {
    if (tree.name(node) !== 'statement_identifier') continue;
    const label = unit.node(node);
    const isTaken = new RegExp(`(?<![\\w$])${label.text}(?![\\w$])`).test(caller.text);
    if (isTaken) patches.push({ start: label.start, end: label.end, text: freshName(caller, label.text) });
  }
  return patches;
}
