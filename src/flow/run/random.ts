import { createHash } from 'node:crypto';

/** A step's own seed: the same wherever and whenever the step runs. */
export function seedOf(runSeed: number, step: string): number {
  return createHash('sha256').update(`${runSeed}\n${step}`).digest().readUInt32LE();
}

/** Uniform numbers in [0, 1) with 32 bits: sfc32 (Doty-Humphrey, PractRand), seeded with one word. */
export function randomFrom(seed: number): () => number {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, seed | 0, 1];
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}
