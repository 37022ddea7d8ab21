import { formatFixedType, fractionBits, fromDouble, type FixedType } from '../../hls/index.js';
import type { BlockValues } from '../block-values.js';
import type { TensorSignal } from '../pieces/piece.js';
import { heldByDoubles, quantizeDoubles } from '../quantize-doubles.js';
import { lanesFor, rangeOf } from '../wasm/conversion.js';
import { blockSamples } from '../wasm/storage.js';

/** One input of the network: some columns of the session's inputs, under one type after another. */
export class InputTensor {
  private range: { readonly type: string; readonly signal: TensorSignal | null } | null = null;

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

  /** null where the type needs more than 64 bits. The inputs' own range is often less than their type's. */
  signal(type: FixedType): TensorSignal | null {
    const key = formatFixedType(type);
    if (this.range?.type !== key) this.range = { type: key, signal: this.measure(type) };
    return this.range.signal;
  }

  /** Quantises a block of samples; those that only fill the last block become zero. */
  fill(block: number, type: FixedType, to: BlockValues): void {
    const start = block * blockSamples;
    const samples = Math.min(blockSamples, this.inputs.length / this.columns - start);
    const column = new Float64Array(samples);
    const raw = new Float64Array(samples);
    for (let feature = 0; feature < this.features; feature++) {
      for (let sample = 0; sample < samples; sample++) {
        column[sample] = this.inputs[(start + sample) * this.columns + this.first + feature]!;
      }
      const at = feature * blockSamples;
      if (to instanceof Int16Array || to instanceof Int32Array) {
        to.set(quantizeDoubles(column, type, raw), at);
      } else {
        column.forEach((value, sample) => {
          to[at + sample] = fromDouble(value, type);
        });
      }
    }
  }

  private measure(type: FixedType): TensorSignal | null {
    const fraction = fractionBits(type);
    const { features } = this;
    if (!heldByDoubles(type)) {
      const range = rangeOf(type);
      const storage = lanesFor(range);
      return storage && { fraction, range, features, storage };
    }
    let [min, max] = [0, 0];
    const raw = new Float64Array(this.columns);
    for (let at = 0; at < this.inputs.length; at += this.columns) {
      quantizeDoubles(this.inputs.subarray(at, at + this.columns), type, raw);
      for (let feature = this.first; feature < this.first + features; feature++) {
        if (raw[feature]! < min) min = raw[feature]!;
        if (raw[feature]! > max) max = raw[feature]!;
      }
    }
    const range = { min, max };
    return { fraction, range, features, storage: lanesFor(range)! };
  }
}
