import { problem } from '../../diagnostics/index.js';
import type { ModelLayer, NdArray } from '../../nn/index.js';

/**
 * Throws unless the layer reads one other and its declared result has the shape that it computes: the arrays of
 * the C++ take their sizes from the declared shapes, so that a wrong one would be written past its end.
 *
 * @throws codegen.bad-layer
 */
export function checkOneInput(
  layer: ModelLayer,
  inputShapes: readonly (readonly number[])[],
  result: readonly number[],
): void {
  const reads = inputShapes.length;
  if (reads !== 1) throw badLayer(layer, `it reads ${reads} layers instead of one`);
  const declared = layer.outputShape.join('x');
  const computed = result.join('x');
  if (declared !== computed)
    throw badLayer(layer, `it computes a result of shape ${computed}, not ${declared}`);
}

/** @throws codegen.bad-layer unless the shape is that of a vector. */
export function checkVector(layer: ModelLayer, shape: readonly number[]): void {
  if (shape.length === 1) return;
  throw badLayer(layer, `its input has shape ${shape.join('x')}, and only vectors can be written yet`);
}

/** @throws codegen.bad-layer unless there are so many constants. */
export function checkCount(layer: ModelLayer, what: string, { data }: NdArray, count: number): void {
  if (data.length === count) return;
  throw badLayer(layer, `its ${what} has ${data.length} values instead of ${count}`);
}

/** As the model has them: what a precision rounds to 0 later is not counted, since precisions change. */
export function countNonzeros(values: NdArray['data']): number {
  let count = 0;
  for (const value of values) if (value !== 0) count++;
  return count;
}

export function badLayer(layer: ModelLayer, reason: string): Error {
  return problem('codegen.bad-layer', { layer: layer.name, reason });
}
