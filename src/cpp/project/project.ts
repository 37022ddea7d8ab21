import { join } from 'node:path';
import { problem } from '../../diagnostics/index.js';
import type { SourceText } from '../../text/index.js';
import type { CallNode } from '../nodes/call-node.js';
import type { FileNode } from '../nodes/file-node.js';
import type { FunctionNode } from '../nodes/function-node.js';
import type { Node } from '../nodes/node.js';
import type { StructNode } from '../nodes/struct-node.js';
import type { TypedefNode } from '../nodes/typedef-node.js';
import type { DirectiveNode } from '../nodes/directive-node.js';
import { onlyRow } from '../nodes/only-row.js';
import { wrap, wrapDirective, wrapOutlined } from '../nodes/wrap.js';
import { collectMacros } from '../parse/collect-macros.js';
import type { FlatTree } from '../parse/flat-tree.js';
import { MacroTable } from '../parse/macro-table.js';
import { parse, parseAgain, type Edited, type ParsedFile, type Reread } from '../parse/parse.js';
import { rewriteRows, rowsOf, type Where } from '../pattern/run-pattern.js';
import type { MatchRow } from '../pattern/row.js';
import { treeRows } from '../query/tree-query.js';
import type { Checked, Row } from '../query/row.js';
import { isAnsweredByOutline, mayMatchPath, mayMatchPattern, type TextTest } from '../query/spelling.js';
import { runPath, type Scope } from '../query/run-path.js';
import { constantOf, macroValue } from '../semantics/constants.js';
import type { Constant } from '../semantics/constant-value.js';
import { rename, type Named } from '../semantics/rename.js';
import { SymbolTable, type Symbol } from '../semantics/symbols.js';
import { commitPending, diffOf, type Commit } from './commit.js';
import { matching, onlySymbol, symbolsOf, type Declared } from './declared.js';
import { FileUnit, type Origin } from './file-unit.js';
import { findIncluded, findOrigins, isFile, originOfFile, originOfText, sourceGlobs } from './load.js';
import { findReferences } from './references.js';
import { writeBack, writeFolder, type WriteOptions } from './write.js';

export interface LoadOptions {
  /** A folder, or a single file. */
  readonly root: string;
  /** Globs relative to the root; default: all C and C++ sources and headers. */
  readonly files?: readonly string[];
  /** Globs of files to leave out. */
  readonly exclude?: readonly string[];
  /**
   * Folders that headers are looked for in, as with a compiler's `-I`: those that the project's files include
   * become part of the project, to be asked and edited with it. Others are not missed.
   */
  readonly include?: readonly string[];
  /**
   * Makes included headers known that are no part of the project, so that it is seen what a name means; they are
   * neither asked nor edited. They are looked for beside the file that includes them, then in these folders; default:
   * they stay unknown.
   */
  readonly lookIn?: readonly string[];
}

export interface CommitOptions {
  /** Named in errors instead of the project's `author`. */
  readonly author?: string;
  /** Commit even if the edits add syntax errors; default false. */
  readonly allowErrors?: boolean;
}

/** Trees of this much text take some 50 MB until they are freed. */
const charactersBetweenTurns = 300_000;

/** Several files, asked and rewritten together. Nothing reaches the disk before `write()`. */
export class Project {
  /** Named in conflicts between edits; a metaprogram sets its name. */
  author = 'a metaprogram';
  private units: FileUnit[] = [];
  private macroTable: MacroTable | null = null;
  private symbolTable: SymbolTable | null = null;
  /** Null where headers that are no part of it stay unknown. */
  private lookIn: readonly string[] | null = null;
  private references: readonly FileUnit[] | null = null;

  private constructor(readonly root: string) {}

  /**
   * Finds a project's files. They are parsed when a question needs them; those under `weights/` and those above
   * 256 kB only when something asks for them through `file()`.
   * @throws file.missing
   */
  static async load(options: LoadOptions): Promise<Project> {
    const origins = await findOrigins(options.root, options.files ?? sourceGlobs, options.exclude ?? []);
    const included = findIncluded(options.root, origins, options.include ?? []);
    const project = Project.of(options.root, [...origins, ...included]);
    project.lookIn = options.lookIn ?? null;
    return project;
  }

  /**
   * Parses all files now. For thousands of files: the parser's memory is freed as it goes, which it cannot be
   * while one question after another parses them.
   */
  async parseAll(): Promise<void> {
    let sinceTurn = 0;
    for (const unit of this.searchedUnits()) {
      void unit.tree;
      sinceTurn += unit.source.text.length;
      if (sinceTurn < charactersBetweenTurns) continue;
      // What the collector found is freed when the event loop turns.
      await new Promise((resolve) => setImmediate(resolve));
      sinceTurn = 0;
    }
  }

  /** A project of texts that need not be on disk. */
  static fromFiles(root: string, files: Readonly<Record<string, string>>): Project {
    return Project.of(
      root,
      Object.entries(files).map(([path, text]) => originOfText(path, text)),
    );
  }

  private static of(root: string, origins: readonly Origin[]): Project {
    const project = new Project(root);
    project.units = origins.map((origin) => new FileUnit(project, origin));
    return project;
  }

  /** All files, weight tables included, in order of their paths. */
  get files(): FileNode[] {
    return this.units.map((unit) => this.fileNode(unit));
  }

  /** A file by its path, or by the last parts of it. @throws cpp.missing, cpp.ambiguous */
  file(path: string): FileNode {
    const exact = this.units.find((unit) => unit.path === path);
    const found = exact ? [exact] : this.units.filter((unit) => unit.path.endsWith(`/${path}`));
    const paths = this.units.map((unit) => unit.path);
    if (found.length === 0) throw problem('cpp.missing', { what: 'file', name: path, known: paths });
    if (found.length > 1) {
      const places = found.map((unit) => unit.path);
      throw problem('cpp.ambiguous', { what: 'file', name: path, places });
    }
    return this.fileNode(found[0]!);
  }

  /**
   * A file to be written with the project: the one that it has of this path, the one that stands there beside its
   * files, or a new and empty one.
   * @param path relative to the root, `/` between its parts
   */
  addFile(path: string): FileNode {
    const known = this.units.find((unit) => unit.path === path);
    if (known) return this.fileNode(known);
    const absolute = join(this.root, path);
    const origin = isFile(absolute) ? originOfFile(absolute, path) : originOfText(path, '');
    const unit = new FileUnit(this, origin);
    this.units = [...this.units, unit].sort((a, b) => (a.path < b.path ? -1 : 1));
    this.symbolTable = null;
    return this.fileNode(unit);
  }

  /** Every function: definitions and prototypes, file by file in source order. */
  functions(): FunctionNode[] {
    return symbolsOf(this.symbols, 'function', 'prototype').map(handle<FunctionNode>);
  }

  /** The definition of a function (its prototype if there is no definition). @throws cpp.missing, cpp.ambiguous */
  fn(name: string): FunctionNode {
    const definitions = matching(this.symbols, name, 'function');
    if (definitions.length > 0) return this.only('function', name, definitions);
    return this.only('function', name, matching(this.symbols, name, 'prototype'));
  }

  typedefs(): TypedefNode[] {
    return symbolsOf(this.symbols, 'typedef').map(handle<TypedefNode>);
  }

  /** `typedef X name;` or `using name = X;`; qualified for a member: `config2::weight_t`. */
  typedef(name: string): TypedefNode {
    return this.only('typedef', name, matching(this.symbols, name, 'typedef'));
  }

  structs(): StructNode[] {
    return symbolsOf(this.symbols, 'struct').map(handle<StructNode>);
  }

  struct(name: string): StructNode {
    return this.only('struct', name, matching(this.symbols, name, 'struct'));
  }

  /** The value of a `#define`, constant variable, static member or enumerator; null if it is not known. */
  constant(name: string): Constant | null {
    const [found] = matching(this.symbols, name, 'variable', 'field', 'enumerator');
    if (found) return constantOf(this.symbols, found);
    const [first] = this.searchedUnits();
    return first ? macroValue(this.symbols, name, { unit: first, node: 0 }) : null;
  }

  /**
   * Asks a path query of all files: `project.query('fn:Function => loop:ForLoop')`. The language is in
   * grammars/path-query.ebnf; the row's type follows from the query's text.
   * @param where keeps only rows for which it is true
   * @throws cpp.query
   */
  query<const S extends string>(select: Checked<S>, where?: (row: Row<S>) => boolean): Row<S>[] {
    const treeOf = isAnsweredByOutline(select) ? loopTreeOf : treeOfUnit;
    return this.queryIn<S>(this.wholeFiles(mayMatchPath(select), treeOf), select as S, where);
  }

  /** The only row of a path query. @throws cpp.missing, cpp.ambiguous */
  one<const S extends string>(select: Checked<S>, where?: (row: Row<S>) => boolean): Row<S> {
    return onlyRow(select, this.query<S>(select, where), { file: this.root });
  }

  /**
   * Every place where a piece of C++ with metavariables stands: `project.match('hls::pow($X, 2)')`. `$X` is one
   * node, `$$$X` any number of neighbours; white space and comments do not count.
   * @throws cpp.pattern
   */
  match<const S extends string>(pattern: S, where?: Where<S>): MatchRow<S>[] {
    return rowsOf<S>(this.wholeFiles(mayMatchPattern(pattern)), pattern, where).map(({ row }) => row);
  }

  /**
   * Records the edits that turn every match into the template: `project.rewrite('hls::pow($X, 2)', '($X * $X)')`.
   * @returns the number of matches rewritten
   */
  rewrite<const S extends string>(pattern: S, template: string, where?: Where<S>): number {
    return rewriteRows<S>(this.wholeFiles(mayMatchPattern(pattern)), pattern, template, where);
  }

  /** Rows of a tree-sitter query, by the names of its captures. @throws cpp.tree-query */
  treeQuery(query: string): Record<string, Node>[] {
    return this.searchedUnits().flatMap((unit) => treeRows(unit, query));
  }

  /** Who calls whom: every call whose function the project declares. */
  callGraph(): { caller: FunctionNode; callee: FunctionNode; call: CallNode }[] {
    return this.functions()
      .filter(({ isDefinition }) => isDefinition)
      .flatMap((caller) => caller.calls().map((call) => ({ caller, call, callee: call.callee })))
      .filter((edge): edge is typeof edge & { callee: FunctionNode } => edge.callee !== null);
  }

  /**
   * Records the edits that rename a declaration wherever it is meant, in every parsed file, and in pragmas that
   * name it. Overloads and prototypes of a function go together.
   * @returns the number of places
   * @throws cpp.rename when either name would get another meaning somewhere, or when that cannot be told
   */
  rename(target: Named, newName: string): number {
    return rename(target, newName);
  }

  /** Makes all recorded edits together. @throws cpp.commit.breaks, and then nothing has changed */
  commit(options: CommitOptions = {}): Commit {
    const before = this.author;
    if (options.author !== undefined) this.author = options.author;
    try {
      return commitPending(this.units, options.allowErrors ?? false, () => (this.symbolTable = null));
    } finally {
      this.author = before;
    }
  }

  /** Forgets the edits recorded since the last commit. */
  rollback(): void {
    for (const unit of this.units) unit.dropPending();
  }

  /** Unified diff from what was loaded to what is committed and recorded. */
  diff(): string {
    return diffOf(
      this.units
        .filter((unit) => unit.pending || unit.isChanged)
        .map((unit) => ({
          path: unit.path,
          before: unit.origin.read().text,
          after: unit.pending ? unit.pending.apply() : unit.source.text,
        })),
    );
  }

  /** A variant that shares all text and trees until one of them changes; edits recorded here are in it. */
  fork(): Project {
    const fork = new Project(this.root);
    fork.author = this.author;
    fork.units = this.units.map((unit) => unit.forkInto(fork));
    fork.macroTable = this.macroTable;
    fork.lookIn = this.lookIn;
    return fork;
  }

  /**
   * Writes the changed files back, or with a folder the whole project to there: what the root holds besides
   * is copied. All or nothing. @throws cpp.pending when edits are not committed
   */
  write(folder?: string, options: WriteOptions = {}): void {
    if (this.units.some((unit) => unit.pending)) throw problem('cpp.pending', { action: 'cannot write' });
    if (folder === undefined) writeBack(this.root, this.units);
    else writeFolder(this.root, this.units, folder, options);
  }

  /** Names of all parsed files at this version of the text. For the engine's own rooms. */
  get symbols(): SymbolTable {
    return (this.symbolTable ??= new SymbolTable(this.searchedUnits(), () => this.referenceUnits()));
  }

  /** The headers beside the project that its files include; looked for when a name is not found in it. */
  private referenceUnits(): readonly FileUnit[] {
    const { root, lookIn, units } = this;
    if (lookIn === null) return [];
    return (this.references ??= findReferences(
      root,
      units.map(({ origin }) => origin),
      lookIn,
    ).map((origin) => new FileUnit(this, origin)));
  }

  /** The files that questions to the whole project look at: all but weight tables that nobody asked for. */
  searchedUnits(): FileUnit[] {
    return this.units.filter((unit) => !unit.origin.isDeferred || unit.isParsed);
  }

  /** @internal */
  queryWithin<S extends string>(node: Node, select: S, where?: (row: Row<S>) => boolean): Row<S>[] {
    const { unit, index, tree } = node;
    return this.queryIn<S>([{ unit, tree, from: index + 1, to: tree.last[index]! }], select, where);
  }

  /** @internal */
  matchWithin<S extends string>(node: Node, pattern: S, where?: Where<S>): MatchRow<S>[] {
    const { unit, index, tree } = node;
    const scope = { unit, from: index, to: tree.last[index]! };
    return rowsOf<S>([scope], pattern, where).map(({ row }) => row);
  }

  /** @internal */
  wrapDirective(unit: FileUnit, position: number): DirectiveNode {
    return wrapDirective(unit, position);
  }

  /** @internal */
  wrapOutlined(unit: FileUnit, index: number, kind: number): Node {
    return wrapOutlined(unit, index, kind);
  }

  /** @internal */
  wrap(unit: FileUnit, index: number): Node {
    return wrap(unit, index);
  }

  /** @internal */
  parse(source: SourceText): ParsedFile {
    return parse(source, this.macros);
  }

  /** @internal */
  parseAgain(source: SourceText, edited: Edited): Reread {
    return parseAgain(source, this.macros, edited);
  }

  private get macros(): MacroTable {
    return (this.macroTable ??= new MacroTable(
      this.units.filter((unit) => !unit.origin.isDeferred).flatMap((unit) => collectMacros(unit.source.text)),
    ));
  }

  /** Files whose text rules a match out are not parsed for it. */
  private wholeFiles(mayMatch: TextTest, treeOf = treeOfUnit): Scope[] {
    return this.searchedUnits()
      .filter((unit) => unit.isParsed || mayMatch(unit.source.text))
      .map((unit) => wholeOf(unit, treeOf(unit)));
  }

  private queryIn<S extends string>(
    scopes: readonly Scope[],
    select: S,
    where?: (row: Row<S>) => boolean,
  ): Row<S>[] {
    const rows = runPath(select, scopes) as Row<S>[];
    return where ? rows.filter((row) => where(row)) : rows;
  }

  private fileNode(unit: FileUnit): FileNode {
    return unit.node(0) as FileNode;
  }

  private only<T extends Node>(what: Declared, name: string, found: readonly Symbol[]): T {
    return handle<T>(onlySymbol(this.symbols, what, name, found, this.root));
  }
}

const treeOfUnit = ({ tree }: FileUnit): FlatTree => tree;
const loopTreeOf = ({ loopTree }: FileUnit): FlatTree => loopTree;
const wholeOf = (unit: FileUnit, tree: FlatTree): Scope => ({ unit, tree, from: 0, to: tree.length });

const handle = <T extends Node>(symbol: Symbol): T => symbol.unit.node(symbol.node) as T;
