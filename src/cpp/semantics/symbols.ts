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

/**
 * All names of a project at one version of its text. A commit makes a new one, a fork its own: it only looks
 * into the indexes of the files, which are shared, and remembers what was asked.
 */
export class SymbolTable {
  private readonly found = new Map<string, readonly Symbol[]>();
  private readonly reachable = new Map<FileUnit, ReadonlySet<FileUnit>>();
  /** In a project of many files, which ones know a name; made when the first name is asked for. */
  private readonly holders: ReadonlyMap<string, readonly FileUnit[]> | null;
  readonly usedNamespaces: readonly string[];
  /** Canonical spellings already worked out; see `TypeRef`. */
  readonly canonical = new Map<string, string>();

  /** @param referencesOf the headers that are looked into for names that the units do not declare */
  constructor(
    private readonly units: readonly FileUnit[],
    private readonly referencesOf: () => readonly FileUnit[],
  ) {
    this.usedNamespaces = [...new Set(units.flatMap((unit) => fileIndex(unit.parsed).usedNamespaces))];
    this.holders = units.length > fewFiles ? holdersOf(units) : null;
  }

  /** Every declaration of the project's own files, file by file in source order. */
  get all(): Symbol[] {
    return this.units.flatMap((unit) =>
      fileIndex(unit.parsed).symbols.map((symbol) => ({ ...symbol, unit })),
    );
  }

  /** Declarations of a qualified name: those in `from` first, then those it includes, then all others. */
  named(qualifiedName: string, from?: FileUnit): readonly Symbol[] {
    let found = this.found.get(qualifiedName);
    if (!found) {
      found = declaredIn(this.unitsWith(qualifiedName), qualifiedName);
      this.found.set(qualifiedName, found);
    }
    return !from || found.length < 2 ? found : this.nearest(found, from);
  }

  /** Declarations of a qualified name in headers that the project includes and does not hold. */
  references(qualifiedName: string): readonly Symbol[] {
    return declaredIn(this.referencesOf(), qualifiedName);
  }

  macro(name: string, from?: FileUnit): Macro | null {
    const found = this.unitsWith(name).flatMap((unit) =>
      (fileIndex(unit.parsed).macros.get(name) ?? []).map((macro) => ({ macro, unit })),
    );
    return (from && found.length > 1 ? this.nearest(found, from) : found)[0]?.macro ?? null;
  }

  private unitsWith(name: string): readonly FileUnit[] {
    const own = this.holders ? (this.holders.get(name) ?? []) : this.units.filter(declares(name));
    return own.length > 0 ? own : this.referencesOf().filter(declares(name));
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
        const file = [...this.units, ...this.referencesOf()].find(
          (u) => u.path === path || u.path.endsWith(`/${path}`),
        );
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

const fewFiles = 40;

const declaredIn = (units: readonly FileUnit[], qualifiedName: string): Symbol[] =>
  units.flatMap((unit) =>
    (fileIndex(unit.parsed).byName.get(qualifiedName) ?? []).map((symbol) => ({ ...symbol, unit })),
  );

const declares =
  (name: string) =>
  ({ parsed }: FileUnit): boolean => {
    const { byName, macros } = fileIndex(parsed);
    return byName.has(name) || macros.has(name);
  };

function holdersOf(units: readonly FileUnit[]): Map<string, FileUnit[]> {
  const holders = new Map<string, FileUnit[]>();
  for (const unit of units) {
    const { byName, macros } = fileIndex(unit.parsed);
    for (const name of new Set([...byName.keys(), ...macros.keys()])) {
      const list = holders.get(name);
      if (list) list.push(unit);
      else holders.set(name, [unit]);
    }
  }
  return holders;
}
