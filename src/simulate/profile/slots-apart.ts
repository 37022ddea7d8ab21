import type { Layer, LayerGraph, PrecisionAssignment, TypeSlot } from '../../hls/index.js';

/** The graph with a name of its own for every slot, so that one can be changed alone, and the typedefs they had. */
export function withSlotsApart(
  graph: LayerGraph,
  assignment: PrecisionAssignment,
): { graph: LayerGraph; typedefs: Map<string, string> } {
  const typedefs = new Map<string, string>();
  const own = (slot: TypeSlot, name: string): TypeSlot => {
    typedefs.set(name, slot.typedef);
    return { typedef: name, type: assignment.get(slot.typedef) ?? slot.type };
  };
  const tensor = <T extends { name: string; slot: TypeSlot }>(one: T): T => ({
    ...one,
    slot: own(one.slot, `tensor ${one.name}`),
  });
  const types = (layer: string, all: Layer['types']): Layer['types'] =>
    Object.fromEntries(Object.entries(all).map(([role, slot]) => [role, own(slot, `${role} ${layer}`)]));
  const layers = graph.layers.map((layer): Layer => {
    const array = <T extends { name: string; slot: TypeSlot } | null>(one: T): T =>
      one && { ...one, slot: own(one.slot, `constants ${one.name}`) };
    return {
      ...layer,
      inputs: layer.inputs.map(tensor),
      output: tensor(layer.output),
      types: types(layer.name, layer.types),
      // What a part spells alike it has in common with its layer: `accum_t` of a convolution's `mult_config`.
      parts: Object.fromEntries(
        Object.entries(layer.parts).map(([member, part]) => [
          member,
          { ...part, types: partTypes(layer, part, own, member) },
        ]),
      ),
      ...{ weights: array(layer.weights), bias: array(layer.bias) },
      constants: Object.fromEntries(
        Object.entries(layer.constants).map(([role, constants]) => [role, array(constants)]),
      ),
    };
  });
  const { inputs, outputs } = graph;
  return { graph: { ...graph, inputs: inputs.map(tensor), outputs: outputs.map(tensor), layers }, typedefs };
}

function partTypes(
  layer: Layer,
  part: Layer['parts'][string],
  own: (slot: TypeSlot, name: string) => TypeSlot,
  member: string,
): Layer['types'] {
  return Object.fromEntries(
    Object.entries(part.types).map(([role, slot]) => {
      const isShared = Object.entries(layer.types).some(
        ([its, { typedef }]) => its === role && typedef === slot.typedef,
      );
      return [role, own(slot, isShared ? `${role} ${layer.name}` : `${role} ${layer.name} ${member}`)];
    }),
  );
}
