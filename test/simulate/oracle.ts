import { fromDouble, type FixedType, type LayerGraph, type PrecisionAssignment } from 'hlsmith/hls';
import { exactLayer } from '../../src/simulate/exact/index.js';
import { resolve, size } from '../../src/simulate/network.js';

/** Raw outputs by the exact evaluator, `[samples, outputs]`; of several outputs, the first. */
export function exactOutputs(
  graph: LayerGraph,
  inputs: Float64Array,
  assignment: PrecisionAssignment = new Map<string, FixedType>(),
  until: 'logits' | 'outputs' = 'outputs',
): bigint[] {
  const { layers } = resolve(graph, assignment);
  const stops = until === 'logits' && layers.at(-1)?.layer.kind === 'softmax';
  const wanted = stops ? layers.at(-1)!.layer.inputs[0]!.name : graph.outputs[0]!.name;
  const run = layers.map(exactLayer);
  const columns = graph.inputs.reduce((sum, { shape }) => sum + size(shape), 0);
  return Array.from({ length: inputs.length / columns }, (_, sample) => {
    const tensors = new Map<string, readonly bigint[]>();
    let at = sample * columns;
    for (const { name, slot, shape } of graph.inputs) {
      const values = inputs.subarray(at, (at += size(shape)));
      const type = assignment.get(slot.typedef) ?? slot.type;
      tensors.set(
        name,
        Array.from(values, (x) => fromDouble(x, type)),
      );
    }
    layers.forEach(({ layer }, index) => {
      const read = layer.inputs.map(({ name }) => tensors.get(name)!);
      tensors.set(layer.output.name, run[index]!(read));
    });
    return tensors.get(wanted)!;
  }).flat();
}
