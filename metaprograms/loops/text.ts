import { patchedText, type LoopNode, type Node, type Patch } from 'hlsmith/cpp';

/** The range between the braces of a loop's body; of a body without braces, all behind the header. */
export function insideOf(loop: LoopNode): { start: number; end: number } {
  const { body, tree, index } = loop;
  if (body.syntax === 'compound_statement') return { start: body.start + 1, end: body.end - 1 };
  const header = tree.children(index).filter((child) => child < body.index && tree.name(child) === ')');
  return { start: tree.end[header.at(-1)!], end: body.end };
}

/** The statements of a loop's body: labels and declarations among them; comments left out. */
export function statementsOf({ body }: LoopNode): Node[] {
  if (body.syntax !== 'compound_statement') return [body];
  return body.children.filter(({ syntax }) => syntax !== 'comment');
}

/** The body's text without its braces and indentation. */
export function bodyText(loop: LoopNode, patches: readonly Patch[] = []): string {
  const { start, end } = insideOf(loop);
  return dedent(patchedText(loop.unit, start, end, patches));
}

/** Drops blank lines at both ends and the indentation that all lines share. A first line may begin anywhere. */
export function dedent(text: string): string {
  const begins = /^\s*\n/.test(text);
  const lines = text
    .replace(/\r\n/g, '\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd()
    .split('\n');
  const measured = (begins ? lines : lines.slice(1)).filter((line) => /^\s*[^\s#]/.test(line));
  const margin = Math.min(...measured.map((line) => /^[ \t]*/.exec(line)![0].length));
  return lines
    .map((line, index) => {
      if (index === 0 && !begins) return line.trimStart();
      return Number.isFinite(margin)
        ? line.replace(new RegExp(`^[ \\t]{0,${margin}}`), '')
        : line.trimStart();
    })
    .join('\n');
}

/** One step further in. */
export const indent = (text: string, step: string): string => text.replace(/^(?=[^\n])/gm, step);

/** One step of indentation as the node's file does it. */
export function stepOf({ source }: Node): string {
  const found = /\{[ \t]*\r?\n(?:[ \t]*\r?\n)*([ \t]+)\S/.exec(source.text);
  const outer = found ? source.indentationAt(found.index) : '';
  return found && found[1].startsWith(outer) && found[1] !== outer ? found[1].slice(outer.length) : '    ';
}

/** `header {`, the lines one step in, `}`. */
export const block = (header: string, lines: string, step: string): string =>
  `${header === '' ? '' : `${header} `}{\n${indent(lines, step)}${lines === '' ? '' : '\n'}}`;

/** Puts statements in a statement's place; into braces where only one may stand. */
export function replaceStatement(node: Node, code: string, count: number): void {
  const isAlone =
    node.parent !== null && !['compound_statement', 'translation_unit'].includes(node.parent.syntax);
  const text = isAlone && count !== 1 ? block('', code, stepOf(node)) : code;
  const margin = node.source.indentationAt(node.start);
  node.replace(text.replace(/\n(?=[^\n])/g, `\n${margin}`));
}

/** A name that the file does not use. */
export function freshName(node: Node, wanted: string): string {
  const { text } = node.source;
  let name = wanted;
  for (let count = 2; new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(text); count++)
    name = `${wanted}_${count}`;
  return name;
}

/** `i++`, `i -= 2`. */
export function increment(name: string, step: number): string {
  if (Math.abs(step) === 1) return name + (step > 0 ? '++' : '--');
  return `${name} ${step > 0 ? '+' : '-'}= ${Math.abs(step)}`;
}

/** An operand that needs no precedence: parenthesised unless it is a name or a number. */
export const operand = (value: number | string): string =>
  /^(?:\d+|[A-Za-z_][\w:.]*)$/.test(String(value)) ? String(value) : `(${value})`;

/** `a + 3`, `a - 3`, `a`. */
export const sum = (left: number | string, right: number): string =>
  typeof left === 'number'
    ? String(left + right)
    : right === 0
      ? left
      : `${left} ${right < 0 ? '-' : '+'} ${Math.abs(right)}`;
