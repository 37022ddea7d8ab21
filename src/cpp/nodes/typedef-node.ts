import { kindId } from '../parse/kinds.js';
import { readDeclarator } from '../semantics/declarator.js';
import { enclosingScopes, typedefTypeNode } from '../semantics/lookup.js';
import { TypeRef } from '../semantics/type-ref.js';
import { usersOfTypedef } from '../semantics/users.js';
import { Node } from './node.js';

/** `typedef X name;` or `using name = X;`. */
export class TypedefNode extends Node {
  override get kind(): string {
    return 'Typedef';
  }

  get name(): string {
    const { nameNode } = this;
    return nameNode?.text ?? '';
  }

  get nameNode(): Node | null {
    const { tree, index } = this;
    if (tree.kind[index] === kindId('alias_declaration')) return this.field('name');
    const declarator =
      tree.kind[index] === kindId('type_definition') ? tree.child(index, 'declarator') : index;
    const { name } = readDeclarator(tree, declarator);
    return name < 0 ? null : this.unit.node(name);
  }

  /** With its namespaces and classes: `config2::weight_t`. */
  get qualifiedName(): string {
    const [scope] = enclosingScopes({ unit: this.unit, node: this.index });
    return scope ? `${scope}::${this.name}` : this.name;
  }

  /** The type that it stands for, as spelled. */
  get type(): TypeRef {
    const type = typedefTypeNode({ unit: this.unit, node: this.index });
    const text = this.source.text.slice(this.tree.start[type], this.tree.end[type]);
    return new TypeRef(text, this.unit, type, this.unit.node(type));
  }

  /** Every place that spells this alias, in all parsed files; its own declaration not among them. */
  get users(): Node[] {
    return usersOfTypedef(this);
  }

  /** Records an edit that replaces the text of the type and nothing else; none if it says that already. */
  set(newType: string): void {
    const { node, text } = this.type;
    if (text !== newType) node!.replace(newType);
  }

  override get anchor(): Node {
    const definition = this.tree.closest(this.index, kindId('type_definition'), kindId('alias_declaration'));
    return templateAround(this.unit.node(definition));
  }
}

/** A declaration with the `template<...>` in front of it. */
export function templateAround(node: Node): Node {
  const { parent } = node;
  return parent?.syntax === 'template_declaration' ? templateAround(parent) : node;
}
