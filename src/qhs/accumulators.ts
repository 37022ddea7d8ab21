import {
  fixedType,
  tiedTypedefs,
  type FixedType,
  type Layer,
  type LayerGraph,
  type PrecisionAssignment,
} from '../hls/index.js';

/**
 * What becomes of the accumulators of weight layers while weights, biases and results are narrowed:
 *
 * - `keep`: they stay as found;
 * - `lossless`: as wide as no sum can overflow, as hls4ml infers them: with n products for an output, width and
 *   integer bits are those of an input times a weight plus ceil(log2 n), and where there is a bias one bit more than
 *   the wider of both (hls4ml, `infer_precision.py`, `_infer_common_precision`);
 * - `tied`: they have the format of the layer's result.
 */
export const accumulatorRules = ['keep', 'lossless', 'tied'] as const;
export type AccumulatorRule = (typeof accumulatorRules)[number];

/**
 * The accumulators' types under an assignment, by typedef; those of layers without weights, and typedefs that serve
 * anything else besides, are not among them. One typedef for several accumulators gets the widest.
 */
export function accumulatorTypes(
  graph: LayerGraph,
  rule: AccumulatorRule,
  assignment: PrecisionAssignment,
): PrecisionAssignment {
  const types = new Map<string, FixedType>();
  if (rule === 'keep') return types;
  const others = otherTypedefs(graph);
  for (const layer of graph.layers) {
    const slot = layer.types.accumulator;
    if (!slot || !layer.weights || others.has(slot.typedef)) continue;
    const type = rule === 'tied' ? tied(layer, assignment) : lossless(layer, assignment);
    const before = types.get(slot.typedef);
    types.set(slot.typedef, before ? widest(before, type) : type);
  }
  return types;
}

/** Typedefs that are anything but the accumulator of a weight layer, or tied to others. */
function otherTypedefs(graph: LayerGraph): Set<string> {
  const { inputs, layers } = graph;
  const names = new Set(inputs.map(({ slot }) => slot.typedef));
  for (const layer of layers) {
    names.add(layer.output.slot.typedef);
    for (const part of [layer, ...Object.values(layer.parts)]) {
      for (const [role, slot] of Object.entries(part.types))
        if (role !== 'accumulator' || !layer.weights) names.add(slot.typedef);
    }
  }
  // What C++ wants to be one type with others is theirs to decide: the sums of an LSTM are its states.
  for (const typedef of tiedTypedefs(graph).flat()) names.add(typedef);
  return names;
}

function tied(layer: Layer, assignment: PrecisionAssignment): FixedType {
  const { slot } = layer.output;
  const { signed, width, integer } = assignment.get(slot.typedef) ?? slot.type;
  return { ...layer.types.accumulator!.type, signed, width, integer };
}

function lossless(layer: Layer, assignment: PrecisionAssignment): FixedType {
  const typeOf = (slot: { typedef: string; type: FixedType }): FixedType =>
    assignment.get(slot.typedef) ?? slot.type;
  const [input] = layer.inputs;
  const [x, w] = [typeOf(input.slot), typeOf(layer.weights!.slot)];
  const outputs = layer.bias?.length ?? 1;
  const growth = Math.ceil(Math.log2(Math.max(1, layer.weights!.length / outputs)));
  const signed = x.signed || w.signed;
  const sum = fixedType(signed, x.width + w.width + growth, x.integer + w.integer + growth);
  const total = layer.bias ? withBias(sum, typeOf(layer.bias.slot)) : sum;
  const { quantization, overflow, saturationBits } = layer.types.accumulator!.type;
  return { ...total, quantization, overflow, saturationBits };
}

/** The type of a sum of both, which loses nothing. */
function withBias(sum: FixedType, bias: FixedType): FixedType {
  const signed = sum.signed || bias.signed;
  const own = ({ integer, signed: isSigned }: FixedType): number => integer + (signed && !isSigned ? 1 : 0);
  const integer = Math.max(own(sum), own(bias)) + 1;
  const fraction = Math.max(sum.width - sum.integer, bias.width - bias.integer);
  return fixedType(signed, integer + fraction, integer);
}

function widest(a: FixedType, b: FixedType): FixedType {
  const integer = Math.max(a.integer, b.integer);
  const fraction = Math.max(a.width - a.integer, b.width - b.integer);
  return { ...a, signed: a.signed || b.signed, integer, width: integer + fraction };
}
