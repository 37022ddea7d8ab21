import { z } from 'zod';
import type { ModelLayer, NdArray } from '../../model.js';
import type { Part } from '../weights.js';

/** What a reader of one Keras layer class is given. */
export interface LayerContext {
  /** What the result should be called: as the file spells it, or that with a number for a further use. */
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** The major version of Keras. */
  readonly version: number;
  /** The layers that it reads, after dropped ones were skipped. */
  readonly inputs: readonly string[];
  /** The keyword under which each is passed, if any. */
  readonly keywords: readonly (string | undefined)[];
  /** The shapes of their results, without the batch axis. */
  readonly inputShapes: readonly (readonly number[])[];
  /**
   * A weight that must have this shape. Ask for them in the order in which Keras makes them.
   * @param name in an `.h5`; several where versions of Keras differ
   */
  weight(name: string | readonly string[], shape: readonly number[], part?: Part): NdArray;
  /** As `weight`, for integers. */
  integers(name: string, shape: readonly number[]): NdArray;
  refuse(reason: string): Error;
}

/** Turns a Keras layer into layers of ours, the result last; none when inference passes its input on unchanged. */
export type LayerReader = (layer: LayerContext) => readonly ModelLayer[];

const schemas = new WeakMap<z.ZodRawShape, z.ZodObject>();

/**
 * The options of a layer that a reader knows.
 * @param shape the same object each time for the kinds of layers that models have many of: schemas are made slowly
 */
export function options<S extends z.ZodRawShape>(layer: LayerContext, shape: S): z.infer<z.ZodObject<S>> {
  const schema = schemas.get(shape) ?? z.object(shape);
  schemas.set(shape, schema);
  // Used a few times: compiling it would take longer than it saves.
  const result = schema.safeParse(layer.config, { jitless: true });
  if (result.success) return result.data as z.infer<z.ZodObject<S>>;
  const [issue] = result.error.issues;
  throw layer.refuse(`has a wrong ${issue.path.join('.')} (${issue.message})`);
}

/** Counts of units, filters and places: whole, at least 1, and not absurd. */
export const count = z
  .number()
  .int()
  .positive()
  .max(2 ** 24);

/** As `count`, or 0. */
export const countOrZero = z
  .number()
  .int()
  .nonnegative()
  .max(2 ** 24);

/** One number for all axes, or one for each. */
export function perAxis(axes: number, entry: typeof count | typeof countOrZero = count) {
  return z
    .union([entry, z.array(entry).length(axes)])
    .transform((value) => (typeof value === 'number' ? new Array<number>(axes).fill(value) : value));
}

/**
 * The axis that a layer works on, counted from 0 without the batch axis.
 * @param axis counted with the batch axis, from the end where negative
 */
export function axisOf(layer: LayerContext, axis: number, shape: readonly number[]): number {
  const counted = axis < 0 ? shape.length + axis : axis - 1;
  if (Number.isInteger(axis) && counted >= 0 && counted < shape.length) return counted;
  throw layer.refuse(`works on axis ${axis} of a tensor of ${shape.length + 1} axes`);
}

export const zeros = (length: number): NdArray => ({ shape: [length], data: new Float32Array(length) });

/** The shape of the one input; of `axes` axes where that is asked for. */
export function shapeOf(layer: LayerContext, axes?: number): readonly number[] {
  const [shape] = layer.inputShapes;
  if (axes === undefined || shape.length === axes) return shape;
  throw layer.refuse(
    `reads a tensor of ${shape.length} axes where ${axes} are needed (without the batch axis)`,
  );
}

/** A value of the file, for a message. Keras writes a custom object as an object with its class. */
export function describe(value: unknown): string {
  const isObject = typeof value === 'object' && value !== null && 'class_name' in value;
  const text = isObject ? JSON.stringify(String(value.class_name)).slice(1, -1) : JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
