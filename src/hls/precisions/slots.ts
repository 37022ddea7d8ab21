import type { FixedType } from '../fixed-point/type.js';
import type { Layer, LayerGraph, TypeSlot, WeightArray } from '../graph/graph.js';
import { layerKind } from '../kinds/index.js';

/** Every type of a network by its typedef: of tensors, constants, and all that config structs name. */
export function precisionsOf(graph: LayerGraph): Map<string, FixedType> {
  const tensors = [...graph.inputs, ...graph.layers.map(({ output }) => output)];
  const slots = [...tensors.map(({ slot }) => slot), ...graph.layers.flatMap(slotsOfLayer)];
  return new Map(slots.map(({ typedef, type }) => [typedef, type]));
}

function slotsOfLayer({ types, parts, constants }: Layer): TypeSlot[] {
  const configs = [types, ...Object.values(parts).map((part) => part.types)];
  return [
    ...configs.flatMap((named) => Object.values(named)),
    ...Object.values(constants).flatMap((array) => piecesOf(array).map(({ slot }) => slot)),
  ];
}

/** The arrays that hold the constants in the C++: one, or one behind the other. */
export function piecesOf(array: WeightArray): readonly WeightArray[] {
  return array.pieces ?? [array];
}

/**
 * Groups of typedefs that must be one type for the kernel to compile, as the kinds of its layers say: a recurrent
 * layer's result and accumulator, the thresholds of a binary activation and what they are compared with.
 */
export function tiedTypedefs(graph: LayerGraph): string[][] {
  const groups: Set<string>[] = [];
  for (const tie of graph.layers.flatMap(tiesOf)) {
    const joined = groups.filter((group) => tie.some((typedef) => group.has(typedef)));
    const whole = new Set([...joined.flatMap((group) => [...group]), ...tie]);
    groups.splice(0, groups.length, ...groups.filter((group) => !joined.includes(group)), whole);
  }
  return groups.filter(({ size }) => size > 1).map((group) => [...group]);
}

function tiesOf(layer: Layer): string[][] {
  const typedefs = (word: string): string[] => {
    if (word === 'input') return layer.inputs.slice(0, 1).map(({ slot }) => slot.typedef);
    if (word === 'inputs') return layer.inputs.map(({ slot }) => slot.typedef);
    if (word === 'output') return [layer.output.slot.typedef];
    const role = word as keyof Layer['types'];
    const array = layer.constants[role];
    const inParts = partsOf(layer, role);
    const named = [layer.types[role], ...inParts].flatMap((slot) => (slot ? [slot.typedef] : []));
    return [...named, ...(array ? piecesOf(array).map(({ slot }) => slot.typedef) : [])];
  };
  return layerKind(layer.kind)
    .ties(layer)
    .map((tie) => tie.flatMap(typedefs));
}

function partsOf(layer: Layer, role: keyof Layer['types']): (TypeSlot | undefined)[] {
  const { partRoles } = layerKind(layer.kind);
  return Object.entries(layer.parts).map(([path, { types }]) => {
    const local = Object.entries(types).find(
      ([member]) => (partRoles[path]?.[member as keyof Layer['types']] ?? member) === role,
    );
    return local?.[1];
  });
}

/** Typedefs whose type the kernel library spells out, and the layers that have them. */
export function spelledOutTypedefs(graph: LayerGraph): Map<string, Layer> {
  return new Map(
    graph.layers.flatMap((layer) => {
      const { spelledOut } = layerKind(layer.kind);
      const tensors = [
        ...(spelledOut.includes('input') ? layer.inputs : []),
        ...(spelledOut.includes('output') ? [layer.output] : []),
      ];
      return tensors.map(({ slot }) => [slot.typedef, layer] as const);
    }),
  );
}
