import { problem } from '../diagnostics/index.js';
import {
  completePrecisions,
  formatFixedType,
  type CompletedPrecisions,
  type FixedType,
  type Layer,
  type LayerConfig,
  type LayerGraph,
  type MultiplierTable,
  type PrecisionAssignment,
  type Tensor,
  type TypeRole,
  type TypeSlot,
  type WeightArray,
} from '../hls/index.js';

/** A config struct with the types that an assignment gives it. */
export interface ResolvedConfig {
  /** The layer's name, for messages. */
  readonly name: string;
  /** The struct's own name. */
  readonly config: string;
  /**
   * The type of a role.
   *
   * @throws `simulate.type-missing` where neither the config struct nor a constant has one.
   */
  role(role: TypeRole): FixedType;
  /** Whether `role` would give one. */
  has(role: TypeRole): boolean;
  /** Tables of the approximate multipliers that the layer's products name. */
  readonly multiplierTables: Readonly<Record<string, MultiplierTable>>;
  /** A numeric constant of the config struct, or its default. */
  parameter(name: string, fallback: number): number;
  /** @throws `simulate.size-missing` where the config struct has no such constant. */
  size(name: string): number;
}

/** A layer with the types that an assignment gives it. */
export interface ResolvedLayer extends ResolvedConfig {
  readonly layer: Layer;
  /** Which tensors it reads: the network's inputs come first, then the layers' results in their order. */
  readonly sources: readonly number[];
  readonly inputs: readonly FixedType[];
  /** The type of its first input. */
  readonly input: FixedType;
  readonly output: FixedType;
  /** Whether it reads words of a stream, which some layers compute in another order. */
  readonly streams: boolean;
  /**
   * A config struct that its own names by that member; the layer's own types stand in for those that it lacks.
   *
   * @throws `simulate.part-missing`
   */
  part(member: string): ResolvedConfig;
  /** Its constants of a role. @throws `simulate.type-missing` */
  constants(role: TypeRole): WeightArray;
  /** How products are computed, by the member of the config struct that says so; its own by default. */
  product(part?: string): string;
  /**
   * Where it stands in a loop over the steps of a sequence: the layer of one step, and how many there are. Its own
   * tensors are those of all steps.
   */
  readonly distributed: { readonly step: ResolvedLayer; readonly steps: number } | null;
  /** Names all types that it depends on: equal signatures compute the same. */
  readonly signature: string;
}

/** Values of one sample in a tensor. */
export function size(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/**
 * Applies an assignment to every precision of a graph, and to all that must change with it: what is computed is what
 * the rewritten kernel computes.
 *
 * @throws `simulate.unwritten` for a tensor that nothing has written when a layer reads it; what `completePrecisions`
 *   throws.
 */
export function resolve(graph: LayerGraph, assignment: PrecisionAssignment): ResolvedNetwork {
  const completed = completePrecisions(graph, assignment);
  const typeOf = (slot: TypeSlot): FixedType => completed.types.get(slot.typedef) ?? slot.type;
  return {
    inputs: graph.inputs.map(({ slot }) => typeOf(slot)),
    layers: resolveLayers(graph, typeOf, completed),
  };
}

/** The types of a network's inputs, which may be tied to others, and its layers. */
export interface ResolvedNetwork {
  readonly inputs: readonly FixedType[];
  readonly layers: readonly ResolvedLayer[];
}

function resolveLayers(
  graph: LayerGraph,
  typeOf: (slot: TypeSlot) => FixedType,
  completed: CompletedPrecisions,
): ResolvedLayer[] {
  const tensors = new Map(graph.inputs.map(({ name }, at) => [name, at]));
  const stepsOf = distribution(graph.layers);
  return graph.layers.map((layer, index) => {
    const sources = layer.inputs.map(({ name }) => {
      const source = tensors.get(name);
      if (source === undefined) throw problem('simulate.unwritten', { layer: layer.name, tensor: name });
      return source;
    });
    tensors.set(layer.output.name, graph.inputs.length + index);
    const resolved = resolveLayer(layer, sources, typeOf, completed);
    const steps = stepsOf(index);
    return steps === null ? resolved : overTime(resolved, steps);
  });
}

/** How many steps the loop has in which a layer stands, from `timeStepRead` to `timeStepWrite`; null outside of one. */
function distribution(layers: readonly Layer[]): (index: number) => number | null {
  let open: number | null = null;
  const steps = layers.map(({ kind, parameters }) => {
    if (kind === 'timeStepRead') open = parameters['n_time_steps'] ?? 1;
    const here = open;
    if (kind === 'timeStepWrite') open = null;
    return here;
  });
  return (index) => steps[index]!;
}

/** Tensors of all steps, where the C++ has those of one. */
function overTime(step: ResolvedLayer, steps: number): ResolvedLayer {
  const { layer } = step;
  const all = (tensor: Tensor): Tensor => ({ ...tensor, shape: [steps, ...tensor.shape] });
  const [reads, writes] = [layer.kind === 'timeStepRead', layer.kind === 'timeStepWrite'];
  const inputs = reads ? layer.inputs : layer.inputs.map(all);
  const whole = { ...layer, inputs, output: writes ? layer.output : all(layer.output) };
  return { ...step, layer: whole, distributed: reads || writes ? null : { step, steps } };
}

function resolveLayer(
  layer: Layer,
  sources: readonly number[],
  typeOf: (slot: TypeSlot) => FixedType,
  completed: CompletedPrecisions,
): ResolvedLayer {
  const slotOf = (role: TypeRole): TypeSlot | undefined => arrayOf(layer, role)?.slot ?? layer.types[role];
  const changed = completed.parameters.filter(({ config }) => config === layer.config);
  const parameters = {
    ...layer.parameters,
    ...Object.fromEntries(changed.map(({ name, value }) => [name, value])),
  };
  const own = resolveConfig(layer, { ...layer, parameters }, slotOf, typeOf);
  const inputs = layer.inputs.map(({ slot }) => typeOf(slot));
  const slots = [
    ...layer.inputs.map(({ slot }) => slot),
    layer.output.slot,
    ...[layer, ...Object.values(layer.parts)].flatMap(({ types }) => Object.values(types)),
    ...[layer.weights, layer.bias, ...Object.values(layer.constants)].flatMap((array) => array?.slot ?? []),
  ];
  return {
    ...own,
    layer,
    sources,
    inputs,
    input: inputs[0]!,
    output: typeOf(layer.output.slot),
    distributed: null,
    streams: layer.inputs.some(({ packed }) => packed !== null),
    part(member) {
      const part = layer.parts[member];
      if (!part) throw problem('simulate.part-missing', { layer: layer.name, member });
      return resolveConfig(layer, part, (role) => part.types[role] ?? slotOf(role), typeOf);
    },
    constants(role) {
      const array = arrayOf(layer, role);
      if (!array) throw problem('simulate.type-missing', { layer: layer.name, role });
      return array;
    },
    product(part) {
      const path = part ?? pathOfProduct(layer);
      const config = path === '' ? layer : layer.parts[path];
      const other = completed.products.find((one) => one.config === config?.config);
      const own = layer.functions[path === '' ? 'product' : `${path}.product`];
      return other?.product ?? own ?? layer.product;
    },
    get signature() {
      const types = slots.map((slot) => formatFixedType(typeOf(slot)));
      const products = completed.products.map(({ config, product }) => `${config}:${product}`);
      return [...types, ...changed.map(({ name, value }) => `${name}=${value}`), ...products].join(' ');
    },
  };
}

/** The part that says how a layer's products are computed: its own struct, or the first part that says so. */
function pathOfProduct({ functions }: Layer): string {
  if ('product' in functions) return '';
  const member = Object.keys(functions).find((path) => path.endsWith('.product')) ?? '';
  return member.slice(0, -'.product'.length);
}

function resolveConfig(
  { name, multiplierTables = {} }: Layer,
  { config, parameters }: LayerConfig,
  slotOf: (role: TypeRole) => TypeSlot | undefined,
  typeOf: (slot: TypeSlot) => FixedType,
): ResolvedConfig {
  return {
    name,
    config,
    multiplierTables,
    role(role) {
      const slot = slotOf(role);
      if (!slot) throw problem('simulate.type-missing', { layer: name, role });
      return typeOf(slot);
    },
    has: (role) => slotOf(role) !== undefined,
    parameter: (parameter, fallback) => parameters[parameter] ?? fallback,
    size(parameter) {
      const value = parameters[parameter];
      if (value === undefined) throw problem('simulate.size-missing', { layer: name, config, parameter });
      return value;
    },
  };
}

function arrayOf({ weights, bias, constants }: Layer, role: TypeRole): WeightArray | null {
  return constants[role] ?? (role === 'weight' ? weights : role === 'bias' ? bias : null);
}
