import {
  fromDouble,
  type FixedType,
  type LayerGraph,
  type PrecisionAssignment,
  type WeightArray,
} from '../hls/index.js';
import type { Precision, VirtualLayer } from '../../metaprograms/virtual-layers.js';
import { leastIntegerBits } from './rounding.js';

/** A precision that the search leaves alone, and the reason. */
export interface PinnedPrecision {
  readonly precision: Precision;
  readonly reason: string;
}

/**
 * The precisions that can be narrowed one by one. Two that share a typedef become one, since they can only
 * move together; one whose typedef also serves as an input, accumulator or table type is pinned.
 */
export function independentPrecisions(
  graph: LayerGraph,
  virtualLayers: readonly VirtualLayer[],
): { readonly reducible: Precision[]; readonly pinned: PinnedPrecision[] } {
  const merged: Precision[] = [];
  for (const precision of virtualLayers.flatMap(({ precisions }) => precisions)) {
    const names = new Set(precision.slots.map(({ typedef }) => typedef));
    const sharing = merged.filter(({ slots }) => slots.some(({ typedef }) => names.has(typedef)));
    const group = [...sharing, precision];
    const slots = new Map(group.flatMap((member) => member.slots.map((slot) => [slot.typedef, slot])));
    const name = group.map((member) => member.name).join(' + ');
    merged.splice(0, merged.length, ...merged.filter((other) => !sharing.includes(other)));
    // A type that also holds results cannot lose the integer bits that its weights alone would not need.
    const role = group.some((member) => member.role === 'result') ? 'result' : group[0].role;
    merged.push({ role, name, slots: [...slots.values()] });
  }
  const users = otherUsers(graph, virtualLayers);
  const reason = (precision: Precision): string | undefined =>
    precision.slots.map(({ typedef }) => users.get(typedef)).find((user) => user !== undefined);
  return {
    reducible: merged.filter((precision) => reason(precision) === undefined),
    pinned: merged.flatMap((precision) => {
      const user = reason(precision);
      return user === undefined ? [] : [{ precision, reason: `its typedef is also ${user}` }];
    }),
  };
}

/** Joins precisions whose typedefs C++ wants to be one type; those tied to one that is kept are kept. */
export function tiePrecisions(
  {
    reducible,
    pinned,
  }: { readonly reducible: readonly Precision[]; readonly pinned: readonly PinnedPrecision[] },
  ties: readonly (readonly string[])[],
): { readonly reducible: Precision[]; readonly pinned: PinnedPrecision[] } {
  let joined = [...reducible];
  const kept = [...pinned];
  for (const names of ties) {
    const isTied = ({ slots }: Precision): boolean => slots.some(({ typedef }) => names.includes(typedef));
    const group = joined.filter(isTied);
    if (group.length === 0) continue;
    joined = joined.filter((precision) => !group.includes(precision));
    const slots = group.flatMap((precision) => precision.slots);
    const role = group.some((member) => member.role === 'result') ? 'result' : group[0].role;
    const whole = { role, name: group.map(({ name }) => name).join(' + '), slots } as const;
    const others = names.filter((name) => !slots.some(({ typedef }) => typedef === name));
    if (others.length === 0) joined.push(whole);
    else kept.push({ precision: whole, reason: `the compiler wants the type of ${others.join(', ')}` });
  }
  return { reducible: joined, pinned: kept };
}

/** Typedefs that serve anything but a weight, a bias or a virtual layer's result, and what they serve. */
function otherUsers(graph: LayerGraph, virtualLayers: readonly VirtualLayer[]): Map<string, string> {
  const users = new Map<string, string>();
  for (const input of graph.inputs) users.set(input.slot.typedef, `the type of the input ${input.name}`);
  for (const { layers, precisions } of virtualLayers) {
    const results = precisions.filter(({ role }) => role === 'result').flatMap(({ slots }) => slots);
    for (const layer of layers) {
      for (const [role, slot] of Object.entries(layer.types)) {
        if (!(role in layer.constants)) users.set(slot.typedef, `the ${role} type of ${layer.name}`);
      }
      const { typedef } = layer.output.slot;
      if (!results.some((slot) => slot.typedef === typedef))
        users.set(typedef, `the result of ${layer.name}`);
    }
  }
  return users;
}

/**
 * Takes away the integer bits of weights and biases that their largest value does not need (MetaML-Pro,
 * section 4.2: log2 of the largest, plus a sign bit). Fraction bits stay, so no value changes: the count is
 * the smallest that holds every value as quantised to the type as found, which is one more than the
 * formula's where the largest is exactly a power of two; more where what they become rounds (`leastIntegerBits`).
 */
export function withoutUnusedIntegerBits(
  graph: LayerGraph,
  precisions: readonly Precision[],
  baseline: PrecisionAssignment,
): PrecisionAssignment {
  const constants = graph.layers.flatMap((layer) => Object.values(layer.constants));
  const reduced = new Map(baseline);
  const least = leastIntegerBits(graph);
  for (const { typedef, type } of precisions
    .filter(({ role }) => role !== 'result')
    .flatMap(({ slots }) => slots)) {
    const arrays = constants.filter(({ slot }) => slot.typedef === typedef);
    const width = arrays.reduce((widest, array) => Math.max(widest, neededWidth(array, type)), 1);
    const saved = Math.min(type.width - width, type.integer - (least.get(typedef) ?? -Infinity));
    if (saved > 0 && !type.isInteger)
      reduced.set(typedef, { ...type, width: type.width - saved, integer: type.integer - saved });
  }
  return reduced;
}

/** The fewest bits that hold every raw value of the array: at least 2 if signed, else 1. */
function neededWidth(array: WeightArray, type: FixedType): number {
  let largest = 0n;
  for (const value of array.values()) {
    const raw = fromDouble(value, type);
    // Two's complement reaches one further down than up: -8 needs as many bits as 7.
    const magnitude = raw < 0n ? -raw - 1n : raw;
    if (magnitude > largest) largest = magnitude;
  }
  const bits = largest === 0n ? 0 : largest.toString(2).length;
  return Math.max(type.signed ? 2 : 1, bits + (type.signed ? 1 : 0));
}
