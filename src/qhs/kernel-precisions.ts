import type { Project } from '../cpp/index.js';
import type { PrecisionAssignment, TypeSlot } from '../hls/index.js';
import { kernelSlots } from '../simulate/index.js';
import type { LayerPrecision, VirtualLayer } from '../../metaprograms/virtual-layers.js';
import type { PinnedPrecision } from './precisions.js';

/**
 * What a search may narrow in a kernel whose layers nobody knows: the typedefs of its constant arrays, and those of
 * what its functions hand to each other. Each stands alone; what else spells a precision (accumulators, tables, inputs)
 * is kept.
 *
 * @param known the typedefs that can be changed, as found.
 */
export function kernelPrecisions(
  project: Project,
  top: string,
  known: PrecisionAssignment,
): {
  readonly virtualLayers: VirtualLayer[];
  readonly reducible: LayerPrecision[];
  readonly pinned: PinnedPrecision[];
} {
  const { inputs, results, constants } = kernelSlots(project, top);
  const named = (role: LayerPrecision['role'], slots: readonly TypeSlot[]): LayerPrecision[] =>
    [...new Map(slots.map((slot) => [slot.typedef, slot] as const)).values()].flatMap((slot) => {
      const type = known.get(slot.typedef);
      const taken = inputs.some(({ typedef }) => typedef === slot.typedef);
      if (!type || taken) return [];
      return [{ name: slot.typedef, layer: slot.typedef, role, slots: [{ ...slot, type }] }];
    });
  const found = [...named('result', results), ...named('weight', constants)];
  const reducible = [...new Map(found.map((precision) => [precision.name, precision])).values()];
  const isReducible = (typedef: string): boolean => reducible.some(({ name }) => name === typedef);
  const pinned = [...known]
    .filter(([typedef]) => !isReducible(typedef))
    .map(([typedef, type]): PinnedPrecision => {
      const isInput = inputs.some((input) => input.typedef === typedef);
      const reason = isInput ? 'it is the type of an input' : 'no array that holds weights or results has it';
      return { precision: { name: typedef, role: 'result', slots: [{ typedef, type }] }, reason };
    });
  const virtualLayers = reducible.map((precision) => ({
    name: precision.name,
    layers: [],
    precisions: [precision],
  }));
  return { virtualLayers, reducible, pinned };
}
