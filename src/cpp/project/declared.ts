import { problem } from '../../diagnostics/index.js';
import type { SymbolKind } from '../semantics/file-index.js';
import type { Symbol, SymbolTable } from '../semantics/symbols.js';

/** What a project is asked for by name. */
export type Declared = 'function' | 'typedef' | 'struct';

export const symbolsOf = (table: SymbolTable, ...kinds: readonly SymbolKind[]): Symbol[] =>
  table.all.filter((symbol) => kinds.includes(symbol.kind));

/** Symbols by qualified name, else by the last parts of it. */
export function matching(table: SymbolTable, name: string, ...kinds: readonly SymbolKind[]): Symbol[] {
  const exact = table.named(name).filter((symbol) => kinds.includes(symbol.kind));
  if (exact.length > 0) return exact;
  return symbolsOf(table, ...kinds).filter((symbol) => symbol.qualifiedName.endsWith(`::${name}`));
}

/**
 * The only one that was found.
 * @param root the project's, named when there is none
 * @throws cpp.missing, cpp.ambiguous
 */
export function onlySymbol(
  table: SymbolTable,
  what: Declared,
  name: string,
  found: readonly Symbol[],
  root: string,
): Symbol {
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    const places = found.map(({ unit, node }) => {
      const { file, line } = unit.source.placeAt(unit.tree.start[node]!);
      return `${file}:${line}`;
    });
    throw problem('cpp.ambiguous', { what, name, places }, { file: root });
  }
  const kinds: readonly SymbolKind[] = what === 'function' ? ['function', 'prototype'] : [what];
  const known = [...new Set(symbolsOf(table, ...kinds).map((symbol) => symbol.qualifiedName))];
  throw problem('cpp.missing', { what, name, known }, { file: root });
}
