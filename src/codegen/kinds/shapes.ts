import { problem } from '../../diagnostics/index.js';
import type { NdArray } from '../../nn/index.js';
import { extentOf } from '../interval.js';
import type { LoweredLayer } from '../lower/layers.js';
import type { InputTensor } from './kind.js';

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * Throws unless the layer reads so many others and its declared result has the shape that it computes: the arrays of
 * the C++ take their sizes from the declared shapes, so that a wrong one would be written past its end.
 *
 * @throws codegen.bad-layer
 */
export function checkShapes(
  layer: LoweredLayer,
  inputs: readonly InputTensor[],
  result: readonly number[],
  reads = 1,
): void {
  if (inputs.length !== reads) {
    const expected = reads === 1 ? 'one' : String(reads);
    throw badLayer(layer, `it reads ${inputs.length} layers instead of ${expected}`);
  }
  const declared = layer.outputShape.join('x');
  const computed = result.join('x');
  if (declared !== computed)
    throw badLayer(layer, `it computes a result of shape ${computed}, not ${declared}`);
}

/** @throws codegen.bad-layer unless the shape has so many axes. */
export function checkRank(layer: LoweredLayer, shape: readonly number[], rank: number): void {
  if (shape.length === rank) return;
  const axes = rank === 1 ? 'a vector' : `a tensor of ${rank} axes`;
  throw badLayer(layer, `its input has shape ${shape.join('x')}, and it needs ${axes}`);
}

/** @throws codegen.bad-layer unless an array of constants has that shape and as many values. */
export function checkConstants(
  layer: LoweredLayer,
  what: string,
  { shape, data }: NdArray,
  expected: readonly number[],
): void {
  if (data.length !== sizeOf(expected))
    throw badLayer(layer, `its ${what} has ${data.length} values instead of ${sizeOf(expected)}`);
  if (shape.join() !== expected.join())
    throw badLayer(layer, `its ${what} has shape ${shape.join('x')} instead of ${expected.join('x')}`);
}

/** As the model has them: what a precision rounds to 0 later is not counted, since precisions change. */
export function countNonzeros(values: NdArray['data']): number {
  return values.length - extentOf(values).zeros;
}

export function badLayer(layer: LoweredLayer, reason: string): Error {
  return problem('codegen.bad-layer', { layer: layer.name, reason });
}
