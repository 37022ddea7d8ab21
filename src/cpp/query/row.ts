import type { CallNode } from '../nodes/call-node.js';
import type { DirectiveNode, IncludeNode, MacroNode, PragmaNode } from '../nodes/directive-node.js';
import type { AssignNode, ExprNode, SubscriptNode } from '../nodes/expr-node.js';
import type { FileNode } from '../nodes/file-node.js';
import type { FunctionNode } from '../nodes/function-node.js';
import type { LoopNode } from '../nodes/loop-node.js';
import type { Node } from '../nodes/node.js';
import type {
  BlockNode,
  CommentNode,
  DeclarationNode,
  IfNode,
  StatementNode,
} from '../nodes/statement-node.js';
import type { StructNode } from '../nodes/struct-node.js';
import type { TypedefNode } from '../nodes/typedef-node.js';
import type { ParamNode, VarDeclNode } from '../nodes/variable-node.js';

/** The kinds that a path query knows, and the class of each. */
export interface Kinds {
  Assign: AssignNode;
  Block: BlockNode;
  Call: CallNode;
  Comment: CommentNode;
  Declaration: DeclarationNode;
  Directive: DirectiveNode;
  DoLoop: LoopNode;
  Expr: ExprNode;
  File: FileNode;
  ForLoop: LoopNode;
  Function: FunctionNode;
  If: IfNode;
  Include: IncludeNode;
  Loop: LoopNode;
  Macro: MacroNode;
  Node: Node;
  Param: ParamNode;
  Pragma: PragmaNode;
  RangeLoop: LoopNode;
  Stmt: StatementNode;
  Struct: StructNode;
  Subscript: SubscriptNode;
  Typedef: TypedefNode;
  VarDecl: VarDeclNode;
  WhileLoop: LoopNode;
}

type Blank = ' ' | '\n' | '\t';
type Trim<S extends string> = S extends `${Blank}${infer R}`
  ? Trim<R>
  : S extends `${infer R}${Blank}`
    ? Trim<R>
    : S;

/** The query with every attribute cut out and every distance written `=>`. */
type Plain<S extends string> = WithoutDistances<WithoutAttributes<S>>;
type WithoutAttributes<S extends string> = S extends `${infer A}[${string}]${infer B}`
  ? `${A}${WithoutAttributes<B>}`
  : S;
type WithoutDistances<S extends string> = S extends `${infer A}={${string}}>${infer B}`
  ? `${A}=>${WithoutDistances<B>}`
  : S;

type KindOf<K extends string> =
  Trim<K> extends `(${infer Inside})`
    ? KindOf<Inside>
    : K extends `${infer A}|${infer B}`
      ? KindOf<A> | KindOf<B>
      : Trim<K> extends keyof Kinds
        ? Kinds[Trim<K>]
        : UnknownKind<Trim<K>>;

/** Marks a kind that does not exist; no query has a row of this type. */
interface UnknownKind<K extends string> {
  readonly unknownKind: K;
}

type Bind<S extends string> =
  Trim<S> extends `${infer Name}:${infer Kind}`
    ? Trim<Name> extends ''
      ? Record<never, never>
      : { [P in Trim<Name>]: KindOf<Kind> }
    : Record<never, never>;

/** `(a:A|b:B)`: one of the names is bound. */
type Alternatives<S extends string> = S extends `${infer A}|${infer B}`
  ? Partial<Bind<A>> & Alternatives<B>
  : Partial<Bind<S>>;

type StepRow<S extends string> = Trim<S> extends `(${infer Inside})` ? Alternatives<Inside> : Bind<S>;

type PathRow<S extends string> = S extends `${infer A}=>${infer B}`
  ? Trim<A> extends `${infer Positive}!`
    ? StepRow<Positive> & AfterNegated<B>
    : StepRow<A> & PathRow<B>
  : StepRow<S>;
type AfterNegated<S extends string> = S extends `${string}=>${infer B}`
  ? S extends `${infer Negated}=>${string}`
    ? Trim<Negated> extends `${string}!`
      ? AfterNegated<B>
      : PathRow<B>
    : never
  : Record<never, never>;

type Flatten<T> = { [K in keyof T]: T[K] };

/**
 * The row that a query gives, worked out from its text:
 * `Row<'fn:Function => l:ForLoop'>` is `{ fn: FunctionNode; l: LoopNode }`. For a text that is only known at
 * run time, any name gives a `Node`.
 */
export type Row<S extends string> = string extends S ? Record<string, Node> : Flatten<PathRow<Plain<S>>>;

type UnknownKinds<R> = { [K in keyof R]-?: R[K] extends UnknownKind<infer N> ? N : never }[keyof R];

/** The query itself if all its kinds exist, else a message that shows in the compiler's error. */
export type Checked<S extends string> = string extends S
  ? S
  : [UnknownKinds<Row<S>>] extends [never]
    ? S
    : `no kind ${UnknownKinds<Row<S>> & string}`;
