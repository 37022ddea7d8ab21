import { problem } from '../../diagnostics/index.js';
import type { ModelLayer } from '../../nn/index.js';

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

export function badLayer(layer: ModelLayer, reason: string): Error {
  return problem('codegen.bad-layer', { layer: layer.name, reason });
}
