import { fromDouble, type FixedType, type LayerGraph, type PrecisionAssignment } from 'hlsmith/hls';
import { resolve, size } from '../../src/simulate/network.js';
import { exactLayer } from '../../src/simulate/reference.js';

/** Raw outputs by the exact evaluator, `[samples, outputs]`. */
export function exactOutputs(
  graph: LayerGraph,
  inputs: Float64Array,
  assignment: PrecisionAssignment = new Map<string, FixedType>(),
  until: 'logits' | 'outputs' = 'outputs',
): bigint[] {
  const layers = resolve(graph, assignment);
  const wanted = until === 'logits' && layers.at(-1)?.layer.kind === 'softmax' ? layers.slice(0, -1) : layers;
  const run = wanted.map(exactLayer);
  const input = graph.inputs[0]!;
  const type = assignment.get(input.slot.typedef) ?? input.slot.type;
  const features = size(input.shape);
  return Array.from({ length: inputs.length / features }, (_, sample) => {
    const raw = Array.from(inputs.subarray(sample * features, (sample + 1) * features), (x) =>
      fromDouble(x, type),
    );
    return run.reduce((values, layer) => layer(values), raw);
  }).flat();
}
