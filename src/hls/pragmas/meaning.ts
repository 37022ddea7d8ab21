import type { LoopNode, Node } from '../../cpp/index.js';
import type { Options } from './dialect.js';

/** What a pragma asks for, free of any vendor's words. Values are C++ text; null: the tool decides. */
export type Meaning =
  /** Copies of a loop's body. `all`: as many as it has iterations. */
  | { readonly kind: 'unroll'; readonly factor: string | 'all' | null }
  | { readonly kind: 'no unroll' }
  | { readonly kind: 'pipeline'; readonly interval: string | null }
  | { readonly kind: 'no pipeline' }
  /** No iteration needs what another one wrote (in the variable; null: in any). `distance`: in fewer than that. */
  | { readonly kind: 'independent'; readonly variable: string | null; readonly distance: string | null }
  /** A nest becomes one loop: `depth` loops from `outer` inwards. */
  | { readonly kind: 'flatten'; readonly outer: LoopNode; readonly depth: string }
  | { readonly kind: 'no flatten' }
  | {
      readonly kind: 'partition';
      readonly variable: string;
      readonly type: 'complete' | 'cyclic' | 'block';
      readonly factor: string | null;
      /** From 1; 0: all; null: not said. */
      readonly dimension: string | null;
    }
  | { readonly kind: 'registers'; readonly variable: string }
  | {
      readonly kind: 'trip count';
      readonly minimum: string | null;
      readonly maximum: string | null;
      readonly average: string | null;
    }
  | { readonly kind: 'inline' }
  | { readonly kind: 'no inline' }
  | { readonly kind: 'dataflow' }
  | { readonly kind: 'top' };

export type MeaningKind = Meaning['kind'];
type Of<K extends MeaningKind> = Extract<Meaning, { kind: K }>;

/** A meaning in a dialect's words; `lost` says what of it is not carried. */
export interface Expression {
  readonly name: string;
  readonly options: Options;
  /** What it is to be attached to; default: what the pragma belonged to. */
  readonly on?: Node;
  readonly lost?: readonly string[];
}

/** For each meaning that a dialect can say, how; a string says why not. Meanings left out have no counterpart. */
export type Express = { readonly [K in MeaningKind]?: (meaning: Of<K>) => Expression | string };

/** Options whose value is given; null values are left out. */
export function given(options: Readonly<Record<string, string | true | null | undefined>>): Options {
  return Object.fromEntries(
    Object.entries(options).filter(
      (entry): entry is [string, string | true] => entry[1] !== null && entry[1] !== undefined,
    ),
  );
}

/** The text of an option; null if it is not there. */
export const textOf = (options: Options, name: string): string | null => {
  const value = options[name];
  return typeof value === 'string' ? value : null;
};
