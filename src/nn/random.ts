/** A seeded source of random numbers: the same seed gives the same numbers on every machine. */
export class Random {
  private state: number;
  private spare: number | undefined;

  constructor(seed: number) {
    this.state = seed >>> 0;
    // Neighbouring seeds start out alike; a few steps part them.
    for (let step = 0; step < 8; step++) this.uniform();
  }

  /** From 0 (included) to 1, by mulberry32 (Tommy Ettinger; public domain). */
  uniform(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  /** From the standard normal distribution, by the polar method of Marsaglia. */
  normal(): number {
    if (this.spare !== undefined) {
      const value = this.spare;
      this.spare = undefined;
      return value;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square === 0 || square >= 1) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      this.spare = y * scale;
      return x * scale;
    }
  }

  /** A whole number from 0 to `limit - 1`. */
  below(limit: number): number {
    return Math.floor(this.uniform() * limit);
  }

  /** Puts the values into random order, in place (Fisher and Yates). */
  shuffle(values: Int32Array): void {
    for (let index = values.length - 1; index > 0; index--) {
      const other = this.below(index + 1);
      [values[index], values[other]] = [values[other], values[index]];
    }
  }
}
