import { kindId } from '../parse/kinds.js';
import { readDeclarator } from '../semantics/declarator.js';
import { enclosingScopes, typedefTypeNode } from '../semantics/lookup.js';
import { TypeRef } from '../semantics/type-ref.js';
import { problem } from '../../diagnostics/index.js';
import { lookup } from '../semantics/lookup.js';
import { usersOf } from '../semantics/references.js';
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
    return usersOf(this, this.name, this.nameNode);
  }

  /** Records an edit that replaces the text of the type and nothing else; none if it says that already. */
  set(newType: string): void {
    const { node, text } = this.type;
    if (text !== newType) node!.replace(newType);
  }

  /**
   * Gives one user its own copy: `typedef X newName;` behind this typedef, and the new name wherever this one is
   * used inside `user` (a struct, function, declaration, or one of `users`).
   * @returns the new name, to be found by `project.typedef()` after the commit
   * @throws cpp.isolate when nothing there uses it, or the new name is taken
   */
  isolate(user: Node, newName: string): string {
    const used = this.users.filter((node) => user === node || user.encloses(node));
    const refuse = (reason: string): Error => problem('cpp.isolate', { name: this.name, reason }, user.at);
    if (used.length === 0) throw refuse('nothing uses it here');
    for (const { unit, index } of used) {
      if (lookup(unit.project.symbols, newName, { unit, node: index })) throw refuse(`${newName} is taken`);
    }
    const isAlias = this.syntax === 'alias_declaration';
    const { text } = this.type;
    this.after(isAlias ? `using ${newName} = ${text};` : `typedef ${text} ${newName};`);
    for (const node of used) node.replace(newName);
    return newName;
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
