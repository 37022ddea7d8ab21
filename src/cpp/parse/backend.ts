import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type NativeParser from 'tree-sitter';
import { problem } from '../../diagnostics/index.js';
import type { FlatTree } from './flat-tree.js';
import { Flattener, type Cursor } from './flatten.js';

/** A C++ parser. Both ways to have one give the same trees. */
export interface Backend {
  readonly name: 'native' | 'wasm';
  read(text: string): Reading;
  /** Runs a tree-sitter query over a text; each match is the list of its captures. */
  query(text: string, query: string): Capture[][];
}

/** A text as the parser understood it, still in the parser's own memory. */
export interface Reading {
  /** Errors and invented tokens; at least 1 where the parser only says that there is one. */
  readonly errors: number;
  /** The tree as arrays. */
  flatten(): FlatTree;
  /** Gives the parser's memory back. Nothing may be asked afterwards. */
  release(): void;
}

/** What a tree-sitter query captured: where, and tree-sitter's name of the kind. */
export interface Capture {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

/** What both bindings' nodes tell of errors. */
interface ErrorNode {
  readonly type: string;
  readonly hasError: boolean;
  readonly isMissing: boolean;
  readonly children: readonly (ErrorNode | null)[];
}

/** Only the way to the errors is walked: far cheaper than copying a tree to count its errors. */
function countErrors(node: ErrorNode): number {
  let count = node.type === 'ERROR' || node.isMissing ? 1 : 0;
  for (const child of node.children) if (child?.hasError) count += countErrors(child);
  return count;
}

const errorsBelow = (root: ErrorNode): number => (root.hasError ? Math.max(countErrors(root), 1) : 0);

interface BindingCapture {
  readonly name: string;
  readonly node: { readonly startIndex: number; readonly endIndex: number; readonly type: string };
}

const capturesOf = (matches: readonly { captures: readonly BindingCapture[] }[]): Capture[][] =>
  matches.map(({ captures }) =>
    captures.map(({ name, node }) => ({ name, start: node.startIndex, end: node.endIndex, kind: node.type })),
  );

const require = createRequire(import.meta.url);

type Language = Parameters<NativeParser['setLanguage']>[0];

/** The compiled binding: fast, but without a prebuilt for every machine. */
export function loadNative(): Backend {
  const Parser = require('tree-sitter') as typeof NativeParser;
  const language = require('tree-sitter-cpp') as Language;
  // Many runs parse nothing: questions about loops need no parser.
  const made = lazily(() => {
    const parser = new Parser();
    parser.setLanguage(language);
    return { parser, flattener: new Flattener(), freeTrees: treeCollector() };
  });
  // Without a buffer of more than the text's length, 0.21 refuses texts above 32 kB.
  const parse = (text: string): NativeParser.Tree =>
    made().parser.parse(text, undefined, { bufferSize: text.length + 1 });
  return {
    name: 'native',
    read(text) {
      const { flattener, freeTrees } = made();
      freeTrees(text.length);
      const { rootNode } = parse(text);
      const errors = errorsBelow(rootNode);
      return {
        errors,
        flatten: () => flattener.flatten(rootNode.walk() as Cursor, text, errors > 0),
        release: () => undefined,
      };
    },
    query: (text, query) => capturesOf(new Parser.Query(language, query).matches(parse(text).rootNode)),
  };
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Parsed characters after which native trees are freed; they take about 100 bytes for each. */
const charactersKept = 500_000;

/**
 * The native binding frees a tree when V8 collects its handle, of whose weight V8 knows nothing: without a hint
 * it keeps hundreds of megabytes. A minor collection (about a millisecond) is enough.
 */
function treeCollector(): (characters: number) => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;
  let kept = 0;
  return (characters) => {
    kept += characters;
    if (kept < charactersKept) return;
    kept = 0;
    collect({ type: 'minor' });
  };
}

/** The same grammar in WebAssembly: runs anywhere, at about four fifths of the speed. */
export async function loadWasm(): Promise<Backend> {
  const { Language, Parser, Query } = await import('web-tree-sitter');
  await Parser.init();
  const language = await Language.load(require.resolve('tree-sitter-cpp/tree-sitter-cpp.wasm'));
  const parser = new Parser();
  parser.setLanguage(language);
  const flattener = new Flattener();
  return {
    name: 'wasm',
    read(text) {
      const tree = parser.parse(text);
      if (!tree) throw problem('cpp.parser', { reason: 'the parser gave no tree' });
      const errors = errorsBelow(tree.rootNode);
      return {
        errors,
        flatten() {
          const cursor = tree.walk();
          try {
            return flattener.flatten(cursor, text, errors > 0);
          } finally {
            cursor.delete();
          }
        },
        release: () => tree.delete(),
      };
    },
    query(text, query) {
      const tree = parser.parse(text);
      if (!tree) throw problem('cpp.parser', { reason: 'the parser gave no tree' });
      const compiled = new Query(language, query);
      try {
        return capturesOf(compiled.matches(tree.rootNode));
      } finally {
        compiled.delete();
        tree.delete();
      }
    },
  };
}

/** The native parser where it loads, else wasm; `HLSMITH_PARSER=wasm` asks for the latter. */
export async function loadBackend(wanted = process.env['HLSMITH_PARSER']): Promise<Backend> {
  if (wanted === 'wasm') return loadWasm();
  try {
    return loadNative();
  } catch (error) {
    if (wanted === 'native') throw problem('cpp.parser', { reason: String(error) });
    return loadWasm();
  }
}
