import { parsePattern } from '../pattern/pattern.js';
import { parsePath } from './parse-path.js';
import type { NodeTest, Step } from './path.js';
import type { Kinds } from './row.js';

/** A condition on a file's text, without which it need not be parsed to know that it holds no match. */
export type TextTest = (text: string) => boolean;

/** What stands in the text of every node of a kind. Behind a keyword a comment may stand. */
const spelling: Partial<Record<keyof Kinds, RegExp>> = {
  DoLoop: /\bdo\b/,
  ForLoop: /\bfor\s*[(/\\]/,
  If: /\bif\b/,
  Include: /#\s*include\b/,
  Loop: /\b(?:for|while)\s*[(/\\]/,
  Macro: /#\s*define\b/,
  Pragma: /#\s*pragma\b/,
  RangeLoop: /\bfor\s*[(/\\]/,
  Struct: /\b(?:struct|class|union)\b/,
  Subscript: /\[/,
  Typedef: /\b(?:typedef|using)\b/,
  WhileLoop: /\bwhile\b/,
};

/** Whether a text may hold a match of a path query: one kind of each step that must exist is spelled in it. */
export function mayMatchPath(query: string): TextTest {
  const { first, rest } = parsePath(query);
  const steps = [first, ...rest.filter(({ edge }) => !edge.negated).map(({ step }) => step)];
  return (text) => steps.every((step) => maySpell(step, text));
}

/** Kinds that an outline shows; preprocessor lines are known without any tree. */
const outlined: ReadonlySet<string> = new Set<keyof Kinds>([
  ...(['File', 'ForLoop', 'RangeLoop', 'WhileLoop', 'DoLoop', 'Loop'] as const),
  ...(['Directive', 'Include', 'Macro', 'Pragma'] as const),
]);

/** Whether a path query asks for nothing that an outline leaves out. */
export function isAnsweredByOutline(query: string): boolean {
  const { first, rest } = parsePath(query);
  const isShown = (step: Step): boolean =>
    step.every(({ kinds }) => kinds.every((kind) => outlined.has(kind)));
  // Distances count what is between.
  return (
    isShown(first) && rest.every(({ edge, step }) => isShown(step) && edge.min === 1 && edge.max === Infinity)
  );
}

/** Whether all words of a pattern are in a text; white space and comments between them do not count. */
export function mayMatchPattern(pattern: string): TextTest {
  const { readings } = parsePattern(pattern);
  const bare = pattern.replace(/\/\/.*|\/\*[\s\S]*?\*\//g, ' ').replace(/\$+\w*/g, ' ');
  const words = readings.length > 0 ? (bare.match(/[A-Za-z_]\w*/g) ?? []) : [];
  return (text) => words.every((word) => text.includes(word));
}

function maySpell(step: Step, text: string): boolean {
  return step.some((test) => namesIn(test).every((name) => text.includes(name)) && kindIn(test, text));
}

const kindIn = ({ kinds }: NodeTest, text: string): boolean =>
  kinds.some((kind) => spelling[kind as keyof Kinds]?.test(text) ?? true);

/** `[name=kernel]`: the name is a word of the text. */
const namesIn = ({ attributes }: NodeTest): string[] =>
  attributes
    .filter(({ property, operator, negated }) => property === 'name' && operator === '=' && !negated)
    .map(({ value }) => value)
    .filter((value) => /^\w+$/.test(value));
