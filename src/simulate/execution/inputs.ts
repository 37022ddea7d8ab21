import { fractionBits, fromDouble, type FixedType } from '../../hls/index.js';
import type { BlockValues } from '../block-values.js';
import type { TensorSignal } from '../pieces/piece.js';
import { heldByDoubles, quantizeDoubles } from '../quantize-doubles.js';
import { lanesFor, rangeOf } from '../wasm/conversion.js';
import { blockSamples } from '../wasm/storage.js';

/** One input of the network: some columns of the session's inputs, under one type after another. */
export class InputTensor {
  private bounds: Float64Array | null = null;

  /**
   * @param inputs `[samples, columns]`, row-major.
   * @param first the first of `features` columns that are this input.
   */
  constructor(
    private readonly inputs: Float64Array,
    private readonly columns: number,
    private readonly first: number,
    readonly features: number,
  ) {}

  /**
   * null where the type needs more than 64 bits. The inputs' own range is often less than their type's: where the
   * least and the greatest are inside the type, so are all others, between what these two become.
   */
  signal(type: FixedType): TensorSignal | null {
    const { features } = this;
    const fraction = fractionBits(type);
    const whole = rangeOf(type);
    const [least, greatest] = (this.bounds ??= this.measure());
    const scale = 2 ** fraction;
    const inside = least! * scale >= whole.min + 1 && greatest! * scale <= whole.max - 1;
    const [min, max] = [least!, greatest!].map((value) => Number(inside ? fromDouble(value, type) : 0n));
    const range = inside ? { min: min!, max: max! } : whole;
    const storage = lanesFor(range);
    return storage && { fraction, range, features, storage };
  }

  /** Quantises a block of samples; those that only fill the last block become zero. */
  fill(block: number, type: FixedType, to: BlockValues): void {
    const start = block * blockSamples;
    const samples = Math.min(blockSamples, this.inputs.length / this.columns - start);
    const doubles = heldByDoubles(type);
    const column = new Float64Array(samples);
    const raw = new Float64Array(samples);
    for (let feature = 0; feature < this.features; feature++) {
      const from = start * this.columns + this.first + feature;
      for (let sample = 0; sample < samples; sample++) {
        column[sample] = this.inputs[from + sample * this.columns]!;
      }
      const at = feature * blockSamples;
      if (doubles && (to instanceof Int16Array || to instanceof Int32Array)) {
        to.set(quantizeDoubles(column, type, raw), at);
      } else {
        column.forEach((value, sample) => {
          to[at + sample] = fromDouble(value, type);
        });
      }
    }
  }

  /** The least and the greatest value, zero among them; unbounded where one is no number. */
  private measure(): Float64Array {
    let [least, greatest] = [0, 0];
    for (let row = this.first; row < this.inputs.length; row += this.columns) {
      for (let at = row; at < row + this.features; at++) {
        const value = this.inputs[at]!;
        if (Number.isNaN(value)) return Float64Array.of(-Infinity, Infinity);
        if (value < least) least = value;
        if (value > greatest) greatest = value;
      }
    }
    return Float64Array.of(least, greatest);
  }
}
