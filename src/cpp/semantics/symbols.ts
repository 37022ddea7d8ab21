import type { FileUnit } from '../project/file-unit.js';
import type { Macro } from '../parse/directives.js';
import { includedPath } from '../parse/directives.js';
import { fileIndex, type SymbolKind } from './file-index.js';

/** A declaration of the project, outside function bodies. */
export interface Symbol {
  readonly kind: SymbolKind;
  readonly qualifiedName: string;
  readonly unit: FileUnit;
  readonly node: number;
}

/** All names of a project at one version of its text. A commit makes a new one. */
export class SymbolTable {
  private readonly byName = new Map<string, Symbol[]>();
  private readonly macros = new Map<string, { macro: Macro; unit: FileUnit }[]>();
  private readonly reachable = new Map<FileUnit, ReadonlySet<FileUnit>>();
  readonly all: readonly Symbol[];
  readonly usedNamespaces: readonly string[];
  /** Canonical spellings already worked out; see `TypeRef`. */
  readonly canonical = new Map<string, string>();

  constructor(private readonly units: readonly FileUnit[]) {
    const all: Symbol[] = [];
    const used = new Set<string>();
    for (const unit of units) {
      const index = fileIndex(unit.parsed);
      for (const found of index.symbols) {
        const symbol = { ...found, unit };
        all.push(symbol);
        append(this.byName, found.qualifiedName, symbol);
      }
      for (const name of index.usedNamespaces) used.add(name);
      for (const macro of unit.parsed.macros) append(this.macros, macro.name, { macro, unit });
    }
    this.all = all;
    this.usedNamespaces = [...used];
  }

  /** Declarations of a qualified name: those in `from` first, then those it includes, then all others. */
  named(qualifiedName: string, from?: FileUnit): readonly Symbol[] {
    const found = this.byName.get(qualifiedName) ?? [];
    if (!from || found.length < 2) return found;
    return this.nearest(found, from);
  }

  macro(name: string, from?: FileUnit): Macro | null {
    const found = this.macros.get(name);
    if (!found) return null;
    return (from ? this.nearest(found, from) : found)[0]!.macro;
  }

  private nearest<T extends { unit: FileUnit }>(found: readonly T[], from: FileUnit): readonly T[] {
    const included = this.includedBy(from);
    const distance = ({ unit }: T): number => (unit === from ? 0 : included.has(unit) ? 1 : 2);
    return [...found].sort((a, b) => distance(a) - distance(b));
  }

  /** The project's files that a file includes, directly or not; paths match by their last parts. */
  includedBy(unit: FileUnit): ReadonlySet<FileUnit> {
    const known = this.reachable.get(unit);
    if (known) return known;
    const found = new Set<FileUnit>();
    const queue = [unit];
    for (let at = queue.pop(); at; at = queue.pop()) {
      if (!at.isParsed) continue;
      for (const directive of at.parsed.directives) {
        const path = includedPath(directive)?.replace(/^(\.\.?\/)+/, '');
        if (path === undefined) continue;
        const file = this.units.find((u) => u.path === path || u.path.endsWith(`/${path}`));
        if (file && !found.has(file)) {
          found.add(file);
          queue.push(file);
        }
      }
    }
    this.reachable.set(unit, found);
    return found;
  }
}

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
