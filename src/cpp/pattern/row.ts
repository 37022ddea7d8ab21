import type { Node } from '../nodes/node.js';

type Letter =
  | 'A'
  | 'B'
  | 'C'
  | 'D'
  | 'E'
  | 'F'
  | 'G'
  | 'H'
  | 'I'
  | 'J'
  | 'K'
  | 'L'
  | 'M'
  | 'N'
  | 'O'
  | 'P'
  | 'Q'
  | 'R'
  | 'S'
  | 'T'
  | 'U'
  | 'V'
  | 'W'
  | 'X'
  | 'Y'
  | 'Z'
  | '_';
type WordCharacter = Letter | Lowercase<Letter> | '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';

/** The word at the beginning of a text. */
type Word<S extends string, W extends string = ''> = S extends `${infer C}${infer R}`
  ? C extends WordCharacter
    ? Word<R, `${W}${C}`>
    : W
  : W;

type Single<S extends string> = S extends `${string}$${infer R}`
  ? R extends `$$${infer Many}`
    ? Single<Many>
    : Word<R> | Single<R>
  : never;
type Several<S extends string> = S extends `${string}$$$${infer R}` ? Word<R> | Several<R> : never;

/**
 * The row of a pattern, worked out from its text: `node` is the whole match, `$X` a node `X`, `$$$X` a list
 * `X`. `MatchRow<'f($X, $$$rest)'>` is `{ node: Node; X: Node; rest: Node[] }`.
 */
export type MatchRow<S extends string> = string extends S
  ? { node: Node } & Record<string, Node | Node[]>
  : {
      [
        K in 'node' | Exclude<Single<S>, '' | '_' | Several<S>> | Exclude<Several<S>, '' | '_'>
      ]: K extends Several<S> ? Node[] : Node;
    };

/** What a metavariable must be: of a kind, or with a text that fits. */
export type Constraints<S extends string> = {
  readonly [K in keyof MatchRow<S>]?: string | RegExp | ((node: MatchRow<S>[K]) => boolean);
};
