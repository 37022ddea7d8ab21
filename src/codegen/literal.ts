/**
 * The shortest decimal that reads back as the same double, with a point or an exponent in it so that C++ reads
 * a double and no integer. JavaScript's own spelling is the shortest (ECMA-262, Number::toString).
 */
export function literal(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
