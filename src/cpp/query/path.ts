/** A path query, parsed; the grammar is grammars/path-query.ebnf. */
export interface Path {
  readonly first: Step;
  readonly rest: readonly { readonly edge: Edge; readonly step: Step }[];
}

export interface Edge {
  readonly negated: boolean;
  /** Levels of nesting, both included; `Infinity` for no limit. */
  readonly min: number;
  readonly max: number;
}

/** Alternatives, one of which is bound. */
export type Step = readonly NodeTest[];

export interface NodeTest {
  /** Null where nothing is bound. */
  readonly name: string | null;
  readonly kinds: readonly string[];
  readonly attributes: readonly Attribute[];
}

export interface Attribute {
  readonly property: string;
  readonly operator: '=' | '!=' | '^=' | '$=' | '*=' | '<' | '<=' | '>' | '>=' | null;
  readonly value: string;
  readonly negated: boolean;
}
