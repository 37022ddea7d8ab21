import { createRequire } from 'node:module';
import { isIdentifierPart } from './characters.js';
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

/** How the end of a node is known without asking the cursor. */
enum End {
  /** It must be asked. */
  Ask = -1,
  /** That of its last child. */
  Children = -2,
  /** As far as the word reaches. */
  Word = -3,
}

/** What is known of a binding's type id. */
interface TypeInfo {
  readonly kind: number;
  /** An `End`, or the length of a token whose text is its name. */
  readonly end: number;
  /** The first character of such a token, else -1. */
  readonly first: number;
  readonly isLeaf: boolean;
  /** Whether the node may stand in a field of its parent. */
  readonly mayHaveField: boolean;
  /** Whether its children may stand in fields. */
  readonly hasFields: boolean;
}

const words = new Set([
  ...['identifier', 'type_identifier', 'field_identifier', 'namespace_identifier', 'primitive_type'],
  ...['statement_identifier', 'auto', 'true', 'false', 'this'],
]);
const otherLeaves = new Set([
  ...['number_literal', 'comment', 'string_content', 'escape_sequence', 'character', 'system_lib_string'],
]);
const commentKind = kindId('comment');
const plainTokens = new Set([...'(){}[],;:', 'for', 'if', 'while', 'return', 'typedef', 'struct', '::', '#']);

const nodeTypes = createRequire(import.meta.url)('tree-sitter-cpp/src/node-types.json') as readonly {
  type: string;
  fields?: Readonly<Record<string, unknown>>;
}[];
const kindsWithFields = new Set(
  nodeTypes.filter(({ fields }) => fields && Object.keys(fields).length > 0).map(({ type }) => type),
);

/**
 * Copies a tree into arrays. One instance per binding: type ids are its own. Questions to the cursor are what
 * costs, so offsets are worked out from the text where they can be: nodes follow one another with nothing but
 * white space between (comments are nodes), and end where their last child ends.
 */
export class Flattener {
  private readonly types: TypeInfo[] = [];
  private readonly byKind: TypeInfo[] = [];
  private readonly fields: number[] = [];
  private arrays = newArrays(1 << 12);

  /** @param text that was parsed: the root spans all of it, white space at its ends included */
  flatten(cursor: Cursor, text: string, hasError: boolean): FlatTree {
    const { types, byKind } = this;
    let { kind, field, start, end, parent, last } = this.arrays;
    const errors: number[] = [];
    const missing: number[] = [];
    let count = 0;
    let above = -1;
    let aboveHasFields = false;
    /** Where the last leaf ended. */
    let at = 0;
    for (;;) {
      if (count === kind.length) ({ kind, field, start, end, parent, last } = this.grow());
      const type = types[cursor.nodeTypeId] ?? this.learn(cursor);
      const node = count++;
      // An error may skip characters, a missing token may stand anywhere.
      let from = hasError || type.end === End.Ask ? cursor.startIndex : nextStart(text, at, cursor);
      // The grammar has tokens that are no nodes: the zero of `= 0;`.
      if (type.first >= 0 && text.charCodeAt(from) !== type.first) from = cursor.startIndex;
      kind[node] = type.kind;
      field[node] = aboveHasFields && type.mayHaveField ? this.fieldOf(cursor) : noField;
      start[node] = from;
      parent[node] = above;
      if (type.end >= 0) at = from + type.end;
      else if (type.end === End.Word && !hasError) at = afterWord(text, from);
      else if (type.end !== End.Children || hasError) at = cursor.endIndex;
      // The grammar lets a line comment run up to the line feed: the carriage return is not its own.
      if (type.kind === commentKind && text.charCodeAt(at - 1) === 13) at--;
      end[node] = at;
      if (type.kind === errorKind) errors.push(node);
      else if (hasError && (from === at || type.end >= 0) && cursor.nodeIsMissing) {
        end[node] = from;
        errors.push(node);
        missing.push(node);
      }
      if (!type.isLeaf && cursor.gotoFirstChild()) {
        if (type.end !== End.Children || hasError) at = from;
        above = node;
        aboveHasFields = type.hasFields;
        continue;
      }
      // Of a kind that may have children, but has none.
      if (type.end === End.Children && !hasError) end[node] = at = cursor.endIndex;
      last[node] = count;
      while (above >= 0 && !cursor.gotoNextSibling()) {
        cursor.gotoParent();
        last[above] = count;
        if (byKind[kind[above]!]!.end === End.Children && !hasError) end[above] = at;
        else at = end[above]!;
        above = parent[above]!;
        aboveHasFields = above >= 0 && byKind[kind[above]!]!.hasFields;
      }
      if (above < 0) break;
    }
    start[0] = 0;
    end[0] = text.length;
    return this.copy(count, errors, missing, hasError);
  }

  private copy(count: number, errors: number[], missing: number[], hasError: boolean): FlatTree {
    const missingFlags = new Uint8Array(missing.length > 0 ? count : 0);
    for (const node of missing) missingFlags[node] = 1;
    const { kind, field, start, end, parent, last } = this.arrays;
    const tree = new FlatTree(
      kind.slice(0, count),
      field.slice(0, count),
      missingFlags,
      start.slice(0, count),
      end.slice(0, count),
      parent.slice(0, count),
      last.slice(0, count),
      errors,
      hasError,
    );
    tree.ofKind(errorKind); // makes the index that queries begin with
    return tree;
  }

  private learn(cursor: Cursor): TypeInfo {
    const name = cursor.nodeType;
    const named = cursor.nodeIsNamed;
    const kind = named ? kindId(name) : tokenId(name);
    const isLeaf = !named || words.has(name) || otherLeaves.has(name);
    // A line end is a token whose name is not its text.
    const isFixed = !named && !/\s/.test(name) && name !== '';
    const end = isFixed ? name.length : words.has(name) ? End.Word : isLeaf ? End.Ask : End.Children;
    const hasFields = named && (kindsWithFields.has(name) || name === 'ERROR');
    const first = isFixed ? name.charCodeAt(0) : -1;
    const mayHaveField = named || !plainTokens.has(name);
    const info: TypeInfo = { kind, end, first, isLeaf, hasFields, mayHaveField };
    this.types[cursor.nodeTypeId] = info;
    this.byKind[kind] = info;
    return info;
  }

  private fieldOf(cursor: Cursor): number {
    const own = cursor.currentFieldId;
    if (own === 0) return noField;
    return (this.fields[own] ??= fieldId(cursor.currentFieldName ?? ''));
  }

  private grow(): Arrays {
    const grown = newArrays(this.arrays.kind.length * 2);
    for (const name of Object.keys(grown) as (keyof Arrays)[]) grown[name].set(this.arrays[name]);
    return (this.arrays = grown);
  }
}

/** What a tree is gathered in. */
interface Arrays {
  readonly kind: Uint16Array;
  readonly field: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly parent: Int32Array;
  readonly last: Int32Array;
}

const newArrays = (length: number): Arrays => ({
  kind: new Uint16Array(length),
  field: new Uint8Array(length),
  start: new Int32Array(length),
  end: new Int32Array(length),
  parent: new Int32Array(length),
  last: new Int32Array(length),
});

/** Where the next node begins, if only blanks stand before it; anything unusual is asked. */
function nextStart(text: string, from: number, cursor: Cursor): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 32 || (code >= 9 && code <= 13)) at++;
    else return code > 127 || code === 92 || code < 32 || at >= text.length ? cursor.startIndex : at;
  }
}

function afterWord(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && isIdentifierPart(text.charCodeAt(at))) at++;
  return at;
}
