import { fractionBits, quantize, type FixedType } from '../../hls/index.js';
import type { Multiplier } from '../multipliers/index.js';
import type { Parameters } from '../pieces/elementwise.js';
import type { Piece, TensorSignal } from '../pieces/piece.js';
import { reduction } from '../pieces/reduction.js';
import { signalOf, type Range } from '../wasm/conversion.js';
import type { Table, Term, Terms } from '../wasm/terms.js';

/** Sums of approximate products: of a matrix, or of the windows of each channel. */
export interface ApproximateSum {
  readonly multiplier: Multiplier;
  readonly input: TensorSignal;
  readonly positions: number;
  readonly channels: number;
  readonly taps: number;
  /** `[positions, taps]`; -1 for zeros. */
  readonly features: Int32Array;
  /** Whether all channels read the same features. */
  readonly channelsShare: boolean;
  /** `[taps, channels]`, raw. */
  readonly weights: { readonly raw: Float64Array; readonly fraction: number; readonly key: string };
  readonly bias: { readonly raw: Float64Array; readonly type: FixedType; readonly key: string };
  readonly accumulator: FixedType;
  finish(terms: Terms, sum: Term): Term;
}

/** Entries of a table of products, beyond which they are computed where that is possible. */
const mostEntries = 2 ** 20;

/**
 * `acc = bias; acc += (accum_t)multiplier(x, w)`, in order. Products are looked up in a table, a row for each
 * weight that there is; wide operands have none, for them the model is computed.
 */
export function approximateSum(sum: ApproximateSum): Piece | null {
  const { multiplier, input, weights, bias, accumulator } = sum;
  // A double holds neither biases nor what they are added to.
  if (accumulator.width > 53) return null;
  const fraction = input.fraction + weights.fraction;
  const rows = [...new Set(weights.raw)].sort((a, b) => a - b);
  // Padding is zero, and multiplied too.
  const range = { min: Math.min(0, input.range.min), max: Math.max(0, input.range.max) };
  const columns = range.max - range.min + 1;
  const isTabled = multiplier.inLanes === null || rows.length * columns <= mostEntries;
  const found = isTabled ? tabled(sum, rows, range) : inLanes(sum);
  const start = bias.raw.map((raw) => Number(quantize(BigInt(raw), fractionBits(bias.type), accumulator)));
  const { positions, channels, taps, features, channelsShare } = sum;
  return reduction({
    ...{ positions, channels, taps, channelsShare },
    inputs: [{ signal: input, features }],
    weights: found.weights,
    tableKey: `${multiplier.name} ${range.min} ${range.max}`,
    start: { values: start, fraction: fractionBits(accumulator), key: bias.key },
    state: () => signalOf(accumulator),
    step(terms, state, [x], ...prepared) {
      const product = found.product(terms, { ...x!, fraction: 0 }, prepared);
      return terms.convert(
        terms.add(state, terms.convert({ ...product, fraction }, accumulator)),
        accumulator,
      );
    },
    finish: (terms, state) => sum.finish(terms, state),
  });
}

interface Products {
  readonly weights: readonly Parameters[];
  product(terms: Terms, x: Term, prepared: readonly Term[]): Term;
}

function tabled(
  { multiplier, weights }: ApproximateSum,
  rows: readonly number[],
  { min, max }: Range,
): Products {
  const columns = max - min + 1;
  const entries: bigint[] = [];
  const range = { min: 0, max: 0 };
  for (const weight of rows) {
    for (let x = min; x <= max; x++) {
      const product = multiplier.product(x, weight);
      range.min = Math.min(range.min, product);
      range.max = Math.max(range.max, product);
      entries.push(BigInt(product));
    }
  }
  const table: Table = { entries, fraction: 0, range };
  const starts = new Map(rows.map((weight, row) => [weight, row * columns - min]));
  const values = weights.raw.map((weight) => starts.get(weight)!);
  return {
    weights: [{ values, fraction: 0, key: `rows ${weights.key}` }],
    product(terms, x, [start]) {
      return terms.lookUp(terms.add(x, start!), table);
    },
  };
}

function inLanes({ multiplier, weights }: ApproximateSum): Products {
  const { prepare, product } = multiplier.inLanes!;
  const prepared = Array.from(weights.raw, (weight) => prepare(weight));
  const arrays = (prepared[0] ?? []).map((_, at) => Float64Array.from(prepared, (numbers) => numbers[at]!));
  return {
    weights: arrays.map((values, at) => ({
      values,
      fraction: 0,
      key: `${multiplier.name} ${at} ${weights.key}`,
    })),
    product,
  };
}
