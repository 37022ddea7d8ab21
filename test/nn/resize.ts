/** Images of one channel of bytes, made smaller with the Lanczos window of three lobes, as Pillow does it. */
export function resize(images: Uint8Array, from: number, to: number): Uint8Array {
  const count = images.length / (from * from);
  const weights = coefficients(from, to);
  const result = new Uint8Array(count * to * to);
  const narrow = new Uint8Array(from * to);
  for (let image = 0; image < count; image++) {
    const pixel = (row: number, column: number): number => images[(image * from + row) * from + column];
    for (let row = 0; row < from; row++) {
      for (let column = 0; column < to; column++) {
        narrow[row * to + column] = mixed(weights[column], (at) => pixel(row, at));
      }
    }
    for (let row = 0; row < to; row++) {
      for (let column = 0; column < to; column++) {
        result[(image * to + row) * to + column] = mixed(weights[row], (at) => narrow[at * to + column]);
      }
    }
  }
  return result;
}

interface Weights {
  readonly first: number;
  readonly values: readonly number[];
}

const mixed = ({ first, values }: Weights, pixel: (at: number) => number): number =>
  Math.max(
    0,
    Math.min(255, Math.floor(values.reduce((sum, weight, at) => sum + weight * pixel(first + at), 0.5))),
  );

function coefficients(from: number, to: number): Weights[] {
  const scale = from / to;
  const support = 3 * scale;
  return Array.from({ length: to }, (_, index) => {
    const centre = (index + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(from, Math.trunc(centre + support + 0.5));
    const raw = Array.from({ length: end - first }, (_, at) => lanczos((first + at - centre + 0.5) / scale));
    const sum = raw.reduce((a, b) => a + b);
    return { first, values: raw.map((value) => value / sum) };
  });
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const lanczos = (x: number): number => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0);
