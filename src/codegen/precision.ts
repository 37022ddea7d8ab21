import { problem } from '../diagnostics/index.js';
import { fixedType, fractionBits, resolution, type FixedType } from '../hls/index.js';
import type { NdArray, Precision } from '../nn/index.js';
import { configuredType, sectionsFor, type LayerConfiguration } from './configuration.js';
import { extentOf, hull, integerBitsFor, isBounded, type Interval } from './interval.js';
import type { LayerContext, LayerDescription, LayerRange } from './kinds/kind.js';
import type { LoweredLayer } from './lower/index.js';
import { checkPrecision, widest, type ResolvedOptions } from './options.js';

/**
 * The types of one layer. In this order: what the configuration asks for; what the model's file fixes; what is usual
 * for the kind; the precision for everything, or with `infersPrecision` one that nothing can overflow.
 *
 * A layer whose file fixes its weights gets accumulators and results that round nothing, as the framework that
 * trained it computes, and a ReLU behind it rounds nothing either.
 */
export class LayerPrecision {
  readonly sections: readonly LayerConfiguration[];
  readonly #layer: LoweredLayer;
  readonly #options: ResolvedOptions;

  readonly #seen: Interval | undefined;

  /** @param seen where its results lay on data, if there are some. */
  constructor(layer: LoweredLayer, options: ResolvedOptions, seen?: Interval) {
    this.#layer = layer;
    this.#options = options;
    this.#seen = seen;
    this.sections = sectionsFor(options.configuration, layer);
  }

  readonly type: LayerContext['type'] = (key, usual) =>
    this.#asked(key, { named: usual !== undefined }) ?? usual ?? this.#options.precision;

  readonly constantType: LayerContext['constantType'] = (key, values) => {
    const { precision } = this.#options;
    const type = this.#asked(key) ?? (this.#infers(key) ? holding(values, precision) : precision);
    if (Math.max(type.integer, fractionBits(type)) <= widest) return type;
    const { low, high } = extentOf(values.data);
    const largest = Math.max(-low, high);
    const reason = `its constants (${key}) reach up to ${largest}, for which there is no type`;
    throw problem('codegen.bad-layer', { layer: this.#layer.name, reason });
  };

  readonly accumulatorType: LayerContext['accumulatorType'] = () =>
    this.#asked('accum') ?? (this.#infers('accum') || this.#isExact ? null : this.#options.precision);

  /** The accumulator that was left to be inferred: of products and sums that lose no bit. */
  inferredAccumulator({ accumulated, result }: LayerRange, { exactFraction }: LayerDescription): FixedType {
    const { precision } = this.#options;
    const isResult = accumulated === result;
    const range = this.#seen && isResult ? twice(this.#seen) : hull(accumulated ?? []);
    const fraction = exactFraction ?? fractionBits(precision);
    return isHeld(range, fraction) ? fitting(range, fraction, true) : precision;
  }

  /**
   * @param accumulator where there is one, since an exact result is what it holds.
   * @param isExactInput whether its input is as the model's file has it
   */
  resultType(
    { result, hasHiddenState }: LayerRange,
    { result: usual, onlyClips }: LayerDescription,
    input: FixedType | undefined,
    accumulator: FixedType | undefined,
    isExactInput: boolean,
  ): FixedType {
    const asked = this.#asked('result');
    if (asked) return asked;
    if (usual === 'input' || usual === 'inputTypedef') return input ?? this.#options.precision;
    if (usual) return usual;
    if (this.#isExact && accumulator) return accumulator;
    const { precision } = this.#options;
    const range = this.#seen && !hasHiddenState ? twice(this.#seen) : hull(result);
    if (onlyClips && isExactInput && input && isHeld(range, fractionBits(input)))
      return fitting(range, fractionBits(input), range.low < 0);
    if (!this.#infers('result')) return precision;
    const fraction = fractionBits(precision);
    return isHeld(range, fraction) ? fitting(range, fraction, range.low < 0) : precision;
  }

  /** Whether the configuration names a type itself, and not one for the whole layer. */
  names(key: string): boolean {
    return configuredType(this.sections, key, { named: true }) !== undefined;
  }

  get inputType(): FixedType {
    return this.#asked('result') ?? this.#options.precision;
  }

  /** Whether its result is what the framework that trained the model computes, as far as its inputs are. */
  get hasExactResult(): boolean {
    return this.#isExact || this.#layer.precisions?.result !== undefined;
  }

  get #isExact(): boolean {
    return this.#layer.precisions?.weight !== undefined;
  }

  #asked(key: string, how?: { named: boolean }): FixedType | undefined {
    const type = configuredType(this.sections, key, how);
    if (type !== undefined && type !== 'auto') {
      checkPrecision(type);
      return type;
    }
    const fixed = this.#layer.precisions?.[key as keyof LoweredLayer['precisions']] as Precision | undefined;
    return fixed && asFixedType(fixed);
  }

  #infers(key: string): boolean {
    return this.#options.infersPrecision || configuredType(this.sections, key) === 'auto';
  }
}

/** A type of the model's file, in the words of HLS. */
function asFixedType({ signed, width, integer, quantization, overflow }: Precision): FixedType {
  return fixedType(signed, width, integer, { quantization, overflow });
}

/** Data that are not those of the profile may be somewhat larger. */
function twice({ low, high }: Interval): Interval {
  return { low: 2 * low, high: 2 * high };
}

/** Whether there is a type for a range; for squares of squares there soon is none. */
function isHeld(range: Interval, fraction: number): boolean {
  return isBounded(range) && integerBitsFor(range, true) <= widest && fraction <= widest;
}

/** The narrowest type with so many fraction bits that holds an interval; at least one bit. */
function fitting(range: Interval, fraction: number, signed: boolean): FixedType {
  const isSigned = signed || range.low < 0;
  const integer = Math.max(integerBitsFor(range, isSigned), 1 - fraction, isSigned ? 1 : 0);
  return fixedType(isSigned, integer + fraction, integer);
}

/** Of the largest constant. */
const tinyBits = 8;

/** A precision with more bits where constants need them. */
function holding({ data }: NdArray, precision: FixedType): FixedType {
  const { low, high } = extentOf(data);
  const range = { low: Math.min(0, low), high: Math.max(0, high) };
  const signed = precision.signed || range.low < 0;
  const integer = Math.max(precision.integer, integerBitsFor(range, signed));
  const largest = Math.max(-range.low, range.high);
  // Constants that are all far below the last bit are given some bits of their own.
  const fraction =
    largest > 0 && largest < resolution(precision)
      ? Math.ceil(-Math.log2(largest)) + tinyBits
      : fractionBits(precision);
  const width = integer + fraction;
  return precision.isInteger && fraction === 0
    ? { ...precision, signed, width, integer }
    : { ...precision, isInteger: false, signed, width, integer };
}
