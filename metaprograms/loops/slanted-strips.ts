import { affineAt, meaningAt, VariableNode, type Affine, type LoopNode, type Node } from 'hlsmith/cpp';
import { header } from './copies.js';
import { narrow, signed } from './strips.js';
import { endsOf, type Counted } from './targets.js';
import { freshName, operand, sum } from './text.js';

/** The least and the most that a counter comes to where the loops over strips are, as C++. */
export interface Extremes {
  readonly name: string;
  readonly type: string;
  readonly least: string;
  readonly most: string;
  /** They are those of an iteration of a loop around, which the loops over strips do not know. */
  readonly isSlanted: boolean;
}

/** Headers of a loop over strips and of the loop within one; or why there can be none. */
type Headers = { readonly strip: string; readonly outer: string; readonly inner: string } | string;

/**
 * Strips of a loop whose bounds depend on counters around it, which run over strips of their own:
 *
 * before: `for (int j = i; j < n; j++)`
 * after:  `for (int j_strip = i_strip; j_strip < n; j_strip += 8)` around all iterations, and
 *         `for (int j = (i > j_strip ? i : j_strip); j < (j_strip + 8 < n ? j_strip + 8 : n); j++)`
 *
 * The strips cover the range of every counter around; each iteration takes its own part of a strip, which may be
 * nothing. Bounds are affine, so that their extremes are those of the counters (Wolfe, High Performance Compilers
 * for Parallel Computing, 9.3: non-rectangular loops).
 */
export function slantedStrip(
  loop: LoopNode,
  counted: Counted,
  size: number,
  around: readonly Extremes[],
): Headers {
  const { iv, step, counter } = counted;
  const why = `the bounds of ${iv.name} depend on ${around.map(({ name }) => name).join(', ')}`;
  const isClosed = iv.relation === '<=';
  if (step !== 1 || !(isClosed || iv.relation === '<')) return `${why}, and it does not count up by one`;
  if (around.some(({ isSlanted }) => isSlanted)) return `${why}, of which one has such bounds and no tiles`;
  const types = new Set([counter.variable.type.canonical, ...around.map(({ type }) => type)]);
  if (types.size > 1 || ![...types].every((type) => signed.test(type) && !narrow.test(type)))
    return `${why}, and not all of them count in one signed type from int on`;
  const nodes = endsOf(loop, iv.name);
  const [from, to] = [affineAt(nodes.init), affineAt(nodes.bound)];
  if (!isKnown(from, nodes.init, around) || !isKnown(to, nodes.bound, around))
    return `${why} in another way than by sums`;
  const init = textOf(from, nodes.init, around);
  const bound = textOf(to, nodes.bound, around);
  const isFlat = !Object.keys(from.coefficients).some((name) => isCounter(name, around));
  const strip = freshName(loop, `${iv.name}_strip`);
  const outer = header(counted, {
    name: strip,
    init: at(init, from, around, 'least'),
    bound: `${iv.relation} ${at(bound, to, around, 'most')}`,
    by: ` += ${size}`,
  });
  const end = sum(strip, isClosed ? size - 1 : size);
  return {
    strip,
    outer,
    inner: header(counted, {
      init: isFlat ? strip : `(${init} > ${strip} ? ${init} : ${strip})`,
      bound: `${iv.relation} (${end} < ${bound} ? ${end} : ${bound})`,
    }),
  };
}

/** A sum of counters, and of signed numbers that the loops leave alone. */
function isKnown(affine: Affine | null, node: Node, around: readonly Extremes[]): affine is Affine {
  if (!affine) return false;
  return Object.keys(affine.coefficients).every((name) => isCounter(name, around) || isSigned(node, name));
}

const isCounter = (name: string, around: readonly Extremes[]): boolean =>
  around.some((each) => each.name === name);

/** As written, if only counters and signed numbers stand there: with unsigned ones, sums below 0 are large. */
function textOf(affine: Affine, node: Node, around: readonly Extremes[]): string {
  const names = node.text.match(/[A-Za-z_]\w*|\d+[uUlL]+/g) ?? [];
  const isPlain = (name: string): boolean => isCounter(name, around) || isSigned(node, name);
  if (names.every(isPlain)) return node.text;
  const terms = Object.entries(affine.coefficients).map(([name, factor]) => {
    const size = Math.abs(factor);
    return ` ${factor < 0 ? '-' : '+'} ${size === 1 ? name : `${size} * ${name}`}`;
  });
  return `${affine.offset}${terms.join('')}`;
}

/** A variable of a signed type, or a macro for a number. */
function isSigned(node: Node, name: string): boolean {
  const macro = node.unit.project.symbols.macro(name, node.unit);
  if (macro) return macro.parameters === null && /^[\s\d()+*/-]+$/.test(macro.body);
  const meaning = meaningAt(node, name);
  return meaning instanceof VariableNode && signed.test(meaning.type.canonical.replace(/^const /, ''));
}

/** The least or the most that a bound comes to. */
function at(
  text: string,
  { coefficients }: Affine,
  around: readonly Extremes[],
  which: 'least' | 'most',
): string {
  return text.replace(/[A-Za-z_]\w*/g, (name) => {
    const extremes = around.find((each) => each.name === name);
    if (!extremes) return name;
    const isSame = (coefficients[name] ?? 0) > 0 === (which === 'most');
    const value = isSame ? extremes.most : extremes.least;
    return text.trim() === name ? value : operand(value);
  });
}

/** What a counter comes to within a strip; without one, in its whole loop. */
export function extremesOf(
  { iv, step, counter, initText, boundText }: Counted,
  strip: { readonly name: string; readonly size: number } | null,
  dependsOnOthers: boolean,
): Extremes {
  const { name } = iv;
  const type = counter.variable.type.canonical;
  const isUp = step > 0;
  const isClosed = /=$/.test(iv.relation) && iv.relation !== '!=';
  const last = (): string => {
    const bound = typeof iv.bound === 'number' ? iv.bound : operand(boundText);
    return String(sum(bound, isClosed ? 0 : isUp ? -1 : 1));
  };
  const [first, final] = strip ? [strip.name, sum(strip.name, (strip.size - 1) * step)] : [initText, last()];
  return {
    ...{ name, type, least: isUp ? first : final, most: isUp ? final : first },
    isSlanted: strip === null && dependsOnOthers,
  };
}
