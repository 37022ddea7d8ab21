/**
 * Node kinds and field names as small integers, the same whichever parser produced the tree. Ids are given
 * out as names are first met, so that neither binding's own numbering leaks.
 */
class NameTable {
  private readonly ids = new Map<string, number>();
  readonly names: string[] = [];

  id(name: string): number {
    let id = this.ids.get(name);
    if (id === undefined) {
      id = this.names.length;
      this.ids.set(name, id);
      this.names.push(name);
    }
    return id;
  }
}

const kindTable = new NameTable();
const fieldTable = new NameTable();

/** Tokens such as `"{"` have names that could be those of named kinds; a quote keeps them apart. */
const tokenPrefix = '"';

export const noField = fieldTable.id('');

export const kindId = (name: string): number => kindTable.id(name);
export const tokenId = (text: string): number => kindTable.id(tokenPrefix + text);
export const fieldId = (name: string): number => fieldTable.id(name);

/** tree-sitter's name of a kind; a token's is its text. */
export function kindName(id: number): string {
  const name = kindTable.names[id]!;
  return name.startsWith(tokenPrefix) ? name.slice(1) : name;
}
export const isToken = (id: number): boolean => kindTable.names[id]!.startsWith(tokenPrefix);
/** Number of kinds met so far: the length for tables indexed by kind. */
export const kindCount = (): number => kindTable.names.length;

/** A set of kinds as a table, for tests in loops over whole trees. */
export function kindSet(...names: readonly string[]): { has(kind: number): boolean } {
  const members = new Set(names.map(kindId));
  return members;
}
