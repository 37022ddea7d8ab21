import { fractionBits, type FixedType, type Layer, type LayerGraph, type TypeSlot } from '../hls/index.js';
import type { AccumulatorRule } from './accumulators.js';

/*
 * Xilinx's headers stop with an assertion when a rounding conversion drops every bit of its source and one more
 * (F_src - F_dst - 1 >= W_src, that is F_dst < -I_src): the rounding bit must be one that the source has. A search that
 * went below would end in a kernel that its own test bench cannot run, although hardware and our headers can.
 */

/** A conversion of a layer to a type that rounds. */
interface Rounding {
  /** Integer bits of what is converted. */
  readonly integer: number;
  readonly to: TypeSlot;
  /** The typedef of a constant whose integer bits are among these. */
  readonly constant: string | null;
}

type TypeOf = (slot: TypeSlot) => FixedType;

const asFound: TypeOf = ({ type }) => type;

/**
 * Fraction bits that results must keep where they round: typedefs that truncate are not among them. With accumulators
 * that are tied to results, also what these must keep.
 */
export function roundingFloors(
  graph: LayerGraph,
  { typeOf = asFound, accumulators = 'keep' }: { typeOf?: TypeOf; accumulators?: AccumulatorRule } = {},
): Map<string, number> {
  const floors = new Map<string, number>();
  const add = ({ typedef }: TypeSlot, integer: number): unknown =>
    floors.set(typedef, Math.max(floors.get(typedef) ?? -Infinity, -integer));
  for (const layer of graph.layers) {
    for (const { to, integer } of roundings(layer, typeOf)) {
      if (to === layer.output.slot) add(to, integer);
      else if (accumulators === 'tied' && layer.weights) add(layer.output.slot, integer);
    }
  }
  return floors;
}

/** Integer bits that weights and biases must keep, by typedef: what they become rounds, with so many fraction bits. */
export function leastIntegerBits(graph: LayerGraph, typeOf: TypeOf = asFound): Map<string, number> {
  const least = new Map<string, number>();
  const all = graph.layers.flatMap((layer) => roundings(layer, typeOf));
  const constants = graph.layers.flatMap(({ constants }) => Object.values(constants));
  const own = new Map(constants.map(({ slot }) => [slot.typedef, typeOf(slot).integer]));
  for (const { integer, to, constant } of all) {
    if (constant === null) continue;
    const others = integer - own.get(constant)!;
    const needed = -fractionBits(typeOf(to)) - others;
    least.set(constant, Math.max(least.get(constant) ?? -Infinity, needed));
  }
  return least;
}

/** Products and biases become the accumulator, that the result; without one, the sum of both becomes the result. */
function roundings(layer: Layer, typeOf: TypeOf): Rounding[] {
  const { types, inputs, output, constants } = layer;
  const data = inputs.map(({ slot }) => typeOf(slot).integer);
  const operands = Object.entries(constants).map(([role, { slot }]) => {
    const factor = /bias/i.test(role) ? 0 : /recurrent/i.test(role) ? typeOf(output.slot).integer : data[0]!;
    return { integer: typeOf(slot).integer + factor, constant: slot.typedef };
  });
  const result = (integer: number): Rounding => ({ integer, to: output.slot, constant: null });
  const accumulator = types.accumulator;
  const all = accumulator
    ? [...operands.map((one) => ({ ...one, to: accumulator })), result(typeOf(accumulator).integer)]
    : operands.length > 0
      ? [result(Math.max(...operands.map(({ integer }) => integer)) + (operands.length > 1 ? 1 : 0))]
      : data.map(result);
  return all.filter((one) => typeOf(one.to).quantization !== 'TRN');
}
