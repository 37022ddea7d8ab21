import { kindId, kindSet } from '../parse/kinds.js';
import { readDeclarator, nameText } from '../semantics/declarator.js';
import { enclosingScopes } from '../semantics/lookup.js';
import { templateParameters, TypeRef } from '../semantics/type-ref.js';
import type { CallNode } from './call-node.js';
import { Node } from './node.js';
import { templateAround } from './typedef-node.js';
import { ParamNode, type VarDeclNode } from './variable-node.js';

const k = {
  call: kindId('call_expression'),
  declaration: kindId('declaration'),
  definition: kindId('function_definition'),
  lambda: kindId('lambda_expression'),
};
const types = kindSet('struct_specifier', 'class_specifier', 'union_specifier');

/** A function: its definition, or a prototype. Text and edits leave `template<...>` out; insertions go before it. */
export class FunctionNode extends Node {
  override get kind(): string {
    return 'Function';
  }

  /** Without namespace and class. */
  get name(): string {
    return this.spelledName.split('::').at(-1)!;
  }

  /** With its namespaces and classes, as declared: `nnet::dense`. */
  get qualifiedName(): string {
    const [scope] = enclosingScopes({ unit: this.unit, node: this.tree.child(this.index, 'declarator') });
    // A definition outside its class spells the class itself.
    const outer = this.spelledName.includes('::') ? this.outerScope() : scope;
    return outer ? `${outer}::${this.spelledName}` : this.spelledName;
  }

  /** The node of the name, to be replaced. */
  get nameNode(): Node {
    return this.unit.node(this.declarator.name);
  }

  /** As spelled, without `static`, `inline`, `*` and `&`; '' for constructors. */
  get returnType(): TypeRef {
    const type = this.tree.child(this.index, 'type');
    if (type < 0) return new TypeRef('', this.unit, this.index);
    return new TypeRef(this.unit.node(type).text, this.unit, type, this.unit.node(type));
  }

  get params(): ParamNode[] {
    const list = this.tree.child(this.declarator.functionDeclarator, 'parameters');
    if (list < 0) return [];
    const parameters = this.unit.node(list).children.filter((node) => node instanceof ParamNode);
    const [only] = parameters;
    return parameters.length === 1 && only!.text === 'void' ? [] : parameters;
  }

  /** Names of the template parameters; none if it is no template. */
  get templateParams(): string[] {
    return templateParameters({ unit: this.unit, node: this.index });
  }

  get isDefinition(): boolean {
    return this.tree.kind[this.index] === k.definition && this.tree.child(this.index, 'body') >= 0;
  }

  /** The braces and what is in them; null for a prototype. */
  get body(): Node | null {
    return this.field('body');
  }

  /** All calls in the body, in source order of their beginnings; those inside arguments too. */
  calls(): CallNode[] {
    return this.inBody(k.call).map((node) => this.unit.node(node) as CallNode);
  }

  /** Local variables in source order, those of loops and blocks too. */
  declarations(): VarDeclNode[] {
    return this.inBody(k.declaration)
      .flatMap((node) => this.tree.childrenIn(node, 'declarator'))
      .map((node) => this.unit.node(node) as VarDeclNode);
  }

  /** The project's functions that it calls, each once, in order of the first call. */
  get callees(): FunctionNode[] {
    return [...new Set(this.calls().map(({ callee }) => callee))].filter((callee) => callee !== null);
  }

  /** Every call of it in the project, by whichever of its declarations. */
  get callers(): CallNode[] {
    const { qualifiedName, name } = this;
    return this.unit.project
      .query(`c:Call[name=${name}]` as 'c:Call')
      .map(({ c }) => c)
      .filter(({ callee }) => callee?.qualifiedName === qualifiedName);
  }

  override get anchor(): Node {
    return templateAround(this);
  }

  private inBody(kind: number): number[] {
    const { tree } = this;
    const body = tree.child(this.index, 'body');
    const found: number[] = [];
    if (body < 0) return found;
    for (let node = body; node < tree.last[body]!; node++) {
      // Members of a local class are not the function's own.
      if (types.has(tree.kind[node]!)) node = tree.last[node]! - 1;
      else if (tree.kind[node] === kind) found.push(node);
    }
    return found;
  }

  private get declarator(): ReturnType<typeof readDeclarator> {
    return readDeclarator(this.tree, this.tree.child(this.index, 'declarator'));
  }

  private get spelledName(): string {
    const { name } = this.declarator;
    return name < 0 ? '' : nameText(this.tree, this.source.text, name);
  }

  private outerScope(): string {
    return enclosingScopes({ unit: this.unit, node: this.index })[0] ?? '';
  }
}
