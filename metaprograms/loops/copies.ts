import { patchedText, usesWithin, type LoopNode, type Node, type Patch } from 'hlsmith/cpp';
import { pragmasOf } from 'hlsmith/hls';
import type { Counted } from './targets.js';
import { block, bodyText, dedent, freshName, statementsOf, stepOf, sum } from './text.js';

/** Types whose values may be written as literals and sums without a change of type. */
const plain =
  /^(?:int|long|long int|unsigned|unsigned int|unsigned long|size_t|std::size_t|long long|unsigned long long)$/;

/** A copy of a body: its lines, and the code to put beside other copies, in braces if it declares something. */
export interface Copy {
  readonly lines: string;
  readonly code: string;
}

/**
 * The body of a loop for one value of its counter: `a[i] = 0;` for 3 is `a[3] = 0;`. Labels inside get names of
 * their own (from the second copy on); the loop's own pragmas are left out.
 * @param value the value, or a distance to the counter as it stands
 * @param number which copy it is, from 0
 */
export function copyOfBody(
  loop: LoopNode,
  { iv, counter }: Counted,
  value: { readonly is: number } | { readonly ahead: number },
  number: number,
): Copy {
  const { name } = iv;
  const uses = usesWithin(loop.body, counter.variable, name);
  const patches: Patch[] = [...labelPatches(loop, number), ...ownPragmas(loop)];
  const declarations: string[] = [];
  if ('is' in value) {
    if (counter.type === 'int') {
      const text = value.is < 0 ? `(${value.is})` : String(value.is);
      for (const use of uses) patches.push({ ...use, text: standsAlone(use.node) ? String(value.is) : text });
    } else if (uses.length > 0) declarations.push(`const ${counter.type} ${name} = ${value.is};`);
  } else if (value.ahead !== 0) {
    const text = sum(name, value.ahead);
    if (plain.test(counter.type)) {
      for (const use of uses) patches.push({ ...use, text: standsAlone(use.node) ? text : `(${text})` });
    } else if (uses.length > 0) {
      const own = freshName(loop, `${name}_${number}`);
      declarations.push(`const ${counter.type} ${own} = ${text};`);
      for (const use of uses) patches.push({ ...use, text: own });
    }
  }
  const lines = [...declarations, bodyText(loop, patches)].join('\n');
  const declares = declarations.length > 0 || statementsOf(loop).some(({ kind }) => kind === 'Declaration');
  return { lines, code: declares ? block('', lines, stepOf(loop)) : lines };
}

/** An index or an argument by itself needs no parentheses. */
const standsAlone = (node: Node | null): boolean =>
  ['subscript_argument_list', 'argument_list'].includes(node?.parent?.syntax ?? '') ||
  (node?.parent?.syntax === 'assignment_expression' && node.parent.field('right') === node);

/** Labels inside a loop may stand in a function once only. */
export function labelPatches(loop: LoopNode, number: number): Patch[] {
  if (number === 0) return [];
  const { tree, unit, body } = loop;
  const patches: Patch[] = [];
  for (let node = body.index; node < tree.last[body.index]; node++) {
    if (tree.name(node) !== 'statement_identifier') continue;
    const label = unit.node(node);
    patches.push({ start: label.start, end: label.end, text: labelOfCopy(loop, label.text, number) });
  }
  return patches;
}

/** Different for every label and number: no copy knows of the others before the commit. */
function labelOfCopy(loop: LoopNode, label: string, number: number): string {
  let name = `${label}_${number}`;
  while (new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(loop.source.text)) name += '_x';
  return name;
}

/** The lines of the pragmas inside the body that are about the loop itself: they go with it. */
export function ownPragmas(loop: LoopNode): Patch[] {
  const { source } = loop;
  return [...pragmasOf(loop)]
    .filter(({ site }) => site.start >= loop.body.start && site.end <= loop.body.end)
    .map(({ site }) => {
      const end = source.lineEndOffset(site.end);
      const next = source.text.startsWith('\r\n', end) ? end + 2 : Math.min(end + 1, source.text.length);
      return { start: source.lineStart(site.start), end: Math.min(next, loop.body.end), text: '' };
    });
}

/** Pragmas in front of the loop that are about it (Intel, Catapult, Merlin). */
export const pragmasInFront = (loop: LoopNode): Node[] =>
  loop.pragmasBefore.filter((line) =>
    [...pragmasOf(loop)].some(({ site }) => site.start >= line.start && site.end <= line.end),
  );

/** The loop's condition for the counter some way ahead: `i + 2 < n`. */
export function conditionAhead(loop: LoopNode, { iv, counter }: Counted, ahead: number): string {
  const condition = loop.field('condition')!;
  const patches = usesWithin(condition, counter.variable, iv.name).map((use) => ({
    ...use,
    text: sum(iv.name, ahead),
  }));
  return dedent(patchedText(loop.unit, condition.start, condition.end, patches));
}

/** `for (int i = 4; i < 8; i += 2)`, with what the loop's own header does not say otherwise. */
export function header(
  { iv, counter, step, initText, boundText }: Counted,
  changed: {
    readonly init?: number | string;
    readonly bound?: string;
    readonly by?: string;
    readonly name?: string;
  } = {},
): string {
  const { name = iv.name, init = initText } = changed;
  const declared = counter.isDeclaredHere || changed.name !== undefined ? `${counter.type} ` : '';
  const bound = changed.bound ?? `${iv.relation} ${boundText}`;
  const by =
    changed.by ??
    (Math.abs(step) === 1 ? (step > 0 ? '++' : '--') : ` ${step > 0 ? '+' : '-'}= ${Math.abs(step)}`);
  return `for (${declared}${name} = ${init}; ${name} ${bound}; ${name}${by})`;
}
