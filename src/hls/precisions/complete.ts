import { problem } from '../../diagnostics/index.js';
import { sameFormat } from '../fixed-point/range.js';
import { formatFixedType } from '../fixed-point/spelling.js';
import type { FixedType } from '../fixed-point/type.js';
import type { Layer, LayerConfig, LayerGraph, PrecisionAssignment, TypeSlot } from '../graph/graph.js';
import { layerKind } from '../kinds/index.js';
import { spelledOutTypedefs, tiedTypedefs } from './slots.js';

/** What a change of precisions comes to. */
export interface CompletedPrecisions {
  /** The types asked for, and those that must change with them. */
  readonly types: PrecisionAssignment;
  /** Numbers of config structs that must change with them. */
  readonly parameters: readonly { readonly config: string; readonly name: string; readonly value: number }[];
  /** Config structs whose products must be computed otherwise: `using product = nnet::product::PRODUCT<...>`. */
  readonly products: readonly { readonly config: string; readonly product: string }[];
}

/**
 * Completes a change of precisions: a precision lives in more places than its typedef, and a change of one alone
 * makes C++ that does not compile, or hardware that computes something else. In order:
 *
 * 1. Types that the library wants to be one C++ type move together (the states and sums of an LSTM, thresholds and
 *    what they are compared with, both ends of an up-sampling): giving one gives all.
 * 2. What a kind of layer derives from its types follows: of a softmax, the type of the normalised logits that
 *    hls4ml spells in the config struct (one bit less, no sign), and the sizes of the tables, which are indexed by
 *    the topmost bits of their arguments and must not have more of them than these.
 * 3. Products that the library computes by a rule for the weights' type (`weight_ternary` for two signed bits)
 *    become ordinary ones where the weights are given another type.
 *
 * Accumulators keep their types: to narrow one is a decision about overflow. What is traced keeps its typedef's
 * name, and its type with it.
 *
 * @throws hls.tied-types where two tied types are given different formats; hls.library-type where a type that the
 *   library spells out, or bits that stand for -1 and 1, are given another format.
 */
export function completePrecisions(graph: LayerGraph, assignment: PrecisionAssignment): CompletedPrecisions {
  checkSpelledOut(graph, assignment);
  const types = new Map(assignment);
  for (const group of tiedTypedefs(graph)) moveTogether(group, types);
  const parameters: CompletedPrecisions['parameters'][number][] = [];
  for (const layer of graph.layers) {
    const followers = layerKind(layer.kind).dependents({
      layer,
      type: (slot) => types.get(slot.typedef) ?? slot.type,
      isAssigned: (slot) => types.has(slot.typedef),
    });
    for (const [typedef, type] of followers.types ?? []) types.set(typedef, type);
    for (const [name, value] of Object.entries(followers.parameters ?? {})) {
      parameters.push({ config: layer.config, name, value });
    }
  }
  const products = graph.layers.flatMap((layer) => productsOf(layer, types));
  return { types, parameters, products: uniqueBy(products, ({ config }) => config) };
}

function moveTogether(group: readonly string[], types: Map<string, FixedType>): void {
  const [first, ...others] = group.filter((typedef) => types.has(typedef));
  if (first === undefined) return;
  const type = types.get(first)!;
  const other = others.find((typedef) => !sameFormat(types.get(typedef)!, type));
  if (other !== undefined) {
    const given = [type, types.get(other)!].map(formatFixedType);
    throw problem('hls.tied-types', { typedefs: [first, other], given });
  }
  for (const typedef of group) types.set(typedef, type);
}

function checkSpelledOut(graph: LayerGraph, assignment: PrecisionAssignment): void {
  for (const [typedef, layer] of spelledOutTypedefs(graph)) {
    const slot = [layer.output, ...layer.inputs].find((tensor) => tensor.slot.typedef === typedef)!.slot;
    refuseChange(slot, assignment, `the kernel library spells the type of ${layer.name} out`);
  }
}

function refuseChange(slot: TypeSlot, types: PrecisionAssignment, reason: string): void {
  const given = types.get(slot.typedef);
  if (given && !sameFormat(given, slot.type)) {
    throw problem('hls.library-type', { typedef: slot.typedef, given: formatFixedType(given), reason });
  }
}

/** The products of a layer and of its parts that no longer fit their weights. */
function productsOf(layer: Layer, types: PrecisionAssignment): CompletedPrecisions['products'][number][] {
  const configs: [string, LayerConfig][] = [['', layer], ...Object.entries(layer.parts)];
  return configs.flatMap(([path, config]) => {
    const product = layer.functions[path === '' ? 'product' : `${path}.product`];
    const weight = config.types.weight;
    if (product === undefined || weight === undefined) return [];
    if (/binary/.test(product)) {
      const reason = `bits of ${layer.name} stand for -1 and 1`;
      const [input] = layer.inputs;
      if (product !== 'data_binary') refuseChange(weight, types, reason);
      if (product !== 'weight_binary') refuseChange(input!.slot, types, reason);
    }
    const type = types.get(weight.typedef);
    const isTernary = !type || (type.isInteger && type.signed && type.width === 2);
    return product === 'weight_ternary' && !isTernary ? [{ config: config.config, product: 'mult' }] : [];
  });
}

function uniqueBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
