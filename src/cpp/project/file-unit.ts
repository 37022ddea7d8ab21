import { problem } from '../../diagnostics/index.js';
import { ChangeSet, type Edit, type SourceText } from '../../text/index.js';
import type { DirectiveNode, PragmaNode } from '../nodes/directive-node.js';
import type { Node } from '../nodes/node.js';
import type { FlatTree } from '../parse/flat-tree.js';
import { isToken } from '../parse/kinds.js';
import type { Outline } from '../parse/outline-tree.js';
import type { ParsedFile } from '../parse/parse.js';
import type { Move } from './move.js';
import type { Project } from './project.js';

/** What a file is loaded with: read from disk or given, at once or when first asked for. */
export interface Origin {
  readonly path: string;
  /** The text as loaded; reads the file on first use. */
  read(): SourceText;
  /** Weight tables and very large files are not parsed when a whole project is asked a question. */
  readonly isDeferred: boolean;
  /** For a header that the project only refers to: its tree. */
  parsed?(): ParsedFile;
}

/** One file of one project (or fork): its current text and tree, handles on it, and the edits waiting. */
export class FileUnit {
  private currentSource: SourceText | null = null;
  private currentParsed: ParsedFile | null = null;
  /** Handles given out, by node index. */
  readonly handles = new Map<number, Node>();
  readonly directiveHandles = new Map<number, DirectiveNode>();
  /** Those on nodes that only the outline shows so far, by their index there. */
  readonly outlineHandles = new Map<number, Node>();
  private changes: ChangeSet | null = null;
  private readonly claims = new Set<string>();
  private recordedMoves: Move[] = [];

  constructor(
    readonly project: Project,
    readonly origin: Origin,
  ) {}

  get path(): string {
    return this.origin.path;
  }

  get source(): SourceText {
    return (this.currentSource ??= this.origin.read());
  }

  get parsed(): ParsedFile {
    return (this.currentParsed ??= this.origin.parsed?.() ?? this.project.parse(this.source));
  }

  get tree(): FlatTree {
    const { tree } = this.parsed;
    if (this.outlineHandles.size > 0) this.settle();
    return tree;
  }

  /** A header that the project's files include and that is not one of them. */
  get isReference(): boolean {
    return this.origin.parsed !== undefined;
  }

  /** What shows the loops: the outline as long as nothing needs more. */
  get loopTree(): FlatTree {
    return this.outline?.tree ?? this.tree;
  }

  /** Null once the file is parsed, and where the parser is needed to know its loops. */
  get outline(): Outline | null {
    return this.parsed.isParsed ? null : this.parsed.outline;
  }

  /** True once something asked for more than the text. */
  get isParsed(): boolean {
    return this.currentParsed !== null;
  }

  /** True if the text differs from the one that was loaded. */
  get isChanged(): boolean {
    return this.currentSource !== null && this.currentSource.text !== this.origin.read().text;
  }

  get pending(): ChangeSet | null {
    return this.changes && !this.changes.isEmpty ? this.changes : null;
  }

  /** The handle on a node of the tree. */
  node(index: number): Node {
    let handle = this.handles.get(index);
    if (!handle) {
      handle = this.project.wrap(this, index);
      this.handles.set(index, handle);
    }
    return handle;
  }

  /** The handle on a node of the tree or the outline. */
  nodeIn(tree: FlatTree, index: number): Node {
    if (index === 0 || !this.parsed.isOutline(tree)) return this.node(index);
    let handle = this.outlineHandles.get(index);
    if (handle) return handle;
    // A question that began with the outline may have asked for more in between.
    const settled = this.parsed.isParsed ? sameNode(tree, index, this.tree) : -1;
    if (settled >= 0) return this.node(settled);
    handle = this.project.wrapOutlined(this, index, tree.kind[index]!);
    if (this.parsed.isParsed) this.endOutlined(handle, tree, index);
    else this.outlineHandles.set(index, handle);
    return handle;
  }

  /** The handles on nodes of the outline become handles on the same nodes of the tree. */
  private settle(): void {
    const { outline, tree } = this.parsed;
    const handles = [...this.outlineHandles];
    this.outlineHandles.clear();
    for (const [index, handle] of handles) {
      const found = sameNode(outline!.tree, index, tree);
      if (found < 0 || this.handles.has(found)) this.endOutlined(handle, outline!.tree, index);
      else {
        handle.forward(found);
        this.handles.set(found, handle);
      }
    }
  }

  private endOutlined(handle: Node, outline: FlatTree, index: number): void {
    const { file, line, column } = this.source.placeAt(outline.start[index]!);
    handle.endHandle(`the parser reads the text at ${file}:${line}:${column} as something else`);
  }

  /** The handle on a preprocessor line, by its position in the file's list. */
  directive(position: number): DirectiveNode {
    let handle = this.directiveHandles.get(position);
    if (!handle) {
      handle = this.project.wrapDirective(this, position);
      this.directiveHandles.set(position, handle);
    }
    return handle;
  }

  /** Preprocessor lines with the keyword (all for null) between two offsets, in source order. */
  directives(keyword: string | null, from = 0, to = Infinity): DirectiveNode[] {
    return this.parsed.directives.flatMap(({ keyword: own, start, end }, position) =>
      (keyword === null || own === keyword) && start >= from && end <= to ? [this.directive(position)] : [],
    );
  }

  /** All pragmas, in source order. */
  pragmas(): PragmaNode[] {
    return this.directives('pragma') as PragmaNode[];
  }

  isNamed(index: number): boolean {
    return !isToken(this.tree.kind[index]!);
  }

  /** Records an edit in the coordinates of the current text. @throws text.overlap; cpp.reference */
  edit(start: number, end: number, text: string, side?: 'before' | 'after'): void {
    this.record(start, end, text, side);
  }

  /** The same, for those who ask later what became of it. */
  record(start: number, end: number, text: string, side?: 'before' | 'after'): Edit {
    if (this.isReference) throw problem('cpp.reference', {}, this.source.placeAt(start));
    this.changes ??= new ChangeSet(this.source);
    const { author } = this.project;
    const edit = side ? { start, end, text, author, side } : { start, end, text, author };
    this.changes.add(edit);
    return edit;
  }

  /** Says that an insertion puts text back that another edit takes away: handles follow it. */
  recordMove(move: Move): void {
    this.recordedMoves.push(move);
  }

  get moves(): readonly Move[] {
    return this.recordedMoves;
  }

  /** True for the first to claim a place for a purpose since the last commit. */
  claim(purpose: string, offset: number): boolean {
    const claim = `${purpose}@${offset}`;
    if (this.claims.has(claim)) return false;
    this.claims.add(claim);
    return true;
  }

  dropPending(): void {
    this.changes = null;
    this.claims.clear();
    this.recordedMoves = [];
  }

  /** Puts a new text and its tree in place; the caller forwards the handles. */
  become(source: SourceText, parsed: ParsedFile | null): void {
    this.currentSource = source;
    this.currentParsed = parsed;
    this.dropPending();
  }

  /** The same file in a fork: text, tree and waiting edits are shared, handles are its own. */
  forkInto(project: Project): FileUnit {
    const fork = new FileUnit(project, this.origin);
    fork.currentSource = this.currentSource;
    fork.currentParsed = this.currentParsed;
    fork.changes = this.changes?.copy() ?? null;
    for (const claim of this.claims) fork.claims.add(claim);
    fork.recordedMoves.push(...this.recordedMoves);
    return fork;
  }
}

const sameNode = (outline: FlatTree, index: number, tree: FlatTree): number =>
  tree.find(outline.start[index]!, outline.end[index]!, outline.kind[index]!);
