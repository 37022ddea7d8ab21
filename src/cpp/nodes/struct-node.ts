import { problem } from '../../diagnostics/index.js';
import { kindId } from '../parse/kinds.js';
import { constantOf } from '../semantics/constants.js';
import type { Constant } from '../semantics/constant-value.js';
import { baseNames, enclosingScopes, lookup, type Meaning } from '../semantics/lookup.js';
import { readDeclarator } from '../semantics/declarator.js';
import { TypeRef } from '../semantics/type-ref.js';
import { Node } from './node.js';
import { templateAround } from './typedef-node.js';
import type { TypedefNode } from './typedef-node.js';
import type { VarDeclNode } from './variable-node.js';

/** A static constant or enumerator of a struct. */
export interface StructConstant {
  /** Null where the value is not known at compile time. */
  readonly value: Constant | null;
  /** The value as spelled. */
  readonly text: string;
  /** Records an edit of the value; none if it says that already. */
  set(value: Constant | string): void;
}

const k = {
  field: kindId('field_declaration'),
  enumerator: kindId('enumerator'),
  typedef: kindId('type_definition'),
  alias: kindId('alias_declaration'),
  template: kindId('template_declaration'),
};

/** A struct or class with a body. */
export class StructNode extends Node {
  override get kind(): string {
    return 'Struct';
  }

  get name(): string {
    return this.field('name')?.text ?? this.typedefName() ?? '';
  }

  /** The node of the name; null for a struct that only its typedef names. */
  get nameNode(): Node | null {
    return this.field('name');
  }

  get qualifiedName(): string {
    const [scope] = enclosingScopes({ unit: this.unit, node: this.index });
    return scope ? `${scope}::${this.name}` : this.name;
  }

  get body(): Node {
    return this.field('body')!;
  }

  /** The first base class, or null. */
  get base(): TypeRef | null {
    return this.bases[0] ?? null;
  }

  get bases(): TypeRef[] {
    return baseNames({ unit: this.unit, node: this.index }).map(
      (text) => new TypeRef(text, this.unit, this.index),
    );
  }

  /** Its own static constants, members with `constexpr`, and enumerators, by name; those of bases not. */
  get constants(): Record<string, StructConstant> {
    const found: Record<string, StructConstant> = {};
    const { tree, unit } = this;
    const from = this.body.index;
    for (let node = from + 1; node < tree.last[from]!; node++) {
      if (tree.kind[node] === k.enumerator) {
        const name = this.slice(tree.child(node, 'name'));
        found[name] = this.constant({ kind: 'enumerator', qualifiedName: name, unit, node });
      } else if (tree.kind[node] === k.field && tree.parent[node] === from) {
        for (const variable of this.constantMembers(node)) {
          const meaning: Meaning = { kind: 'field', qualifiedName: '', unit, node: variable.index };
          found[variable.name] = this.constant(meaning);
        }
      }
    }
    return found;
  }

  /** Its own member types, by name, as spelled; alias templates left out. */
  get types(): Record<string, TypeRef> {
    const found: Record<string, TypeRef> = {};
    for (const [name, member] of Object.entries(this.typedefs)) {
      const { node, text } = member.type;
      const alias: Meaning = { kind: 'typedef', qualifiedName: name, unit: this.unit, node: member.index };
      found[name] = new TypeRef(text, this.unit, node!.index, node, alias);
    }
    return found;
  }

  /** Its own member typedefs and aliases, by name. */
  get typedefs(): Record<string, TypedefNode> {
    const found: Record<string, TypedefNode> = {};
    for (const node of this.tree.children(this.body.index)) {
      if (this.tree.kind[node] !== k.typedef && this.tree.kind[node] !== k.alias) continue;
      const member = this.unit.node(node) as TypedefNode;
      found[member.name] = member;
    }
    return found;
  }

  /** Its own data members that are no constants, in order. */
  get members(): VarDeclNode[] {
    return this.memberDeclarations()
      .flatMap((node) => this.variablesOf(node))
      .filter((variable) => !variable.isStatic);
  }

  /** The type of a member type of this struct or its bases, by name; null if there is none. */
  memberType(name: string): TypeRef | null {
    const own = this.types[name];
    if (own) return own;
    const use = { unit: this.unit, node: this.body.index + 1 };
    const found = lookup(this.unit.project.symbols, `${this.qualifiedName}::${name}`, use);
    return found?.kind === 'typedef' ? (found.unit.node(found.node) as TypedefNode).type : null;
  }

  override get anchor(): Node {
    const { parent } = this;
    const inTypedef = parent?.syntax === 'type_definition' || parent?.syntax === 'declaration';
    return inTypedef ? parent : templateAround(this);
  }

  private memberDeclarations(): number[] {
    return this.tree.children(this.body.index).filter((node) => this.tree.kind[node] === k.field);
  }

  private variablesOf(declaration: number): VarDeclNode[] {
    return this.tree
      .childrenIn(declaration, 'declarator')
      .filter((node) => readDeclarator(this.tree, node).functionDeclarator < 0)
      .map((node) => this.unit.node(node) as VarDeclNode);
  }

  private constantMembers(declaration: number): VarDeclNode[] {
    return this.variablesOf(declaration).filter((variable) => variable.isStatic && variable.initializer);
  }

  private constant(meaning: Meaning): StructConstant {
    const { unit, node } = meaning;
    const value = this.valueNode(meaning);
    const text = value < 0 ? '' : this.slice(value);
    return {
      text,
      get value() {
        return constantOf(unit.project.symbols, meaning);
      },
      set: (next) => {
        if (value < 0) {
          throw problem(
            'cpp.not-editable',
            { what: 'this constant', reason: 'its value is not written' },
            unit.source.placeAt(unit.tree.start[node]!),
          );
        }
        if (String(next) !== text) unit.node(value).replace(String(next));
      },
    };
  }

  private valueNode({ kind, node }: Meaning): number {
    if (kind === 'enumerator') return this.tree.child(node, 'value');
    const { initializer } = readDeclarator(this.tree, node);
    return initializer >= 0 ? initializer : this.tree.child(this.tree.parent[node]!, 'default_value');
  }

  private typedefName(): string | null {
    const { parent } = this;
    return parent?.syntax === 'type_definition' ? (parent.field('declarator')?.text ?? null) : null;
  }

  private slice(node: number): string {
    return this.source.text.slice(this.tree.start[node], this.tree.end[node]);
  }
}
