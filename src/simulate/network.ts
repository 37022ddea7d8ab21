import { problem } from '../diagnostics/index.js';
import type { FixedType, Layer, LayerGraph, PrecisionAssignment, TypeRole, TypeSlot } from '../hls/index.js';

/** A layer with the types that an assignment gives it. */
export interface ResolvedLayer {
  readonly layer: Layer;
  /** Index of the layer whose result it reads, or -1 for the network's input. */
  readonly source: number;
  readonly input: FixedType;
  readonly output: FixedType;
  /**
   * The type of a role.
   *
   * @throws `simulate.type-missing` where the config struct names none.
   */
  role(role: TypeRole): FixedType;
  /** A numeric constant of the config struct, or its default. */
  parameter(name: string, fallback: number): number;
}

/** Values of one sample in a tensor. */
export function size(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Applies an assignment to every precision of a graph. */
export function resolve(graph: LayerGraph, assignment: PrecisionAssignment): ResolvedLayer[] {
  const typeOf = (slot: TypeSlot): FixedType => assignment.get(slot.typedef) ?? slot.type;
  const writers = new Map(graph.layers.map((layer, index) => [layer.output.name, index]));
  return graph.layers.map((layer) => {
    const [input, ...others] = layer.inputs;
    if (!input || others.length > 0) {
      throw problem('simulate.inputs', { layer: layer.name, inputs: layer.inputs.length });
    }
    return {
      layer,
      source: writers.get(input.name) ?? -1,
      input: typeOf(input.slot),
      output: typeOf(layer.output.slot),
      role: (role) => {
        const slot = slotOf(layer, role);
        if (!slot) throw problem('simulate.type-missing', { layer: layer.name, role });
        return typeOf(slot);
      },
      parameter: (name, fallback) => layer.parameters[name] ?? fallback,
    };
  });
}

function slotOf({ weights, bias, types }: Layer, role: TypeRole): TypeSlot | undefined {
  const array = role === 'weight' ? weights : role === 'bias' ? bias : null;
  return array?.slot ?? types[role];
}
