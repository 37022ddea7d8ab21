import { formatPlace, problem } from '../../diagnostics/index.js';
import { FunctionNode } from '../nodes/function-node.js';
import type { Node } from '../nodes/node.js';
import { readDeclarator } from './declarator.js';
import { enclosingScopes, lookup, meaningInLine, type Meaning } from './lookup.js';
import { mentionsOf, scopeOfMention, type Mention } from './references.js';

/** What can be renamed: anything declared with a name. */
export interface Named extends Node {
  readonly name: string;
  readonly nameNode: Node | null;
}

/**
 * Records the edits that rename a declaration wherever it is meant, in all parsed files and in pragmas that
 * name it (`variable=x`). Overloads and prototypes of a function go together.
 * @throws cpp.rename where another meaning of either name would be caught up in it, or where it cannot be told
 * @returns the number of places
 */
export function rename(target: Named, newName: string): number {
  const { name, unit } = target;
  if (!/^[A-Za-z_]\w*$/.test(newName)) throw refusal(target, newName, 'that is no name', target);
  if (newName === name) return 0;
  refuseForReferences(target, newName);
  const isTarget = meaningTest(target);
  const edits: { unit: Mention['unit']; start: number }[] = [];
  for (const mention of mentionsOf(unit.project, name)) {
    if (isTarget(mention.meaning) || isOwnName(target, mention)) {
      refuseCapture(target, newName, mention);
      edits.push(mention);
    } else refuseDoubt(target, newName, mention);
  }
  for (const { unit: file, offsets } of linesNaming(target, newName, isTarget)) {
    for (const start of offsets) edits.push({ unit: file, start });
  }
  for (const { unit: file, start } of edits) file.edit(start, start + name.length, newName);
  return edits.length;
}

/** A prototype in a header that is not edited would keep the old name. */
function refuseForReferences(target: Named, newName: string): void {
  if (!(target instanceof FunctionNode)) return;
  const { project } = target.unit;
  const header = project.symbols.references(target.qualifiedName)[0];
  if (!header) return;
  const place = formatPlace(header.unit.source.placeAt(header.unit.tree.start[header.node]!));
  throw refusal(target, newName, `${place} declares it too, and is none of the files to be edited`, target);
}

/** Functions of one qualified name are one thing; anything else is its declaration. */
function meaningTest(target: Named): (meaning: Meaning | null) => boolean {
  if (target instanceof FunctionNode) {
    const own = target.qualifiedName;
    return (meaning) =>
      (meaning?.kind === 'function' || meaning?.kind === 'prototype') && meaning.qualifiedName === own;
  }
  return (meaning) => meaning?.unit === target.unit && meaning.node === target.index;
}

/** A declared name is looked up around its declarator, where a local one does not yet exist. */
function isOwnName(target: Named, { unit, node }: Mention): boolean {
  if (unit === target.unit && node === target.nameNode?.index) return true;
  if (!(target instanceof FunctionNode)) return false;
  const { tree } = unit;
  for (let at = tree.parent[node]!; at >= 0; at = tree.parent[at]!) {
    const handle =
      ['function_definition', 'declaration', 'field_declaration'].includes(tree.name(at)) && unit.node(at);
    if (handle) {
      if (!(handle instanceof FunctionNode) || handle.qualifiedName !== target.qualifiedName) return false;
      return readDeclarator(tree, tree.child(at, 'declarator')).name === node;
    }
  }
  return false;
}

/** The new name must not mean something else where the old one is used. */
function refuseCapture(target: Named, newName: string, { unit, node, start }: Mention): void {
  const { symbols } = unit.project;
  const taken = lookup(symbols, newName, { unit, node }) ?? symbols.macro(newName, unit);
  if (!taken) return;
  throw refusal(
    target,
    newName,
    `${newName} means something else at ${formatPlace(unit.source.placeAt(start))}`,
    target,
  );
}

/** Members reached through a variable or a template parameter may or may not be this one. */
function refuseDoubt(target: Named, newName: string, mention: Mention): void {
  const [scope] = enclosingScopes({ unit: target.unit, node: target.index });
  const isOfStruct =
    scope !== undefined && target.unit.project.symbols.named(scope).some((s) => s.kind === 'struct');
  if (!isOfStruct || mention.meaning) return;
  if (!mention.isMember && scopeOfMention(mention) === '') return;
  const place = formatPlace(mention.unit.source.placeAt(mention.start));
  throw refusal(target, newName, `${place} may mean it too: its type is not known here`, target);
}

/** Preprocessor lines that name the target: pragmas follow, macros are refused. */
function linesNaming(
  target: Named,
  newName: string,
  isTarget: (meaning: Meaning | null) => boolean,
): { unit: Mention['unit']; offsets: number[] }[] {
  const { project } = target.unit;
  const word = new RegExp(`(?<![\\w$])${target.name}(?![\\w$])`, 'g');
  return project.searchedUnits().flatMap((unit) => {
    if (!unit.source.text.includes(target.name)) return [];
    return unit.directives(null).flatMap((line) => {
      const uses = line.uses(target.name) && (line.keyword === 'pragma' || line.keyword === 'define');
      if (!uses || !isTarget(meaningInLine(project.symbols, target.name, line))) return [];
      if (line.keyword === 'define') {
        throw refusal(target, newName, `the macro at ${formatPlace(line.at)} names it`, target);
      }
      return [{ unit, offsets: [...line.text.matchAll(word)].map(({ index }) => line.start + index) }];
    });
  });
}

function refusal(target: Named, newName: string, reason: string, at: Node): Error {
  return problem('cpp.rename', { name: target.name, newName, reason }, at.at);
}
