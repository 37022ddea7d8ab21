import { layerKind, type Layer, type LayerGraph, type PrecisionAssignment, type TypeSlot } from 'hlsmith/hls';

/** One thing that a search may narrow: the typedefs in it always have the same width taken off. */
export interface Precision {
  /** `fc1 weight`, `bn1 scale`. */
  readonly name: string;
  readonly role: 'weight' | 'bias' | 'result';
  /** In the order of the layers; the first one stands for the precision in tables. */
  readonly slots: readonly TypeSlot[];
}

/** A precision of a virtual layer. */
export interface LayerPrecision extends Precision {
  /** The layer whose weight or bias it is; for a result, the layer that opens the group. */
  readonly layer: string;
}

/** A weight layer with the batch normalisation, activations and pooling on its output. */
export interface VirtualLayer {
  /** The name of the layer that opens it. */
  readonly name: string;
  readonly layers: readonly Layer[];
  /** The weights and biases of its layers, each by itself, and the one result precision. */
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
 * A batch normalisation that joins brings its own scale and bias, whose values have nothing to do with those
 * of the weights before it: they stay precisions of their own. One that follows no layer stands alone.
 *
 * A layer joins the group of the layer that makes its input if it is that result's only reader. The
 * result of a layer whose values have another scale than its input (softmax) stays outside the group's
 * result precision, and so do a typedef's other users: a typedef that two precisions share moves only when
 * both move, see {@link sharedTypedefs}.
 */
export function groupVirtualLayers(graph: LayerGraph): VirtualLayer[] {
  const groups: Layer[][] = [];
  const groupOf = new Map<string, Layer[]>();
  for (const layer of graph.layers) {
    const source = layer.inputs.length === 1 ? groupOf.get(layer.inputs[0].name) : undefined;
    const joins = layerKind(layer.kind).grouping === 'joins' && isOnlyReader(graph, layer);
    const group = (joins && source) || newGroup(groups);
    group.push(layer);
    groupOf.set(layer.output.name, group);
  }
  return groups.map((layers) => ({ name: layers[0].name, layers, precisions: precisionsOf(layers) }));
}

function newGroup(groups: Layer[][]): Layer[] {
  const group: Layer[] = [];
  groups.push(group);
  return group;
}

function isOnlyReader(graph: LayerGraph, layer: Layer): boolean {
  const [input] = layer.inputs;
  const readers = graph.layers.filter((other) => other.inputs.some(({ name }) => name === input.name));
  return readers.length === 1 && !graph.outputs.some(({ name }) => name === input.name);
}

function precisionsOf(layers: readonly Layer[]): LayerPrecision[] {
  const [first] = layers;
  const results = layers.filter((layer, i) => i === 0 || layerKind(layer.kind).result === 'follows');
  return [
    ...layers.flatMap((layer) => [
      ...precision(layer, 'weight', [layer.weights?.slot]),
      ...precision(layer, 'bias', [layer.bias?.slot]),
    ]),
    ...precision(
      first,
      'result',
      results.map((layer) => layer.output.slot),
    ),
  ];
}

function precision(
  layer: Layer,
  role: Precision['role'],
  slots: readonly (TypeSlot | undefined)[],
): LayerPrecision[] {
  const present = [...new Map(slots.flatMap((slot) => (slot ? [[slot.typedef, slot]] : []))).values()];
  // The config struct's word for it: a batch normalisation calls its weights `scale_t`.
  const members = Object.entries(layerKind(layer.kind).typeMembers);
  const word = members.find(([, itsRole]) => itsRole === role)?.[0].replace(/_t$/, '') ?? role;
  return present.length > 0
    ? [{ name: `${layer.name} ${word}`, layer: layer.name, role, slots: present }]
    : [];
}

/** The types of all weights, biases and results, by typedef name. */
export function precisionsAsFound(virtualLayers: readonly VirtualLayer[]): PrecisionAssignment {
  const slots = virtualLayers.flatMap(({ precisions }) => precisions.flatMap((precision) => precision.slots));
  return new Map(slots.map((slot) => [slot.typedef, slot.type]));
}
