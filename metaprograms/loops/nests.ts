import { jumpsOutOf, obstacleText, type LoopNode } from 'hlsmith/cpp';
import { countedLoop, whole, type Counted } from './targets.js';
import { dedent, insideOf, statementsOf } from './text.js';

/** A perfect nest, each loop with what it counts. */
export interface Nest {
  readonly loops: readonly LoopNode[];
  readonly counted: readonly Counted[];
}

/**
 * The first loops of the perfect nest that a loop begins, their bounds independent of each other (unless they may
 * depend); or why there are not so many.
 */
export function nestOf(loop: LoopNode, depth: number, mayDepend = false): Nest | string {
  const loops = loop.nest.slice(0, depth);
  if (loops.length < depth) {
    const last = loops.at(-1)!;
    if (last.isInnermost) return `its nest has only ${loops.length} loop${loops.length === 1 ? '' : 's'}`;
    const other = statementsOf(last).find(
      (each) => each.query('l:Loop').length === 0 && each.kind !== 'Loop',
    );
    const place =
      other && !/Loop$/.test(other.kind)
        ? `: ${short(other.text)} (line ${other.at.line}) stands beside the next loop`
        : '';
    return `the nest is not perfect${place}`;
  }
  const counted: Counted[] = [];
  for (const each of loops) {
    const found = countedLoop(each);
    if (typeof found === 'string') return `${named(each)}: ${found}`;
    if (!found.counter.isPrivate) return `${found.iv.name} is used behind the loop`;
    const [jump] = jumpsOutOf(each).filter(
      ({ node }) => node.syntax !== 'continue_statement' || each !== loops.at(-1),
    );
    if (jump) return obstacleText(jump);
    const outer = mayDepend ? undefined : counted.find(({ iv }) => dependsOn(each, iv.name));
    if (outer) return `the bounds of ${named(each)} depend on ${outer.iv.name}`;
    counted.push(found);
  }
  return { loops, counted };
}

/** Whether the header of a loop names a counter. */
export const dependsOn = ({ source, start, body }: LoopNode, counter: string): boolean =>
  new RegExp(`\\b${counter}\\b`).test(source.text.slice(start, body.start));

const named = (loop: LoopNode): string => loop.label ?? loop.iv?.name ?? `the loop in line ${loop.at.line}`;
const short = (text: string): string => text.split('\n')[0].trim();

/** Pragmas and comments of a body that stand around the next loop of the nest. */
export function around(loop: LoopNode, next: LoopNode): { lead: string; trail: string } {
  const { start, end } = insideOf(loop);
  const { text } = loop.source;
  const lead = text.slice(start, whole(next).start);
  const trail = text.slice(whole(next).end, end);
  // Braces of a body without them belong to neither.
  return { lead: dedent(lead.replace(/^[ \t]*$/, '')), trail: dedent(trail) };
}
