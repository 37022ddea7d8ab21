import type { LoweredLayer, LoweredModel } from './layers.js';

/**
 * An array has no shape in C++, so a model's result that is only another shape of what comes before it is that
 * array itself. Where the array is an input, or a result already, it is copied.
 */
export function withoutOutputReshapes(model: LoweredModel): LoweredModel {
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  const source = (name: string): string => {
    const layer = byName.get(name);
    return layer?.kind === 'reshape' ? source(layer.inputs[0]) : name;
  };
  const outputs: string[] = [];
  const copied = new Set<string>();
  for (const name of model.outputs) {
    const origin = source(name);
    const isTaken =
      outputs.includes(origin) || model.outputs.includes(origin) || byName.get(origin)?.kind === 'input';
    if (origin !== name && isTaken) copied.add(name);
    outputs.push(origin !== name && !isTaken ? origin : name);
  }
  const layers = model.layers.map((layer) =>
    copied.has(layer.name) && layer.kind === 'reshape'
      ? { ...layer, kind: 'activation' as const, activation: 'linear' as const }
      : layer,
  );
  return { ...model, outputs, layers: withoutUnread(layers, outputs) };
}

/** Leaves out other shapes that nothing reads any more. */
function withoutUnread(layers: readonly LoweredLayer[], outputs: readonly string[]): LoweredLayer[] {
  const read = new Set(outputs);
  const kept = layers.toReversed().filter(({ kind, name, inputs }) => {
    if (kind === 'reshape' && !read.has(name)) return false;
    for (const input of inputs) read.add(input);
    return true;
  });
  return kept.reverse();
}
