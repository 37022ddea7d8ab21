/**
 * C++ that can be asked and rewritten. The face of this room:
 *
 * - `Project.load({ root, files?, exclude? })`, `Project.fromFiles(root, { path: text })`;
 *   `files`, `file(path)`, `functions()`, `fn(name)`, `typedefs()`, `typedef(name)`, `structs()`,
 *   `struct(name)`, `constant(name)`; `commit()`, `rollback()`, `diff()`, `fork()`, `write(folder?)`.
 * - `Node`: `kind`, `text`, `at`, `parent`, `children`, `alive`; `before`, `after`, `replace`, `remove`, `wrap`,
 *   `insertAtStart`, `insertAtEnd`. Edits are recorded and take effect at `project.commit()`.
 * - `FunctionNode`, `ParamNode`, `VarDeclNode`, `CallNode`, `TypedefNode`, `StructNode`, `LoopNode`,
 *   `ExprNode`, `FileNode`, ...: what HLS programmers talk about.
 * - `TypeRef`: a spelled type and what it means (`canonical`, `decl`, `root`, `struct`, `name`, `args`).
 *
 * Text is the truth: bytes that no edit names never change.
 */
export { Project, type CommitOptions, type LoadOptions, type WriteOptions } from './project/project.js';
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
export { ParamNode, VarDeclNode } from './nodes/variable-node.js';
export type { Constant } from './semantics/constant-expression.js';
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
export { parserName } from './parse/parse.js';
