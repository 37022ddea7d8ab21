/** One nonzero digit of a number in canonical signed digits: plus or minus 2^power. */
export interface SignedDigit {
  readonly power: number;
  readonly sign: 1 | -1;
}

/**
 * The canonical signed digits of an integer, the lowest first: no two neighbours are nonzero, and no other signed-digit
 * form has fewer (Reitwiesner, "Binary Arithmetic", 1960). 7 is 8 - 1.
 */
export function canonicalSignedDigits(value: bigint): SignedDigit[] {
  const digits: SignedDigit[] = [];
  let rest = value;
  for (let power = 0; rest !== 0n; power++) {
    if (rest & 1n) {
      // Minus one where that makes the next digit zero.
      const sign = (rest & 3n) === 3n ? -1 : 1;
      digits.push({ power, sign });
      rest -= BigInt(sign);
    }
    rest >>= 1n;
  }
  return digits;
}
