/** The axes of an Einstein sum of two tensors, as letters, without that of the batch. */
export interface Equation {
  readonly left: string;
  readonly right: string;
  readonly result: string;
  /** In both tensors and the result. */
  readonly inPlace: string;
  /** In one tensor and the result, in the result's order. */
  readonly leftOnly: string;
  readonly rightOnly: string;
  /** What the result lacks: those of the left tensor in its order, then the others. */
  readonly summed: string;
}

/**
 * @param equation of the forward pass, the batch's letter first: `abc,cd->abd`
 * @param batched the tensors that have a batch
 */
export function equationOf(equation: string, batched: 'left' | 'both'): Equation {
  const [operands, whole] = equation.split('->');
  const [first, second] = operands.split(',');
  const left = first.slice(1);
  const right = batched === 'both' ? second.slice(1) : second;
  const result = whole.slice(1);
  const those = (letters: string, wanted: (letter: string) => boolean): string =>
    [...letters].filter(wanted).join('');
  const inLeft = (letter: string): boolean => left.includes(letter);
  const inRight = (letter: string): boolean => right.includes(letter);
  const inResult = (letter: string): boolean => result.includes(letter);
  return {
    ...{ left, right, result },
    inPlace: those(result, (letter) => inLeft(letter) && inRight(letter)),
    leftOnly: those(result, (letter) => inLeft(letter) && !inRight(letter)),
    rightOnly: those(result, (letter) => !inLeft(letter) && inRight(letter)),
    summed: those(left + those(right, (letter) => !inLeft(letter)), (letter) => !inResult(letter)),
  };
}

/** How long each axis is; undefined where the tensors do not agree, or a letter occurs twice in one. */
export function lengthsOf(
  { left, right, result }: Equation,
  shapes: readonly [readonly number[], readonly number[]],
): ReadonlyMap<string, number> | undefined {
  const lengths = new Map<string, number>();
  for (const [index, letters] of [left, right].entries()) {
    const shape = shapes[index];
    if (letters.length !== shape.length || new Set(letters).size < letters.length) return undefined;
    for (const [axis, letter] of [...letters].entries()) {
      if ((lengths.get(letter) ?? shape[axis]) !== shape[axis]) return undefined;
      lengths.set(letter, shape[axis]);
    }
  }
  const isKnown = [...result].every((letter) => lengths.has(letter));
  return isKnown && new Set(result).size === result.length ? lengths : undefined;
}

/** Lengths of some axes, in the order of their letters. */
export function extentsOf(letters: string, lengths: ReadonlyMap<string, number>): number[] {
  return Array.from(letters, (letter) => lengths.get(letter) ?? 1);
}

/** Which axis of `from` each of the letters of `to` is. */
export function permutation(from: string, to: string): number[] {
  return Array.from(to, (letter) => from.indexOf(letter));
}
