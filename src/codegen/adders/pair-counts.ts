/**
 * How often each pair of terms occurs, and which occurs most. Pairs are whole numbers up to 2^53; what they mean is not
 * known here. A table of our own, since a Map of millions of such keys takes ten times as long.
 */
export class PairCounts {
  #pairs = new Float64Array(1 << 12).fill(-1);
  #counts = new Int32Array(1 << 12);
  #taken = 0;
  /** By count, then by depth: pairs that had that count once. */
  readonly #buckets: (number[] | undefined)[][] = [];
  readonly #depthOf: (pair: number) => number;

  /** @param depthOf which of two pairs that occur equally often is preferred: that with the smaller number. */
  constructor(depthOf: (pair: number) => number) {
    this.#depthOf = depthOf;
  }

  /** Before the first question: once more, which is not yet a candidate. */
  add(pair: number): void {
    this.#counts[this.#slot(pair)]++;
  }

  /** Makes candidates of all that were added. */
  offerAll(): void {
    this.#pairs.forEach((pair, slot) => {
      if (this.#counts[slot] > 1) this.#offer(pair, this.#counts[slot]);
    });
  }

  increase(pair: number): void {
    const count = ++this.#counts[this.#slot(pair)];
    if (count > 1) this.#offer(pair, count);
  }

  decrease(pair: number): void {
    this.#counts[this.#slot(pair)]--;
  }

  /** The pair that occurs most often; null when none occurs twice. */
  mostFrequent(): number | null {
    while (this.#buckets.length > 2) {
      const count = this.#buckets.length - 1;
      const pair = this.#take(count);
      if (pair === undefined) {
        this.#buckets.pop();
        continue;
      }
      const now = this.#counts[this.#slot(pair)];
      if (now === count) return pair;
      // It has become rarer since it was put here. Where it has become more frequent, it stands there too.
      if (now > 1 && now < count) this.#offer(pair, now);
    }
    return null;
  }

  #offer(pair: number, count: number): void {
    while (this.#buckets.length <= count) this.#buckets.push([]);
    const depth = this.#depthOf(pair);
    (this.#buckets[count][depth] ??= []).push(pair);
  }

  #take(count: number): number | undefined {
    const shallowest = this.#buckets[count].find((pairs) => pairs !== undefined && pairs.length > 0);
    return shallowest?.pop();
  }

  /** Where a pair stands, or may stand: open addressing, linear probing, at most half full. */
  #slot(pair: number): number {
    const slot = find(this.#pairs, pair);
    if (this.#pairs[slot] === pair) return slot;
    this.#pairs[slot] = pair;
    this.#taken++;
    if (2 * this.#taken <= this.#pairs.length) return slot;
    this.#grow();
    return find(this.#pairs, pair);
  }

  #grow(): void {
    const pairs = new Float64Array(2 * this.#pairs.length).fill(-1);
    const counts = new Int32Array(pairs.length);
    this.#pairs.forEach((pair, from) => {
      if (pair < 0) return;
      const to = find(pairs, pair);
      pairs[to] = pair;
      counts[to] = this.#counts[from];
    });
    this.#pairs = pairs;
    this.#counts = counts;
  }
}

function find(pairs: Float64Array, pair: number): number {
  const mask = pairs.length - 1;
  const high = Math.floor(pair / 2 ** 32);
  const low = (pair - high * 2 ** 32) | 0;
  let hash = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
  hash ^= hash >>> 15;
  let slot = Math.imul(hash, 0xc2b2ae35) & mask;
  while (pairs[slot] !== pair && pairs[slot] !== -1) slot = (slot + 1) & mask;
  return slot;
}
