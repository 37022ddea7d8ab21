import { Node, type Position } from './node.js';

/** A whole file. */
export class FileNode extends Node {
  override get kind(): string {
    return 'File';
  }

  /** Relative to the project's root, `/` between its parts. */
  get path(): string {
    return this.unit.path;
  }

  get eol(): '\n' | '\r\n' {
    return this.source.lineEnd;
  }

  /** The whole text, without parsing it. */
  override get text(): string {
    return this.source.text;
  }

  override get start(): number {
    return 0;
  }

  override get end(): number {
    return this.source.text.length;
  }

  override get at(): Position {
    return { file: this.path, line: 1, column: 1 };
  }

  /** Weight tables and very large files: not asked when the whole project is, until parsed on request. */
  get isDeferred(): boolean {
    return this.unit.origin.isDeferred && !this.unit.isParsed;
  }

  /** Where the parser met something that it could not read; queries may miss what is there. */
  get degraded(): Position[] {
    return this.tree.errors.map((node) => this.source.placeAt(this.tree.start[node]!));
  }
}
