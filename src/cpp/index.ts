/**
 * C++ that can be asked and rewritten. The face of this room:
 *
 * - `Project.load({ root, files?, exclude? })`, `Project.fromFiles(root, { path: text })`.
 *   Declarations: `files`, `file(path)`, `functions()`, `fn(name)`, `typedefs()`, `typedef(name)`, `structs()`,
 *   `struct(name)`, `constant(name)`, `callGraph()`.
 *   Questions, all with rows of named nodes: `query('fn:Function => l:ForLoop')` (grammars/path-query.ebnf),
 *   `match('pow($X, 2)')`, `treeQuery('(for_statement) @loop')`; `one(...)` for exactly one row.
 *   Changes: `rewrite(pattern, template)`, `rename(node, name)`, edits of nodes; `commit()`, `rollback()`, `diff()`,
 *   `fork()`, `write(folder?)`.
 * - `Node`: `kind`, `text`, `at`, `parent`, `children`, `alive`, `query`, `match`; `before`, `after`, `replace`,
 *   `remove`, `wrap`, `enclose`, `moveBefore`, `moveAfter`, `insertAtStart`, `insertAtEnd`; `pragmasBefore`,
 *   `pragmasInside`. Edits are recorded and take effect at `project.commit()`; handles live on.
 * - `FunctionNode`, `ParamNode`, `VarDeclNode`, `CallNode`, `TypedefNode`, `StructNode`, `SubscriptNode`,
 *   `PragmaNode`, ...: what HLS programmers talk about, free of any pragma dialect.
 * - `LoopNode`: `iv`, `tripCount` (constant, symbolic or unknown), `depth`, `nest`, `isPerfect`, `accesses()`,
 *   `dependences()`, `carriesDependence`.
 * - `TypeRef`: a spelled type and what it means (`canonical`, `decl`, `root`, `struct`, `name`, `args`).
 *
 * Text is the truth: bytes that no edit names never change.
 */
export { Project, type CommitOptions, type LoadOptions } from './project/project.js';
export type { WriteOptions } from './project/write.js';
export type { Commit } from './project/commit.js';
export { Node, type Position } from './nodes/node.js';
export { CallNode } from './nodes/call-node.js';
export { DirectiveNode, IncludeNode, MacroNode, PragmaNode } from './nodes/directive-node.js';
export { AssignNode, ExprNode, SubscriptNode } from './nodes/expr-node.js';
export { FileNode } from './nodes/file-node.js';
export { FunctionNode } from './nodes/function-node.js';
export { LoopNode } from './nodes/loop-node.js';
export { BlockNode, CommentNode, DeclarationNode, IfNode, StatementNode } from './nodes/statement-node.js';
export { StructNode, type StructConstant } from './nodes/struct-node.js';
export { TypedefNode } from './nodes/typedef-node.js';
export { ParamNode, VarDeclNode, VariableNode } from './nodes/variable-node.js';
export type { Access } from './semantics/accesses.js';
export { affineAt, type Affine } from './semantics/affine.js';
export { patchedText, usesWithin, type Patch, type Use } from './semantics/copies.js';
export { counterOf, type Counter } from './semantics/counters.js';
export type { Dependence, Distance } from './semantics/dependences.js';
export { hiddenEffects, isClosedFunction, jumpsOutOf, type Obstacle } from './semantics/hidden-effects.js';
export type { Induction, TripCount } from './semantics/induction.js';
export {
  isBuiltinInteger,
  obstacleText,
  whyNotDistributed,
  whyNotPermuted,
  whyNotTiled,
  type Assumptions,
} from './semantics/reordering.js';
export { meaningAt } from './semantics/lookup.js';
export { changedWithin } from './semantics/writes.js';
export type { Named } from './semantics/rename.js';
export type { Constant } from './semantics/constant-value.js';
export { valueAt } from './semantics/constants.js';
export type { Constraints, MatchRow } from './pattern/row.js';
export type { Where } from './pattern/run-pattern.js';
export type { Checked, Kinds, Row } from './query/row.js';
export { TypeRef } from './semantics/type-ref.js';
export {
  applyMetaprogram,
  completeOptions,
  isMetaprogram,
  metaprogram,
  type Application,
  type CaseText,
  type Metaprogram,
  type MetaprogramCase,
  type MetaprogramDefinition,
  type OptionDeclaration,
  type OptionDeclarations,
  type OptionValues,
} from './metaprogram.js';
export { parserName } from './parse/parser.js';
