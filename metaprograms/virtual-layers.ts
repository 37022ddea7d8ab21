import {
  layerKind,
  piecesOf,
  tiedTypedefs,
  type Layer,
  type LayerGraph,
  type PrecisionAssignment,
  type Tensor,
  type TypeRole,
  type TypeSlot,
} from 'hlsmith/hls';

/** One thing that a search may narrow: the typedefs in it always have the same width taken off. */
export interface Precision {
  /** `fc1 weight`, `bn1 scale`, `conv1 + conv2 result`. */
  readonly name: string;
  readonly role: 'weight' | 'bias' | 'result';
  /** In the order of the layers; the first one stands for the precision in tables. */
  readonly slots: readonly TypeSlot[];
}

/** A precision of a virtual layer. */
export interface LayerPrecision extends Precision {
  /** The layer whose weight or bias it is; for a result, the layer that opens the group, or the one that has it. */
  readonly layer: string;
}

/** A weight layer with the batch normalisation, activations and pooling on its output. */
export interface VirtualLayer {
  /** The name of the layer that opens it. */
  readonly name: string;
  readonly layers: readonly Layer[];
  /**
   * The weights and biases of its layers, each by itself, and its result precisions: one, and one more for each
   * layer whose values are of another size (a sigmoid). A result that merges with others' stands with the first.
   */
  readonly precisions: readonly LayerPrecision[];
}

/**
 * Groups the layers of a network into virtual layers (MetaML-Pro, section 4.2): there is no use in a
 * pooling layer that is wider than the convolution before it, nor in a convolution wider than the pooling
 * after it, so what stands between two weight layers has one result precision.
 *
 * before: `dense fc1 -> relu relu1 -> dense fc2 -> softmax softmax`
 * after:  `fc1 = [fc1, relu1]`, `fc2 = [fc2, softmax]`
 *
 * Which layers form a group: a weight layer opens one, and so does a merge, or a layer that nothing says more of.
 * Batch normalisation, an activation, pooling, and what only moves values (padding, reshaping) join the group of
 * the layer that makes their input, if they are that result's only reader: where the paths of a network branch,
 * each goes on by itself. A batch normalisation brings its own scale and bias, whose values have nothing to do with
 * those of the weights before it; they stay precisions of their own. One that follows no layer stands alone.
 *
 * Which results share a precision: those that carry the same values in a group. Where paths merge, the terms of a sum
 * or a difference, the pieces of a concatenation and the sides of a maximum are values of one size, so their paths
 * share one result precision, and the concatenation (mean, maximum) too; a sum has one of its own, as it needs more
 * integer bits, and the factors of a product have nothing to share. A sigmoid's result has one of its own. The
 * result of a softmax stays outside (its kind says why), and so do the signs of a binary activation.
 *
 * Precisions that C++ wants to be one type (`tiedTypedefs`: an LSTM's inputs and states) are one.
 *
 * A typedef's other users stay outside too: a typedef that two precisions share moves only when both move.
 */
export function groupVirtualLayers(graph: LayerGraph): VirtualLayer[] {
  const groups: Layer[][] = [];
  const groupOf = new Map<string, Layer[]>();
  for (const layer of graph.layers) {
    const group = joinedGroup(graph, layer, groupOf) ?? newGroup(groups);
    group.push(layer);
    groupOf.set(layer.output.name, group);
  }
  const separate = [...graph.layers.flatMap(constantPrecisions), ...resultPrecisions(graph, groups)];
  const precisions = tiedTypedefs(graph).reduce((found, tie) => joinTied(graph, found, tie), separate);
  return groups.map((layers) => ({
    name: layers[0]!.name,
    layers,
    precisions: precisions.filter(({ layer }) => layers.some(({ name }) => name === layer)),
  }));
}

/** One precision of those that C++ wants to be one type, with the type of the network's input where that is one too. */
function joinTied(
  graph: LayerGraph,
  precisions: readonly LayerPrecision[],
  tie: readonly string[],
): LayerPrecision[] {
  const isTied = ({ typedef }: TypeSlot): boolean => tie.includes(typedef);
  const members = precisions.filter(({ slots }) => slots.some(isTied));
  const [first] = members;
  const inputs = graph.inputs.map(({ slot }) => slot).filter(isTied);
  if (!first || (members.length === 1 && inputs.length === 0)) return [...precisions];
  const joined: LayerPrecision = {
    ...first,
    name: members.map(({ name }) => name).join(' + '),
    role: members.some(({ role }) => role === 'result') ? 'result' : first.role,
    slots: distinct([...members.flatMap(({ slots }) => slots), ...inputs]),
  };
  return precisions.flatMap((precision) => {
    if (precision === first) return [joined];
    return members.includes(precision) ? [] : [precision];
  });
}

function newGroup(groups: Layer[][]): Layer[] {
  const group: Layer[] = [];
  groups.push(group);
  return group;
}

/** The group that a layer joins, if it does. */
function joinedGroup(
  graph: LayerGraph,
  layer: Layer,
  groupOf: ReadonlyMap<string, Layer[]>,
): Layer[] | undefined {
  const [input] = layer.inputs;
  const joins = layerKind(layer.kind).grouping === 'joins' && layer.inputs.length === 1;
  return joins && isOnlyReader(graph, layer) ? groupOf.get(input!.name) : undefined;
}

function isOnlyReader(graph: LayerGraph, layer: Layer): boolean {
  const [input] = layer.inputs;
  const readers = graph.layers.filter((other) => other.inputs.some(({ name }) => name === input!.name));
  return readers.length === 1 && !graph.outputs.some(({ name }) => name === input!.name);
}

/** Results that share a precision, each set named by the layers that open the groups in it. */
function resultPrecisions(graph: LayerGraph, groups: readonly Layer[][]): LayerPrecision[] {
  return sharedResults(graph, groups).map((tensors) => {
    const writers = graph.layers.filter(({ output }) => tensors.includes(output.name));
    const openers = writers.map((writer) => {
      const [first] = groups.find((layers) => layers.includes(writer))!;
      return tensors.includes(first!.output.name) ? first! : writer;
    });
    const names = [...new Set(openers.map(({ name }) => name))];
    return {
      name: `${names.join(' + ')} result`,
      layer: names[0]!,
      role: 'result',
      slots: distinct(writers.map(({ output }) => output.slot)),
    };
  });
}

/** The results of layers, by name, in sets that share a precision; those that are not to be narrowed left out. */
function sharedResults(graph: LayerGraph, groups: readonly Layer[][]): string[][] {
  const setOf = new Map<string, string[]>();
  const join = (a: Tensor, b: Tensor): void => {
    const [into, from] = [setOf.get(a.name), setOf.get(b.name)];
    if (!into || !from || into === from) return;
    into.push(...from);
    for (const name of from) setOf.set(name, into);
  };
  for (const layer of graph.layers) {
    const { grouping, result, inputsAlike } = layerKind(layer.kind);
    const { inputs, output } = layer;
    if (result !== 'fixed') setOf.set(output.name, [output.name]);
    const opens = groups.some(([first]) => first === layer);
    const follows = result === 'follows' && (!opens || grouping === 'alone');
    const [first, ...others] = inputsAlike ? inputs : inputs.slice(0, 1);
    for (const other of others) join(first!, other);
    if (follows) join(first!, output);
  }
  return [...new Set(setOf.values())];
}

const constantRoles: Readonly<Partial<Record<TypeRole, Precision['role']>>> = {
  weight: 'weight',
  bias: 'bias',
  recurrentWeight: 'weight',
  recurrentBias: 'bias',
  backwardWeight: 'weight',
  backwardBias: 'bias',
  backwardRecurrentWeight: 'weight',
  backwardRecurrentBias: 'bias',
  depthwiseWeight: 'weight',
  depthwiseBias: 'bias',
};

/** Each kind of constants of a layer by itself, by the config struct's word: a batch normalisation says `scale_t`. */
function constantPrecisions(layer: Layer): LayerPrecision[] {
  const members = Object.entries(layerKind(layer.kind).typeMembers);
  return (Object.keys(constantRoles) as TypeRole[]).flatMap((kind) => {
    const array = constantOf(layer, kind);
    if (!array) return [];
    const word = members.find(([, itsRole]) => itsRole === kind)?.[0].replace(/_t$/, '') ?? kind;
    const slots = distinct(piecesOf(array).map(({ slot }) => slot));
    return [{ name: `${layer.name} ${word}`, layer: layer.name, role: constantRoles[kind]!, slots }];
  });
}

function constantOf(layer: Layer, role: TypeRole): Layer['weights'] {
  const shown = role === 'weight' ? layer.weights : role === 'bias' ? layer.bias : null;
  return shown ?? layer.constants[role] ?? null;
}

function distinct(slots: readonly TypeSlot[]): TypeSlot[] {
  return [...new Map(slots.map((slot) => [slot.typedef, slot])).values()];
}

/** The types of all weights, biases and results, by typedef name. */
export function precisionsAsFound(virtualLayers: readonly VirtualLayer[]): PrecisionAssignment {
  const slots = virtualLayers.flatMap(({ precisions }) => precisions.flatMap((precision) => precision.slots));
  return new Map(slots.map((slot) => [slot.typedef, slot.type]));
}
