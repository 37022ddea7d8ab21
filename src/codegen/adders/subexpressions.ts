import type { Addition, Sum } from './adder-graph.js';
import { PairCounts } from './pair-counts.js';
import type { SignedDigit } from './signed-digits.js';

/** Plus or minus a signal times 2^power: one term of a sum. */
export interface Term extends SignedDigit {
  readonly signal: number;
}

/** Adders one after another beyond the fewest that the longest sum needs, for the sake of shared terms. */
const slack = 2;

/**
 * Two-term common subexpression elimination (Hartley 1996, as da4ml uses it: Sun et al., arXiv 2507.04535, section 4):
 * the pair of terms that occurs most often, up to a shift and a sign, becomes a signal of its own wherever it occurs,
 * until no pair occurs twice; what is left of each sum is added up as flat as it goes. Of pairs that occur equally often
 * the one with the fewest adders behind it is taken, and none that makes the sums much deeper than they must be.
 */
export function shareSubexpressions(
  columns: readonly (readonly Term[])[],
  inputs: number,
): { additions: Addition[]; sums: Sum[]; depth: number } {
  const longest = columns.reduce((most, { length }) => Math.max(most, length), 1);
  const sharing = new Sharing(columns, inputs, Math.ceil(Math.log2(longest)) + slack);
  return sharing.run();
}

/** A signal, another one so many places higher or lower, added or subtracted. */
interface Pair {
  readonly first: number;
  readonly second: number;
  readonly shift: number;
  readonly sign: 1 | -1;
}

/** More than any matrix within the limits needs; a pair is then a whole number below 2^53. */
const signalLimit = 2 ** 20;
const shiftLimit = 2 ** 11;

function pairOf(a: Term, b: Term): number {
  const isOrdered = a.signal < b.signal || (a.signal === b.signal && a.power <= b.power);
  const [first, second] = isOrdered ? [a, b] : [b, a];
  const shift = second.power - first.power + shiftLimit / 2;
  const sign = a.sign === b.sign ? 0 : 1;
  return ((first.signal * signalLimit + second.signal) * shiftLimit + shift) * 2 + sign;
}

function readPair(pair: number): Pair {
  const shifted = Math.floor(pair / 2);
  const signals = Math.floor(shifted / shiftLimit);
  const first = Math.floor(signals / signalLimit);
  return {
    first,
    second: signals - first * signalLimit,
    shift: shifted - signals * shiftLimit - shiftLimit / 2,
    sign: pair === 2 * shifted ? 1 : -1,
  };
}

class Sharing {
  readonly #columns: Term[][];
  readonly #inputs: number;
  readonly #deepest: number;
  readonly #additions: Addition[] = [];
  readonly #depths: number[];
  readonly #counts: PairCounts;
  /** The columns in which a signal occurs; some in which it does no longer. */
  readonly #columnsOf: Set<number>[];

  constructor(columns: readonly (readonly Term[])[], inputs: number, deepest: number) {
    this.#columns = columns.map((column) => [...column]);
    this.#inputs = inputs;
    this.#deepest = deepest;
    this.#depths = new Array<number>(inputs).fill(0);
    this.#columnsOf = Array.from({ length: inputs }, () => new Set<number>());
    this.#counts = new PairCounts((pair) => this.#depthOf(readPair(pair)));
  }

  run(): { additions: Addition[]; sums: Sum[]; depth: number } {
    this.#columns.forEach((column, at) => {
      column.forEach((term, i) => {
        this.#columnsOf[term.signal].add(at);
        for (let k = 0; k < i; k++) this.#counts.add(pairOf(column[k], term));
      });
    });
    this.#counts.offerAll();
    for (;;) {
      const most = this.#counts.mostFrequent();
      if (most === null) break;
      this.#share(readPair(most));
    }
    const sums = this.#columns.map((column) => this.#sumOf(column));
    const depth = sums.reduce(
      (most, sum) => Math.max(most, sum ? this.#depths[sum.signal] + Number(sum.isNegated) : 0),
      0,
    );
    return { additions: this.#additions, sums, depth };
  }

  #depthOf({ first, second }: { first: number; second: number }): number {
    return Math.max(this.#depths[first], this.#depths[second]) + 1;
  }

  /** Whether a pair may become a signal. */
  #isShallow(a: Term, b: Term): boolean {
    return this.#depthOf({ first: a.signal, second: b.signal }) <= this.#deepest;
  }

  #share(pair: Pair): void {
    const { first, second, shift, sign } = pair;
    const others = this.#columnsOf[second];
    const found = [...this.#columnsOf[first]]
      .filter((at) => others.has(at))
      .flatMap((at) => occurrences(this.#columns[at], pair).map(([a, b]) => ({ at, a, b })));
    const left = { signal: first, shift: Math.max(0, -shift) };
    const right = { signal: second, shift: Math.max(0, shift) };
    // a - b or b - a: what fewer sums must subtract.
    const isTurned = sign === -1 && found.filter(({ a }) => a.sign === -1).length * 2 > found.length;
    const signal = this.#add({
      ...(isTurned ? { left: right, right: left } : { left, right }),
      isDifference: sign === -1,
    });
    for (const { at, a, b } of found) {
      const term = { signal, power: Math.min(a.power, b.power), sign: isTurned ? b.sign : a.sign };
      this.#replace(at, a, b, term);
    }
  }

  #replace(at: number, a: Term, b: Term, by: Term): void {
    const column = this.#columns[at];
    for (const gone of [a, b]) {
      column.splice(column.indexOf(gone), 1);
      for (const term of column) if (this.#isShallow(gone, term)) this.#counts.decrease(pairOf(gone, term));
    }
    for (const term of column) if (this.#isShallow(term, by)) this.#counts.increase(pairOf(term, by));
    column.push(by);
    this.#columnsOf[by.signal].add(at);
  }

  #add(addition: Addition): number {
    const { left, right } = addition;
    this.#depths.push(this.#depthOf({ first: left.signal, second: right.signal }));
    this.#columnsOf.push(new Set<number>());
    return this.#additions.push(addition) - 1 + this.#inputs;
  }

  /** Adds up what is left, the terms with the fewest adders behind them first. */
  #sumOf(column: readonly Term[]): Sum {
    if (column.length === 0) return null;
    const terms = [...column].sort((a, b) => this.#order(a, b));
    while (terms.length > 1) {
      const [a, b] = terms.splice(0, 2);
      const sum = this.#joined(a, b);
      const place = terms.findIndex((term) => this.#order(sum, term) < 0);
      terms.splice(place < 0 ? terms.length : place, 0, sum);
    }
    const [{ signal, power, sign }] = terms;
    return { signal, shift: power, isNegated: sign === -1 };
  }

  #order(a: Term, b: Term): number {
    return this.#depths[a.signal] - this.#depths[b.signal] || a.power - b.power || a.signal - b.signal;
  }

  #joined(a: Term, b: Term): Term {
    // What is subtracted stands on the right; of two negative terms the sum is negative.
    const [left, right] = a.sign === -1 && b.sign === 1 ? [b, a] : [a, b];
    const power = Math.min(a.power, b.power);
    const signal = this.#add({
      left: { signal: left.signal, shift: left.power - power },
      right: { signal: right.signal, shift: right.power - power },
      isDifference: left.sign !== right.sign,
    });
    return { signal, power, sign: left.sign };
  }
}

/** The places of a pair in a sum; a term is part of one only. The term of the pair's first signal comes first. */
function occurrences(column: readonly Term[], { first, second, shift, sign }: Pair): [Term, Term][] {
  const seconds = column.filter(({ signal }) => signal === second);
  const used = new Set<Term>();
  const found: [Term, Term][] = [];
  for (const a of column) {
    if (a.signal !== first || used.has(a)) continue;
    const b = seconds.find(
      (term) =>
        term !== a && term.power === a.power + shift && term.sign === a.sign * sign && !used.has(term),
    );
    if (!b) continue;
    used.add(a).add(b);
    found.push([a, b]);
  }
  return found;
}
