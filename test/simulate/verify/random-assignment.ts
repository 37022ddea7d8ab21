import {
  fixedType,
  overflowModes,
  quantizationModes,
  type FixedType,
  type LayerGraph,
  type PrecisionAssignment,
  type TypeSlot,
} from 'hlsmith/hls';
import { spelledOutTypedefs, tiedTypedefs } from '../../../src/hls/precisions/slots.js';

/** Typedefs that must stay one type, and those that must not be touched. */
function groupsOf(graph: LayerGraph): { slots: TypeSlot[]; isTable: boolean }[] {
  const groups: { slots: TypeSlot[]; isTable: boolean }[] = [];
  const groupOf = (slot: TypeSlot): (typeof groups)[number] => {
    const found = groups.find(({ slots }) => slots.some(({ typedef }) => typedef === slot.typedef));
    if (found) return found;
    groups.push({ slots: [slot], isTable: false });
    return groups.at(-1)!;
  };
  const join = (slots: readonly TypeSlot[]): void => {
    const [first, ...others] = slots.map(groupOf);
    for (const other of others) {
      if (other === first || !first) continue;
      first.slots.push(...other.slots);
      groups.splice(groups.indexOf(other), 1);
    }
  };
  for (const layer of graph.layers) {
    const configs = [layer, ...Object.values(layer.parts)];
    for (const { types } of configs) {
      for (const [role, slot] of Object.entries(types)) {
        const group = groupOf(slot);
        group.isTable ||= layer.kind === 'softmax' && role !== 'accumulator';
      }
    }
    for (const array of Object.values(layer.constants)) groupOf(array.slot);
    [...layer.inputs, layer.output].forEach(({ slot }) => groupOf(slot));
  }
  for (const tied of tiedTypedefs(graph)) {
    join(groups.flatMap(({ slots }) => slots.filter(({ typedef }) => tied.includes(typedef))));
  }
  const fixed = spelledOutTypedefs(graph);
  const isOwn = ({ typedef }: TypeSlot): boolean => /^\w+$/.test(typedef) && !fixed.has(typedef);
  return groups.filter(({ slots }) => slots.every((slot) => isOwn(slot) && !slot.type.isInteger));
}

/** Random types for all typedefs that may have others, in the family that they have. */
export function randomAssignment(graph: LayerGraph, random: () => number): PrecisionAssignment {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const types = new Map<string, FixedType>();
  for (const { slots, isTable } of groupsOf(graph)) {
    const width = (isTable ? 10 : 5) + Math.floor(random() * 17);
    const integer = Math.min(width, 1 + Math.floor(random() * 9));
    const modes =
      random() < 0.5
        ? {}
        : { quantization: pick(quantizationModes), overflow: pick(overflowModes.slice(0, 4)) };
    const signed = isTable || random() < 0.95;
    for (const { typedef, type } of slots) {
      types.set(typedef, fixedType(signed, width, integer, { ...modes, family: type.family }));
    }
  }
  return types;
}
