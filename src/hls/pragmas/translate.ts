import type { Node } from '../../cpp/index.js';
import type { DialectName } from './dialect.js';
import { dialect as dialectNamed } from './dialects/index.js';
import { pragmasOf } from './list.js';
import type { Express, Expression, Meaning } from './meaning.js';
import type { Pragma } from './pragma.js';

/** What became of a pragma in another dialect. */
export interface Translation {
  readonly from: string;
  /** The new directive, as written; null if the meaning has no words there, and then nothing was edited. */
  readonly to: string | null;
  /** What is not carried, one line each; the whole reason where `to` is null. */
  readonly lost: readonly string[];
}

/**
 * Records the edits that say in another dialect what a pragma says: the old one is removed, the new one put
 * where that dialect wants it. A pragma whose meaning does not carry over stays as it is, with the reason.
 */
export function translatePragma(pragma: Pragma, to: DialectName): Translation {
  const from = pragma.text;
  const stays = (...lost: readonly string[]): Translation => ({ from, to: null, lost });
  if (pragma.isOf(to)) return stays('it is of that dialect already');
  if (!pragma.isKnown) return stays(...pragma.complaints);
  const [target, ...others] = pragma.targets;
  if (!target) return stays(...pragma.complaints);
  if (others.length > 0) return stays('it is about several variables: give each its own first');
  const { meaning } = pragma;
  const dialect = dialectNamed(to);
  if (!meaning) return stays(`${pragma.name} with these options has no counterpart in ${dialect.title}`);
  const expression = express(dialect.express, meaning);
  if (expression === null) return stays(`${dialect.title} has no pragma for it`);
  if (typeof expression === 'string') return stays(expression);
  const list = pragmasOf(expression.on ?? target, to);
  const reason = list.get(expression.name) ? null : list.whyNot(expression.name);
  const line = dialect.write(expression.name, expression.options);
  if (reason !== null) return stays(`${dialect.title}'s ${line} cannot stand here: ${reason}`);
  list.set(expression.name, expression.options);
  pragma.remove();
  return {
    from,
    to: line,
    lost: [...pragma.unsaid.map((option) => `the option ${option}`), ...(expression.lost ?? [])],
  };
}

/**
 * Records the edits that give a node what a meaning asks for, in a dialect's words; options that the node's
 * pragma has and the meaning does not state stay, those that contradict it go.
 * @returns null, or why the dialect cannot say it
 */
export function setMeaning(node: Node, dialectName: DialectName, meaning: Meaning): string | null {
  const dialect = dialectNamed(dialectName);
  const expression = express(dialect.express, meaning);
  if (expression === null) return `${dialect.title} has no pragma for it`;
  if (typeof expression === 'string') return expression;
  const list = pragmasOf(expression.on ?? node, dialectName);
  const { name, options } = expression;
  const there = list.get(name);
  const reason = there ? null : list.whyNot(name);
  if (reason !== null)
    return `${dialect.title}'s ${dialect.write(name, options)} cannot stand here: ${reason}`;
  // What the old meaning said and the new one leaves unsaid.
  const said = there?.meaning ? Object.keys(there.options).filter((option) => !isUnsaid(there, option)) : [];
  const gone = said
    .filter((option) => options[option] === undefined)
    .map((option) => [option, null] as const);
  list.set(name, { ...options, ...Object.fromEntries(there?.targets.includes(node) ? gone : []) });
  return null;
}

const isUnsaid = (pragma: Pragma, option: string): boolean =>
  pragma.unsaidOptions.some(({ name }) => name === option) ||
  pragma.variableNames.includes(String(pragma.get(option)));

function express(table: Express, meaning: Meaning): Expression | string | null {
  // Each entry takes the meaning of its own key; the union of entries cannot say so.
  const say = table[meaning.kind] as ((meaning: Meaning) => Expression | string) | undefined;
  return say?.(meaning) ?? null;
}
