import type { Node } from '../nodes/node.js';
import { kindSet } from '../parse/kinds.js';
import type { FileUnit } from '../project/file-unit.js';
import { lookup } from './lookup.js';

/** Text that stands for a range of a file in a copy of it. */
export interface Patch {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A place that spells a declaration's name; a pragma line (`variable=x`) has no node. */
export interface Use {
  readonly start: number;
  readonly end: number;
  readonly node: Node | null;
}

const identifiers = kindSet('identifier', 'type_identifier', 'namespace_identifier');

/** The text of a range with patches made, wherever they are listed; patches outside the range do not count. */
export function patchedText(unit: FileUnit, start: number, end: number, patches: readonly Patch[]): string {
  const { text } = unit.source;
  let result = '';
  let at = start;
  for (const patch of [...patches].sort((a, b) => a.start - b.start)) {
    if (patch.start < at || patch.end > end) continue;
    result += text.slice(at, patch.start) + patch.text;
    at = patch.end;
  }
  return result + text.slice(at, end);
}

/**
 * Every place inside a node that means a declaration, its own name and pragma lines included. Names are looked
 * up as C++ does, so that a variable of the same name in an inner block does not count.
 * @param declaration what declares the name: a variable, a parameter, a function
 */
export function usesWithin(scope: Node, declaration: Node, name: string): Use[] {
  const { unit, tree, index } = scope;
  const { symbols } = unit.project;
  const found: Use[] = [];
  const means = (meaning: ReturnType<typeof lookup>): boolean =>
    meaning?.unit === declaration.unit && meaning.node === declaration.index;
  for (let node = index; node < tree.last[index]!; node++) {
    if (!identifiers.has(tree.kind[node]!) || tree.end[node]! - tree.start[node]! !== name.length) continue;
    const start = tree.start[node]!;
    if (!unit.source.text.startsWith(name, start)) continue;
    // A declaration is looked up from behind its own name.
    const isOwn =
      unit === declaration.unit && declaration.index <= node && node < declarationEnd(declaration);
    const declares = isOwn && isFirstOfName(declaration, node, name);
    if (declares || means(lookup(symbols, name, { unit, node }))) {
      found.push({ start, end: start + name.length, node: unit.node(node) });
    }
  }
  const word = new RegExp(`(?<![\\w$])${name}(?![\\w$])`, 'g');
  for (const pragma of unit.pragmas()) {
    if (pragma.start < scope.start || pragma.end > scope.end) continue;
    const variable = pragma.variable(name);
    if (!variable || !means({ unit: variable.unit, node: variable.index } as ReturnType<typeof lookup>))
      continue;
    for (const { index: offset } of pragma.text.matchAll(word)) {
      const start = pragma.start + offset;
      found.push({ start, end: start + name.length, node: null });
    }
  }
  return found;
}

const declarationEnd = ({ tree, index }: Node): number => tree.last[index]!;

function isFirstOfName({ tree, index, source }: Node, node: number, name: string): boolean {
  for (let at = index; at < node; at++) {
    const isName = identifiers.has(tree.kind[at]!) && tree.end[at]! - tree.start[at]! === name.length;
    if (isName && source.text.startsWith(name, tree.start[at])) return false;
  }
  return true;
}
