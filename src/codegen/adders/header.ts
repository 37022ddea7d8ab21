import { formatFixedType, fractionBits, type FixedType } from '../../hls/index.js';
import { render } from '../../templates/index.js';
import type { AdderGraph, Shifted, Sum } from './adder-graph.js';
import { shiftedRange, signalRanges, signedWidth, type IntegerRange } from './signals.js';

/** The adders of one layer, with the names and the types that its C++ uses. */
export interface PlannedAdders {
  /** The struct, and its header. */
  readonly name: string;
  readonly graph: AdderGraph;
  readonly data: FixedType;
  readonly weight: FixedType;
  readonly accumulator: FixedType;
}

/** The header of one layer's adders, a line for each. */
export function addersHeader(
  { name, graph, data, weight, accumulator }: PlannedAdders,
  identifier: string,
  family: FixedType['family'],
): string {
  const spelled = (type: FixedType): string => formatFixedType({ ...type, family });
  const ranges = signalRanges(graph, integersOf(data));
  const nameOf = (signal: number): string =>
    signal < graph.inputs ? `x${signal}` : `t${signal - graph.inputs}`;
  const shifted = (operand: Shifted): string => {
    const { signal, shift } = operand;
    if (shift === 0) return nameOf(signal);
    return `nnet::shifted<${signedWidth(shiftedRange(operand, ranges))}>(${nameOf(signal)}, ${shift})`;
  };
  const used = usedInputs(graph);
  return render('project/firmware/adders.h', {
    guard: `${name.toUpperCase()}_H_`,
    ...{ name, identifier, inputs: graph.inputs, outputs: graph.sums.length },
    ...{ adders: graph.adders, unsharedAdders: graph.unsharedAdders, depth: graph.depth },
    ...{ dataType: spelled(data), weightType: spelled(weight), accumulatorType: spelled(accumulator) },
    fraction: fractionBits(data) + fractionBits(weight),
    read: used.map((at) => ({
      ...{ at, bits: data.width, width: signedWidth(ranges[at]) },
      function: data.signed ? 'signed_bits' : 'unsigned_bits',
    })),
    additions: graph.additions.map(({ left, right, isDifference }, at) => ({
      name: nameOf(graph.inputs + at),
      width: signedWidth(ranges[graph.inputs + at]),
      ...{ left: shifted(left), operator: isDifference ? '-' : '+', right: shifted(right) },
    })),
    sums: graph.sums.map((sum) => sumText(sum, shifted, ranges)),
  });
}

function sumText(
  sum: Sum,
  shifted: (operand: Shifted) => string,
  ranges: readonly IntegerRange[],
): { text: string | null; width: number } {
  if (sum === null) return { text: null, width: 1 };
  const { low, high } = shiftedRange(sum, ranges);
  return sum.isNegated
    ? { text: `-${shifted(sum)}`, width: signedWidth({ low: -high, high: -low }) }
    : { text: shifted(sum), width: signedWidth({ low, high }) };
}

/** The integers that a type's numbers are, in units of its last bit. */
function integersOf(type: FixedType): IntegerRange {
  const bits = BigInt(type.width);
  return type.signed
    ? { low: -(1n << (bits - 1n)), high: (1n << (bits - 1n)) - 1n }
    : { low: 0n, high: (1n << bits) - 1n };
}

function usedInputs({ inputs, additions, sums }: AdderGraph): number[] {
  const read = [
    ...additions.flatMap(({ left, right }) => [left.signal, right.signal]),
    ...sums.flatMap((sum) => (sum === null ? [] : [sum.signal])),
  ];
  return [...new Set(read.filter((signal) => signal < inputs))].sort((a, b) => a - b);
}
