import type { Precision } from '../model.js';

/** How weights were quantised: `data` is codes times scale. */
export interface Quantized {
  /** Holds each code exactly. */
  readonly codes: Precision;
  /** As many axes as the constant; an axis of length 1 is shared. */
  readonly scale: { readonly shape: readonly number[]; readonly data: Float64Array };
}

/** A tensor whose values are known: weights, shapes, options that are inputs. Row-major. */
export interface Constant {
  readonly shape: readonly number[];
  readonly data: Float64Array;
  /** Integers or truth values: their quotient is cut. */
  readonly isInteger: boolean;
  /** The number of its elements' type in the file: of importance for zero points. */
  readonly element?: number;
  readonly quantized?: Quantized;
}

/** What QuantizeLinear makes, until the DequantizeLinear that it must go into. */
export interface Codes {
  readonly scale: Constant;
  readonly zeroPoint: Constant;
  readonly precision: Precision;
}

/** A tensor that depends on the model's inputs, and the layer of ours that holds it. */
export interface Held {
  readonly layer: string;
  /** As the graph has it, with the axis of samples, of the length that the graph states; 1 where that is open. */
  readonly shape: readonly number[];
  /** The axis of samples; undefined where one sample is all that the tensor has. */
  readonly batch: number | undefined;
  /**
   * For each axis of the layer's result the axis of the tensor that it is, so that images lie channels last in ours.
   * -1 for an axis of length 1 of ours only; axes of length 1 of the tensor may be missing.
   */
  readonly order: readonly number[];
  /** The axis that counts channels, of images and sequences that convolutions and their like make or read. */
  readonly channels?: number | undefined;
  /** Where the one axis was made of several that lie in another order in ours: their lengths, then that order. */
  readonly inner?: { readonly shape: readonly number[]; readonly order: readonly number[] };
  /** Something else reads it too: its layer must stay as it is. */
  readonly isShared: boolean;
  readonly codes?: Codes;
}

export type Value = Constant | Held;

export const isHeld = (value: Value): value is Held => 'layer' in value;

/** All axes but that of samples. */
export function axesOf({ shape, batch }: Held): number[] {
  return [...shape.keys()].filter((axis) => axis !== batch);
}

/** The numbers of axes after a change. */
export function withAxes(
  value: Held,
  to: (axis: number) => number | undefined,
): Pick<Held, 'batch' | 'order' | 'channels'> {
  const { batch, channels } = value;
  return {
    batch: batch === undefined ? undefined : to(batch),
    order: value.order.map((axis) => (axis < 0 ? axis : (to(axis) ?? -1))),
    ...(channels === undefined ? {} : { channels: to(channels) }),
  };
}

/** The axes that matter for the order of the values. */
export function longAxes({ shape }: Held, order: readonly number[]): number[] {
  return order.filter((axis) => axis >= 0 && shape[axis] !== 1);
}

export const sameOrder = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((axis, at) => axis === b[at]);

/** Whether the values lie as in the tensor. */
export function isPlain(value: Held): boolean {
  return !value.inner && sameOrder(longAxes(value, value.order), longAxes(value, axesOf(value)));
}
