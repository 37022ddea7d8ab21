import {
  BlockNode,
  FunctionNode,
  LoopNode,
  type Node,
  PragmaNode,
  type VariableNode,
} from '../../cpp/index.js';

/** Where a directive stands, however it is spelled. */
export interface Site {
  /** `line`: `#pragma x`; `operator`: `_Pragma("x")`; `attribute`: one of `[[intel::x]]`; `qualifier`: `hls_register`. */
  readonly form: 'line' | 'operator' | 'attribute' | 'qualifier';
  /** The pragma or attribute; the file for what is in no tree. */
  readonly node: Node;
  /** What is said, without `#pragma`, `_Pragma` or brackets. */
  readonly payload: string;
  /** Offset of the payload in the file. */
  readonly payloadStart: number;
  /** Offsets of the whole directive in the file. */
  readonly start: number;
  readonly end: number;
}

/** What a dialect reads of a site: the words, wherever they stand. */
export type Spelled = Pick<Site, 'form' | 'payload'>;

type Unit = Node['unit'];

/** Every directive of a file, in source order, understood or not. */
export function sitesOf(unit: Unit): Site[] {
  const sites = [...unit.pragmas().map(lineSite), ...maskedSites(unit), ...attributeSites(unit)];
  return sites.sort((a, b) => a.start - b.start);
}

function lineSite(node: PragmaNode): Site {
  const lead = /^#[ \t]*pragma\b(?:[ \t]|\\\r?\n)*/.exec(node.text)![0].length;
  const payload = node.text.slice(lead);
  const { start, end } = node;
  return { form: 'line', node, payload, payloadStart: start + lead, start, end };
}

/** `_Pragma("...")` and vendors' qualifiers: the parser does not see them. */
function maskedSites(unit: Unit): Site[] {
  return unit.parsed.masks.flatMap(({ start, end, why }): Site[] => {
    if (why !== 'qualifier macro') return [];
    const text = unit.source.text.slice(start, end);
    const operator = /^(_Pragma\s*\(\s*")([^"\\]*)"\s*\)$/.exec(text);
    const node = unit.node(0);
    if (!operator) {
      return text.startsWith('hls_')
        ? [{ form: 'qualifier', node, payload: text, payloadStart: start, start, end }]
        : [];
    }
    const [, lead, payload] = operator;
    return [{ form: 'operator', node, payload: payload!, payloadStart: start + lead!.length, start, end }];
  });
}

function attributeSites(unit: Unit): Site[] {
  const { tree, source } = unit;
  if (!source.text.includes('[[')) return [];
  return Array.from({ length: tree.length }, (_, index) => index).flatMap((index): Site[] => {
    if (tree.name(index) !== 'attribute') return [];
    const start = tree.start[index]!;
    const end = tree.end[index]!;
    const text = source.text.slice(start, end);
    const prefix = /^\w+\s*::\s*/.exec(text)?.[0];
    if (prefix === undefined) return [];
    const payload = text.slice(prefix.length);
    const node = unit.node(index);
    return [{ form: 'attribute', node, payload, payloadStart: start + prefix.length, start, end }];
  });
}

/** The tree node right around a site. */
export function around({ node, form, start, end }: Site): Node {
  return form === 'attribute' ? node.parent! : node.unit.node(node.tree.innermost(start, end));
}

/** The nearest loop or function whose body holds the site (or whose header ends before it); null outside. */
export function scopeOf(site: Site): LoopNode | FunctionNode | null {
  for (let at: Node | null = around(site); at; at = at.parent) {
    if (at instanceof LoopNode && isBehindHeader(site, at)) return at;
    if (at instanceof FunctionNode) return at;
  }
  return null;
}

/** The function whose body holds the site; null outside. */
export function functionOf(site: Site): FunctionNode | null {
  for (let at: Node | null = around(site); at; at = at.parent) if (at instanceof FunctionNode) return at;
  return null;
}

/** The braces right around the site where they belong to no loop, function or branch; null elsewhere. */
export function regionOf(site: Site): BlockNode | null {
  const block = around(site);
  const owner = block.parent?.syntax;
  const isRegion = owner === 'compound_statement' || owner === 'labeled_statement';
  return block instanceof BlockNode && isRegion ? block : null;
}

function isBehindHeader({ start, end }: Site, { tree, index, body }: LoopNode): boolean {
  const header = tree.children(index).filter((child) => child < body.index && tree.name(child) !== 'comment');
  return start >= tree.end[header.at(-1)!]! && end <= body.end;
}

/** The statement, declaration or function behind the site, without its label, attributes and `template<...>`. */
export function nextOf(site: Site): Node | null {
  if (site.form === 'attribute') return statementOfAttribute(site.node);
  let at: Node | null = around(site);
  for (; at; at = at.parent) {
    const behind = at.children.find((child) => child.start >= site.end && child.syntax !== 'comment');
    if (behind) return unwrapped(behind);
    // Nothing but the end of the braces follows.
    if (isContainer(at)) return null;
  }
  return null;
}

const isContainer = ({ syntax }: Node): boolean =>
  syntax === 'compound_statement' || syntax === 'field_declaration_list' || syntax === 'declaration_list';

function statementOfAttribute(attribute: Node): Node | null {
  const holder = attribute.parent?.parent;
  return holder ? unwrapped(holder) : null;
}

const wrappers = ['labeled_statement', 'attributed_statement', 'template_declaration'];

function unwrapped(node: Node): Node {
  const inner = wrappers.includes(node.syntax) ? node.children.at(-1) : undefined;
  return inner ? unwrapped(inner) : node;
}

/** The variables that a `variable=` or `port=` list names, and the names that mean nothing here. */
export function variablesNamed(site: Site, list: string): { found: VariableNode[]; missing: string[] } {
  const found: VariableNode[] = [];
  const missing: string[] = [];
  for (const name of splitNames(list)) {
    const base = /[A-Za-z_]\w*/.exec(name.replace(/^\W*this\s*(?:->|\.)\s*/, ''))?.[0];
    const node = base !== undefined && site.node instanceof PragmaNode ? site.node.variable(base) : null;
    if (node) found.push(node);
    else missing.push(name);
  }
  return { found, missing };
}

/** `a, b` in its names. */
export const splitNames = (list: string): string[] =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
