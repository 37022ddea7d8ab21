import { problem } from '../diagnostics/index.js';
import type { Model, ModelLayer, NdArray } from '../nn/index.js';
import { extentOf, type Extent } from './interval.js';

/**
 * Checks what every model must hold before C++ is made of it: a reader's fault must not become a kernel that
 * compiles and computes something else.
 *
 * @throws codegen.bad-model, codegen.bad-layer
 */
export function checkModel(model: Model): void {
  const bad = (reason: string): Error => problem('codegen.bad-model', { model: model.name, reason });
  const seen = new Map<string, ModelLayer>();
  for (const layer of model.layers) {
    if (seen.has(layer.name)) throw bad(`two layers are called ${quoted(layer.name)}`);
    checkLayer(layer, seen);
    seen.set(layer.name, layer);
  }
  if (model.inputs.length === 0) throw bad('it has no inputs');
  if (model.outputs.length === 0) throw bad('it has no outputs');
  for (const name of model.inputs) {
    if (seen.get(name)?.kind !== 'input') throw bad(`its input ${quoted(name)} is no input layer`);
  }
  const inputs = model.layers.filter(({ kind }) => kind === 'input').length;
  if (inputs !== new Set(model.inputs).size)
    throw bad(`it has ${inputs} input layers, and not all are inputs`);
  for (const name of model.outputs) {
    const layer = seen.get(name);
    if (!layer) throw bad(`its output ${quoted(name)} is no layer`);
    if (layer.kind === 'input') throw bad(`its output ${quoted(name)} is an input`);
  }
  if (new Set(model.outputs).size < model.outputs.length) throw bad('an output is named twice');
}

function checkLayer(layer: ModelLayer, before: ReadonlyMap<string, ModelLayer>): void {
  const bad = (reason: string): Error => problem('codegen.bad-layer', { layer: layer.name, reason });
  const { outputShape: shape } = layer;
  if (shape.length === 0 || !shape.every((size) => Number.isSafeInteger(size) && size > 0)) {
    throw bad(`its result has shape [${shape.join(', ')}], and every size must be a positive integer`);
  }
  const missing = layer.inputs.find((name) => !before.has(name));
  if (missing !== undefined) throw bad(`it reads ${quoted(missing)}, which is no layer before it`);
  if (layer.kind !== 'input' && layer.inputs.length === 0) throw bad('it reads no layer');
}

function quoted(name: string): string {
  return JSON.stringify(name);
}

/** @throws codegen.bad-layer if a weight is NaN or infinite: no type holds it. */
export function finiteExtent(layer: { readonly name: string }, { data }: NdArray): Extent {
  const extent = extentOf(data);
  if (extent.isFinite) return extent;
  const at = data.findIndex((value) => !Number.isFinite(value));
  throw problem('codegen.bad-layer', { layer: layer.name, reason: `its weight number ${at} is ${data[at]}` });
}
