import type { ParsedFile } from '../parse/parse.js';
import type { Macro } from '../parse/directives.js';
import { kindId } from '../parse/kinds.js';
import { nameText, readDeclarator } from './declarator.js';

export type SymbolKind =
  'function' | 'prototype' | 'typedef' | 'struct' | 'enum' | 'enumerator' | 'variable' | 'field';

/** A declaration outside function bodies. */
export interface FileSymbol {
  readonly kind: SymbolKind;
  /** With its namespaces and classes: `nnet::dense`, `config2::n_in`. */
  readonly qualifiedName: string;
  /** Node that a handle is made of: the definition, declarator, enumerator. */
  readonly node: number;
}

/** What one file declares, found in one pass. */
export interface FileIndex {
  readonly symbols: readonly FileSymbol[];
  readonly byName: ReadonlyMap<string, readonly FileSymbol[]>;
  readonly macros: ReadonlyMap<string, readonly Macro[]>;
  /** Namespaces named by `using namespace` outside functions. */
  readonly usedNamespaces: readonly string[];
}

const k = {
  namespace: kindId('namespace_definition'),
  functionDefinition: kindId('function_definition'),
  declaration: kindId('declaration'),
  field: kindId('field_declaration'),
  typedef: kindId('type_definition'),
  alias: kindId('alias_declaration'),
  struct: kindId('struct_specifier'),
  class: kindId('class_specifier'),
  union: kindId('union_specifier'),
  enum: kindId('enum_specifier'),
  enumerator: kindId('enumerator'),
  using: kindId('using_declaration'),
  typeIdentifier: kindId('type_identifier'),
};

const indexes = new WeakMap<ParsedFile, FileIndex>();

/** The index of a parsed file; made once, shared by forks. */
export function fileIndex(parsed: ParsedFile): FileIndex {
  let index = indexes.get(parsed);
  if (!index) indexes.set(parsed, (index = new Indexer(parsed).run()));
  return index;
}

class Indexer {
  private readonly symbols: FileSymbol[] = [];
  private readonly usedNamespaces: string[] = [];
  private readonly text: string;

  constructor(private readonly parsed: ParsedFile) {
    this.text = parsed.source.text;
  }

  run(): FileIndex {
    this.visit(1, this.parsed.tree.last[0]!, '');
    return {
      symbols: this.symbols,
      byName: groupBy(this.symbols, ({ qualifiedName }) => qualifiedName),
      macros: groupBy(this.parsed.macros, ({ name }) => name),
      usedNamespaces: this.usedNamespaces,
    };
  }

  /** Nodes `from .. to-1`, whose names stand in `scope`. */
  private visit(from: number, to: number, scope: string): void {
    const { tree } = this.parsed;
    let node = from;
    while (node < to) {
      const kind = tree.kind[node]!;
      const last = tree.last[node]!;
      switch (kind) {
        case k.namespace: {
          const name = tree.child(node, 'name');
          this.visit(node + 1, last, name < 0 ? scope : join(scope, this.name(name)));
          node = last;
          break;
        }
        case k.functionDefinition:
          this.addFunction(node, scope);
          node = last;
          break;
        case k.struct:
        case k.class:
        case k.union: {
          const body = tree.child(node, 'body');
          if (body >= 0) {
            const name = tree.child(node, 'name');
            const own = name < 0 ? this.typedefName(node) : this.name(name);
            const inside = own === null ? scope : join(scope, own);
            if (own !== null) this.add('struct', inside, node);
            this.visit(body + 1, tree.last[body]!, inside);
          }
          node = last;
          break;
        }
        case k.enum:
          this.addEnum(node, scope);
          node = last;
          break;
        case k.typedef:
          this.addTypedefs(node, scope);
          node++; // A struct may be defined inside.
          break;
        case k.alias: {
          const name = tree.child(node, 'name');
          if (name >= 0) this.add('typedef', join(scope, this.name(name)), node);
          node = last;
          break;
        }
        case k.declaration:
        case k.field:
          this.addDeclarators(node, scope);
          node = this.enterType(node, scope);
          break;
        case k.using: {
          const spelled = /^using\s+namespace\s+([\w:]+)/.exec(
            this.text.slice(tree.start[node], tree.end[node]),
          );
          if (spelled) this.usedNamespaces.push(spelled[1]!);
          node = last;
          break;
        }
        default:
          node++;
      }
    }
  }

  /** `struct s {...} x;` defines s too; nothing else inside a declaration declares in this scope. */
  private enterType(node: number, scope: string): number {
    const { tree } = this.parsed;
    const type = tree.child(node, 'type');
    if (type >= 0) this.visit(type, tree.last[type]!, scope);
    return tree.last[node]!;
  }

  private addFunction(node: number, scope: string): void {
    const declarator = this.parsed.tree.child(node, 'declarator');
    if (declarator < 0) return;
    const { name } = readDeclarator(this.parsed.tree, declarator);
    if (name >= 0) this.add('function', join(scope, this.name(name)), node);
  }

  private addTypedefs(node: number, scope: string): void {
    const { tree } = this.parsed;
    const declarators = tree.childrenIn(node, 'declarator');
    for (const [position, declarator] of declarators.entries()) {
      const { name } = readDeclarator(tree, declarator);
      if (name >= 0) this.add('typedef', join(scope, this.name(name)), position === 0 ? node : declarator);
    }
  }

  private addDeclarators(node: number, scope: string): void {
    const { tree } = this.parsed;
    const isMember = tree.kind[node] === k.field;
    for (const declarator of tree.childrenIn(node, 'declarator')) {
      const { name, functionDeclarator } = readDeclarator(tree, declarator);
      if (name < 0) continue;
      const qualified = join(scope, this.name(name));
      if (functionDeclarator >= 0) this.add('prototype', qualified, node);
      else this.add(isMember ? 'field' : 'variable', qualified, declarator);
    }
  }

  private addEnum(node: number, scope: string): void {
    const { tree } = this.parsed;
    const body = tree.child(node, 'body');
    const name = tree.child(node, 'name');
    const own = name < 0 ? null : join(scope, this.name(name));
    if (body < 0) return;
    if (own !== null) this.add('enum', own, node);
    const isScoped = /^enum\s+(class|struct)\b/.test(this.text.slice(tree.start[node], tree.end[node]));
    for (const enumerator of tree.children(body)) {
      if (tree.kind[enumerator] !== k.enumerator) continue;
      const short = this.name(tree.child(enumerator, 'name'));
      if (!isScoped) this.add('enumerator', join(scope, short), enumerator);
      if (own !== null) this.add('enumerator', join(own, short), enumerator);
    }
  }

  /** `typedef struct {...} name;` */
  private typedefName(node: number): string | null {
    const { tree } = this.parsed;
    const parent = tree.parent[node]!;
    if (tree.kind[parent] !== k.typedef) return null;
    const name = tree.child(parent, 'declarator');
    return name >= 0 && tree.kind[name] === k.typeIdentifier ? this.name(name) : null;
  }

  private add(kind: SymbolKind, qualifiedName: string, node: number): void {
    this.symbols.push({ kind, qualifiedName, node });
  }

  private name(node: number): string {
    return nameText(this.parsed.tree, this.text, node);
  }
}

const join = (scope: string, name: string): string => (scope === '' ? name : `${scope}::${name}`);

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
