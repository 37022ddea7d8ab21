import {
  counterOf,
  DeclarationNode,
  type Counter,
  type Induction,
  type LoopNode,
  type Node,
  type Project,
} from 'hlsmith/cpp';
import { functionsIn } from '../pragmas/rules.js';

/** Options by which the metaprograms of this folder are told where. */
export const where = {
  function: { type: 'string', default: null, description: 'only in this function; default: all' },
  label: { type: 'string', default: null, description: 'only loops with this label, or this counter' },
} as const;

export const which = {
  type: 'string',
  default: 'innermost',
  choices: ['innermost', 'outermost', 'all'],
  description: 'which loops',
} as const;

export interface Where {
  readonly function: string | null;
  readonly label: string | null;
}

/** The loops that are meant, in source order. With a label, loops of any depth. */
export function loopsAt(
  project: Project,
  { function: name, label }: Where,
  depth: 'innermost' | 'outermost' | 'all' = 'all',
): LoopNode[] {
  return functionsIn(project, name)
    .flatMap((fn) => fn.query('loop:ForLoop').map(({ loop }) => loop))
    .filter((loop) => {
      if (label !== null) return loop.label === label || loop.iv?.name === label;
      return depth === 'all' || (depth === 'innermost' ? loop.isInnermost : loop.isOutermost);
    });
}

/**
 * Changes loops one after the other, inner ones before those around them, each as the changes before have left
 * it. What `change` returns is why it did nothing.
 * @returns `file:line: reason` for each loop that stays as it is, in source order
 */
export function changeLoops(
  project: Project,
  loops: readonly LoopNode[],
  change: (loop: LoopNode) => string | null,
): string[] {
  const places = loops.map((loop) => loop.at);
  const refused: string[] = [];
  let edited: { unit: LoopNode['unit']; start: number; end: number }[] = [];
  for (const [position, loop] of [...loops.entries()].reverse()) {
    if (!loop.alive) continue;
    const { unit } = loop;
    const touches = edited.some(
      (e) => e.unit === unit && e.start <= whole(loop).end && whole(loop).start <= e.end,
    );
    if (touches) {
      project.commit();
      edited = [];
    }
    if (!loop.alive) continue;
    const { start, end } = whole(loop);
    const reason = change(loop);
    const { file, line } = places[position];
    if (reason === null) edited.push({ unit, start, end });
    else refused.push(`${file}:${line}: ${reason}`);
  }
  return refused.reverse();
}

/** The loop with its labels and attributes. */
export function whole(loop: LoopNode): LoopNode['anchor'] {
  let at: LoopNode['anchor'] = loop;
  while (at.parent && ['labeled_statement', 'attributed_statement'].includes(at.parent.syntax))
    at = at.parent;
  return at;
}

/** A loop that counts in plain sight. */
export interface Counted {
  readonly iv: Induction;
  readonly step: number;
  readonly counter: Counter;
  /** How often it runs; null if that is known only when it runs. */
  readonly count: number | null;
  /** What it starts from and goes to, as written. */
  readonly initText: string;
  readonly boundText: string;
}

/** What the loop counts; or why that cannot be told. */
export function countedLoop(loop: LoopNode): Counted | string {
  const { iv, tripCount } = loop;
  if (!iv) return 'what it counts with is not plain to see, or its body changes it';
  if (typeof iv.step !== 'number' || iv.step === 0) return `its step ${iv.step} is no known number`;
  const counter = counterOf(loop);
  if (!counter) return `it counts with more than ${iv.name}`;
  if (tripCount === null) return `how often it runs is not known before it runs (bound ${iv.bound})`;
  if (typeof tripCount === 'object' && tripCount.max !== undefined) return 'it may end early';
  return {
    iv,
    step: iv.step,
    counter,
    count: typeof tripCount === 'number' ? tripCount : null,
    ...headerTexts(loop, iv.name),
  };
}

/** What a loop's header sets its counter to, and what it compares it with. */
export function endsOf(loop: LoopNode, name: string): { init: Node; bound: Node } {
  const initializer = loop.field('initializer')!;
  const declared = initializer instanceof DeclarationNode ? initializer.variables[0]?.initializer : null;
  let condition = loop.field('condition')!;
  while (condition.syntax === 'parenthesized_expression') condition = condition.children[0];
  const [left, right] = [condition.field('left')!, condition.field('right')!];
  return {
    init: declared ?? initializer.field('right') ?? initializer,
    bound: left.text === name ? right : left,
  };
}

function headerTexts(loop: LoopNode, name: string): Pick<Counted, 'initText' | 'boundText'> {
  const { init, bound } = endsOf(loop, name);
  return { initText: init.text.replace(/;$/, ''), boundText: bound.text };
}
