import { errorKind, FlatTree } from './flat-tree.js';
import { fieldId, kindId, noField, tokenId } from './kinds.js';

/** What both bindings' tree cursors offer. Moving and each property cost a call into native code or wasm. */
export interface Cursor {
  readonly nodeType: string;
  readonly nodeTypeId: number;
  readonly nodeIsNamed: boolean;
  readonly nodeIsMissing: boolean;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly currentFieldName: string | null | undefined;
  readonly currentFieldId: number;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
}

/** Kinds without children, so that the cursor need not be asked. */
const leaves = new Set(
  [
    ...['identifier', 'type_identifier', 'field_identifier', 'namespace_identifier', 'primitive_type'],
    ...['statement_identifier', 'number_literal', 'comment', 'string_content', 'escape_sequence', 'auto'],
    ...['true', 'false', 'this', 'character', 'system_lib_string'],
  ].map(kindId),
);

/** What is known of a binding's type id: our kind, and for tokens their length, otherwise -1. */
interface TypeInfo {
  readonly kind: number;
  readonly tokenLength: number;
  readonly isLeaf: boolean;
  /** Tokens are in no field, except for operators. */
  readonly mayHaveField: boolean;
}

const plainTokens = new Set([...'(){}[],;:', 'for', 'if', 'while', 'return', 'typedef', 'struct', '::', '#']);

/** Copies a tree into arrays. One instance per binding: type ids are its own. */
export class Flattener {
  private readonly types: TypeInfo[] = [];
  private readonly fields: number[] = [];
  private capacity = 1 << 12;
  private kind = new Uint16Array(this.capacity);
  private field = new Uint8Array(this.capacity);
  private start = new Int32Array(this.capacity);
  private end = new Int32Array(this.capacity);
  private parent = new Int32Array(this.capacity);
  private last = new Int32Array(this.capacity);

  /** @param length of the parsed text: the root must span all of it, white space at its ends included */
  flatten(cursor: Cursor, length: number, hasError: boolean): FlatTree {
    const errors: number[] = [];
    const missing: number[] = [];
    let count = 0;
    let above = -1;
    for (;;) {
      if (count === this.capacity) this.grow();
      const type = this.types[cursor.nodeTypeId] ?? this.learn(cursor);
      const node = count++;
      const start = cursor.startIndex;
      const end = type.tokenLength >= 0 ? start + type.tokenLength : cursor.endIndex;
      this.kind[node] = type.kind;
      this.field[node] = type.mayHaveField ? this.fieldOf(cursor) : noField;
      this.start[node] = start;
      this.end[node] = end;
      this.parent[node] = above;
      if (type.kind === errorKind) errors.push(node);
      else if ((start === end || type.tokenLength >= 0) && hasError && cursor.nodeIsMissing) {
        this.end[node] = start;
        errors.push(node);
        missing.push(node);
      }
      if (!type.isLeaf && cursor.gotoFirstChild()) {
        above = node;
        continue;
      }
      this.last[node] = count;
      while (above >= 0 && !cursor.gotoNextSibling()) {
        cursor.gotoParent();
        this.last[above] = count;
        above = this.parent[above]!;
      }
      if (above < 0) break;
    }
    this.start[0] = 0;
    this.end[0] = length;
    const missingFlags = new Uint8Array(missing.length > 0 ? count : 0);
    for (const node of missing) missingFlags[node] = 1;
    return new FlatTree(
      this.kind.slice(0, count),
      this.field.slice(0, count),
      missingFlags,
      this.start.slice(0, count),
      this.end.slice(0, count),
      this.parent.slice(0, count),
      this.last.slice(0, count),
      errors,
      hasError,
    );
  }

  private learn(cursor: Cursor): TypeInfo {
    const name = cursor.nodeType;
    const named = cursor.nodeIsNamed;
    const kind = named ? kindId(name) : tokenId(name);
    // A line end is a token whose name is not its text.
    const fixed = !named && !/\s/.test(name);
    const info: TypeInfo = {
      kind,
      tokenLength: fixed ? name.length : -1,
      isLeaf: !named || leaves.has(kind),
      mayHaveField: named || !plainTokens.has(name),
    };
    this.types[cursor.nodeTypeId] = info;
    return info;
  }

  private fieldOf(cursor: Cursor): number {
    const own = cursor.currentFieldId;
    if (own === 0) return noField;
    return (this.fields[own] ??= fieldId(cursor.currentFieldName ?? ''));
  }

  private grow(): void {
    this.capacity *= 2;
    this.kind = enlarge(this.kind, new Uint16Array(this.capacity));
    this.field = enlarge(this.field, new Uint8Array(this.capacity));
    this.start = enlarge(this.start, new Int32Array(this.capacity));
    this.end = enlarge(this.end, new Int32Array(this.capacity));
    this.parent = enlarge(this.parent, new Int32Array(this.capacity));
    this.last = enlarge(this.last, new Int32Array(this.capacity));
  }
}

function enlarge<T extends Uint8Array | Uint16Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
