import type { FixedType, LayerGraph } from '../hls/index.js';

/**
 * Fraction bits that results must keep where they round. Xilinx's headers stop with an assertion when a rounding
 * conversion drops every bit of its source and one more (F_src - F_dst - 1 >= W_src, that is F_dst < -I_src): the
 * rounding bit must be one that the source has. A search that went below would end in a kernel that its own test bench
 * cannot run, although hardware and our headers can. What a result is converted from is the layer's accumulator, or
 * its input where it has none.
 *
 * @returns the least fraction bits by typedef; typedefs that truncate are not in it.
 */
export function roundingFloors(graph: LayerGraph): Map<string, number> {
  const floors = new Map<string, number>();
  for (const { output, inputs, types } of graph.layers) {
    const { typedef, type } = output.slot;
    if (!rounds(type)) continue;
    const sources = types.accumulator ? [types.accumulator] : inputs.map(({ slot }) => slot);
    for (const source of sources) {
      floors.set(typedef, Math.max(floors.get(typedef) ?? -Infinity, -source.type.integer));
    }
  }
  return floors;
}

const rounds = ({ quantization }: FixedType): boolean => quantization !== 'TRN';
