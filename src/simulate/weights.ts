import { formatFixedType, type FixedType, type WeightArray } from '../hls/index.js';
import type { WeightSource } from './pieces/piece.js';
import { heldByDoubles, quantizeDoubles } from './quantize-doubles.js';

/** Types of one array that are remembered: a search goes down bit by bit, and sometimes comes back. */
const typesKept = 8;

/** Weights under every type that was asked for lately; the text they came from is read once. */
export class WeightCache implements WeightSource {
  private readonly arrays = new Map<WeightArray, { number: number; values: Float64Array; raw: RawByType }>();

  raw(array: WeightArray, type: FixedType): Float64Array | null {
    if (!heldByDoubles(type)) return null;
    const { values, raw } = this.entry(array);
    const key = formatFixedType(type);
    let found = raw.get(key);
    if (!found) {
      found = quantizeDoubles(values, type, new Float64Array(values.length));
      raw.set(key, found);
      const [oldest] = raw.keys();
      if (raw.size > typesKept) raw.delete(oldest!);
    }
    return found;
  }

  key(array: WeightArray, type: FixedType): string {
    return `${this.entry(array).number} ${formatFixedType(type)}`;
  }

  private entry(array: WeightArray): { number: number; values: Float64Array; raw: RawByType } {
    let entry = this.arrays.get(array);
    if (!entry) {
      entry = { number: this.arrays.size, values: array.values(), raw: new Map() };
      this.arrays.set(array, entry);
    }
    return entry;
  }
}

type RawByType = Map<string, Float64Array>;
