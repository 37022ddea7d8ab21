import type { Project, StructNode, TypedefNode, TypeRef } from 'hlsmith/cpp';
import {
  completePrecisions,
  formatFixedType,
  formatFixedTypeLike,
  parseFixedType,
  type FixedType,
  type LayerGraph,
  type PrecisionAssignment,
} from 'hlsmith/hls';

/**
 * Writes precisions into a kernel: each named typedef gets its new type, and nothing else changes.
 *
 * before: `typedef ap_fixed<18,8> fc1_weight_t;` ... `typedef nnet::array<ap_fixed<18,8>, 8*1> layer2_t;`
 * after:  `typedef ap_fixed<9,2> fc1_weight_t;` ... `typedef nnet::array<ap_fixed<7,3>, 8*1> layer2_t;`
 *
 * With the kernel's layer graph, what depends on these types changes too (`completePrecisions` says what): types that
 * C++ wants to be equal, `inp_norm_t` and the table sizes of a softmax, products chosen by type.
 *
 * Idempotent: a typedef that has its type already is not edited. The edits are pending until the project
 * commits them.
 *
 * @throws cpp.missing if the project has no such typedef; with a graph, what `completePrecisions` throws.
 */
export function setPrecisions(project: Project, assignment: PrecisionAssignment, graph?: LayerGraph): void {
  const { types, parameters, products } = graph
    ? completePrecisions(graph, assignment)
    : { types: assignment, parameters: [], products: [] };
  // All are found before the first is edited, so that a wrong name leaves the project as it was.
  const typedefs = [...types].map(([name, type]) => ({ typedef: project.typedef(name), type }));
  for (const { typedef, type } of typedefs) setSpelledType(typedef, type);
  for (const { config, name, value } of parameters) project.struct(config).constants[name]?.set(value);
  for (const { config, product } of products) setProduct(project.struct(config), product);
}

/** The fixed-point type that a typedef spells, itself or as what its arrays hold; null for other types. */
export function spelledType(typedef: TypedefNode): FixedType | null {
  return parseFixedType(typedef.type.text) ?? parseFixedType(elementOf(typedef)?.text ?? '');
}

const elementOf = ({ type }: TypedefNode): TypeRef | null =>
  /(^|::)(array|vector)$/.test(type.name) ? (type.args[0] ?? null) : null;

/** Gives a typedef a type, within the array that it may be of, spelled as the old one was. */
export function setSpelledType(typedef: TypedefNode, type: FixedType): void {
  const { text, canonical } = typedef.type;
  const element = parseFixedType(canonical) ? null : elementOf(typedef);
  const found = parseFixedType(element?.canonical ?? canonical);
  if (found !== null && formatFixedType(found) === formatFixedType(type)) return;
  const spelled = formatFixedTypeLike(type, element?.text ?? text);
  typedef.set(element ? text.replace(element.text, spelled) : spelled);
}

/** `template <class x_T, class y_T> using product = nnet::product::mult<x_T, y_T>;` */
function setProduct(struct: StructNode, product: string): void {
  const alias = struct.query('t:Typedef').find(({ t }) => t.name === 'product')?.t;
  alias?.set(alias.type.text.replace(/\bproduct::\w+/, `product::${product}`));
}
