import { FunctionNode, LoopNode, type Node, ParamNode, VarDeclNode, VariableNode } from '../../cpp/index.js';
import { functionOf, nextOf, regionOf, scopeOf, variablesNamed, type Site } from './site.js';

/** What a directive may say of its options when asked where it belongs. */
export interface Named {
  /** The list of names that it is about (`variable=a,b`); null if it gives none. */
  readonly names: string | null;
}

/** What a directive belongs to, or why that cannot be told. */
export type Targets = readonly Node[] | string;

/** The rule of one sort of directive: to what one that stands somewhere belongs, and where a new one goes. */
export interface Attachment {
  targets(site: Site, named: Named): Targets;
  /** Why a target can have none; null if it can. Without it, any can. */
  whyNot?(target: Node): string | null;
  /** Records the insertion of a line at a target that can have it. */
  insert(target: Node, line: string): void;
}

type Owner = 'loop' | 'function' | 'region';

/** Inside the braces of what it is about: Vivado and Vitis HLS. */
export function inBody(...owners: readonly Owner[]): Attachment {
  return {
    targets(site) {
      const region = owners.includes('region') ? regionOf(site) : null;
      if (region) return [region];
      const scope = scopeOf(site);
      if (scope instanceof LoopNode && owners.includes('loop')) return [scope];
      const fn = owners.includes('function') ? functionOf(site) : null;
      return fn ? [fn] : `it stands in no ${owners.join(' or ')}`;
    },
    whyNot: (target) => (target instanceof FunctionNode && !target.isDefinition ? 'it has no body' : null),
    insert(target, line) {
      target.insertAtStart(line);
    },
  };
}

/** In front of a loop, on the line above its label: Catapult, Merlin. */
export const beforeLoop: Attachment = {
  targets: loopBehind,
  insert(target, line) {
    target.before(line);
  },
};

/** In front of a loop, between its label and itself: compilers made of clang take it nowhere else. */
export const directlyBeforeLoop: Attachment = {
  targets: loopBehind,
  insert(target, line) {
    if (!(target instanceof LoopNode) || target.label === null) return target.before(line);
    const { source, start, unit } = target;
    const indentation = source.indentationAt(start);
    const isFirst = source.text.slice(source.lineStart(start), start).trim() === '';
    const lead = isFirst ? '' : source.lineEnd + indentation;
    unit.edit(start, start, `${lead}${line}${source.lineEnd}${indentation}`, 'before');
  },
};

function loopBehind(site: Site): Targets {
  const next = nextOf(site);
  return next instanceof LoopNode ? [next] : 'no loop follows it';
}

/** In front of the loop that follows, else inside the loop around it: Merlin reads both. */
export const beforeOrInLoop: Attachment = {
  targets(site) {
    const next = nextOf(site);
    if (next instanceof LoopNode) return [next];
    const scope = scopeOf(site);
    return scope instanceof LoopNode ? [scope] : 'no loop follows it, and it stands in none';
  },
  insert: beforeLoop.insert.bind(beforeLoop),
};

/** In front of a function or its prototype. */
export const beforeFunction: Attachment = {
  targets(site) {
    const next = nextOf(site);
    return next instanceof FunctionNode ? [next] : 'no function follows it';
  },
  insert(target, line) {
    target.before(line);
  },
};

/** In front of the statement or declaration that follows, whatever it is; else about what is around it. */
export const beforeAnything: Attachment = {
  targets(site) {
    const next = nextOf(site) ?? scopeOf(site);
    return next ? [next] : 'nothing follows it';
  },
  insert(target, line) {
    target.before(line);
  },
};

/** By the names it gives: behind a local variable's declaration, first in the function of a parameter. */
export const byName: Attachment = {
  targets(site, { names }) {
    if (names === null) return 'it names no variable';
    const { found, missing } = variablesNamed(site, names);
    return found.length > 0 ? found : `no variable ${missing.join(', ')} in sight`;
  },
  whyNot(target) {
    if (target instanceof ParamNode)
      return functionAround(target)?.isDefinition ? null : 'its function has no body';
    if (!(target instanceof VarDeclNode) || !target.isLocal)
      return 'it is declared outside functions; set it on the function that uses it';
    return target.declaration.parent instanceof LoopNode ? "it is declared in a loop's header" : null;
  },
  insert(target, line) {
    if (target instanceof VarDeclNode) target.declaration.after(line);
    else functionAround(target)?.insertAtStart(line);
  },
};

/** By the names it gives; `return` is the function around it. */
export const byPort: Attachment = {
  targets(site, { names }) {
    const fn = functionOf(site);
    if (names === null || names.trim() === 'return') return fn ? [fn] : 'it stands in no function';
    const found = byName.targets(site, { names });
    const returns = names.split(',').some((name) => name.trim() === 'return');
    return typeof found === 'string' || !returns || !fn ? found : [...found, fn];
  },
  whyNot: (target) => portRule(target).whyNot?.(target) ?? null,
  insert(target, line) {
    portRule(target).insert(target, line);
  },
};

const portRule = (target: Node): Attachment => (target instanceof VariableNode ? byName : inBody('function'));

/** In the type of what it is about: `[[intel::x]] int a[4];`. */
export const inDeclaration: Attachment = {
  targets(site) {
    const declaration = site.form === 'attribute' ? site.node.parent!.parent! : declarationAround(site);
    const variables = declaration?.children.filter((child) => child instanceof VariableNode) ?? [];
    return variables.length > 0 ? variables : 'it stands in no declaration of a variable';
  },
  whyNot(target) {
    if (!(target instanceof VarDeclNode)) return 'only a variable can have it';
    const declared = target.declaration.children.filter((child) => child instanceof VarDeclNode);
    return declared.length > 1 ? 'others are declared with it' : null;
  },
  insert(target, text) {
    const { unit, start } = (target as VarDeclNode).declaration;
    unit.edit(start, start, `${text} `, 'before');
  },
};

function declarationAround({ node, start, end }: Site): Node | null {
  let at: Node | null = node.unit.node(node.tree.innermost(start, end));
  for (; at; at = at.parent) {
    if (/declaration$/.test(at.syntax)) return at;
    const { children } = at;
    const next = children.find((child) => child.start >= end);
    if (next && /declaration$/.test(next.syntax)) return next;
    if (at.syntax === 'compound_statement') return null;
  }
  return null;
}

/** Nothing in particular: file-wide switches and text for other tools. */
export const ofFile: Attachment = {
  targets: ({ node }) => [node.file],
  insert(target, line) {
    target.insertAtStart(line);
  },
};

function functionAround(node: Node): FunctionNode | null {
  for (const around of node.ancestors()) if (around instanceof FunctionNode) return around;
  return null;
}
