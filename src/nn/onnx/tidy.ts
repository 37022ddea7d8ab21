import type { Model, ModelLayer } from '../model.js';

/**
 * Without layers that nothing reads, and without reshapes that others undo or that change nothing: what comes of
 * taking the nodes one by one.
 */
export function tidied(model: Model): Model {
  const kept = new Map<string, ModelLayer>();
  const passed = new Map<string, string>();
  const outputs = new Set(model.outputs);
  const nameOf = (name: string): string => passed.get(name) ?? name;
  for (const layer of model.layers) {
    let inputs = layer.inputs.map(nameOf);
    if (layer.kind === 'reshape') {
      const before = kept.get(inputs[0])!;
      if (before.kind === 'reshape' && !outputs.has(before.name)) inputs = before.inputs.map(nameOf);
      const source = kept.get(inputs[0])!;
      const isSame = source.outputShape.join() === layer.outputShape.join();
      if (isSame && !(outputs.has(layer.name) && source.kind === 'input')) {
        passed.set(layer.name, source.name);
        continue;
      }
    }
    kept.set(layer.name, { ...layer, inputs });
  }
  const named = model.outputs.map(nameOf);
  const needed = new Set([...named, ...model.inputs]);
  const layers = [...kept.values()].reverse().filter((layer) => {
    if (!needed.has(layer.name)) return false;
    layer.inputs.forEach((input) => needed.add(input));
    return true;
  });
  return { ...model, outputs: named, layers: layers.reverse() };
}
