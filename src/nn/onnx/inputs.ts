import { problem } from '../../diagnostics/index.js';
import type { Graph } from './graph.js';
import { mostValues, type Layers } from './operation.js';
import { isPresent, numberOf, type ValueInfoProto } from './schema.js';
import type { Held } from './values.js';

/**
 * An input of the model. Its first axis counts samples. Images and sequences that go into convolutions and their like
 * have channels first in the file and last here, where hls4ml's converted models have them.
 * @throws `onnx.input`
 */
export function readInput({ name, type }: ValueInfoProto, graph: Graph, layers: Layers, file: string): Held {
  const refuse = (reason: string): Error => problem('onnx.input', { input: name, reason }, { file });
  const tensor = type?.tensorType;
  const dimensions = tensor?.shape?.dim;
  if (!dimensions) throw refuse('is no tensor of a stated shape');
  const rank = dimensions.length;
  if (rank > 8) throw refuse(`has ${rank} axes`);
  const use = useOf(name, graph);
  const batch = rank < 2 ? undefined : use === 'sequence' && rank === 3 ? 1 : 0;
  const shape = dimensions.map((dimension, axis) => {
    const length = isPresent(dimension, 'dimValue') ? numberOf(dimension.dimValue) : undefined;
    if (length === undefined && axis === batch) return 1;
    if (length === undefined) {
      const called = dimension.dimParam === '' ? '' : ` (${JSON.stringify(dimension.dimParam.slice(0, 40))})`;
      throw refuse(`leaves the length of axis ${axis} open${called}`);
    }
    if (Number.isSafeInteger(length) && length > 0 && length <= mostValues) return length;
    throw refuse(`has ${length} places along axis ${axis}`);
  });
  const own = [...shape.keys()].filter((axis) => axis !== batch);
  const isImage = use === 'image' && rank >= 3 && rank <= 4;
  const order = isImage ? [...own.slice(1), own[0]] : own;
  const outputShape = order.map((axis) => shape[axis]);
  const size = outputShape.reduce((product, length) => product * length, 1);
  if (size > mostValues) throw refuse(`has ${size} values`);
  if (outputShape.length === 0) outputShape.push(1);
  const image = isImage ? { channels: 1 } : {};
  const layer = layers.add({
    ...{ kind: 'input', name, inputs: [], outputShape },
    ...(isImage ? { fileAxes: order.map((axis) => own.indexOf(axis)) } : {}),
  });
  return {
    layer: layer.name,
    shape,
    batch,
    order: order.length > 0 ? order : [-1],
    ...image,
    isShared: false,
  };
}

const ofImages = new Set(
  [
    ...['Conv', 'MaxPool', 'AveragePool', 'GlobalMaxPool', 'GlobalAveragePool', 'BatchNormalization'],
    ...[
      'ConvTranspose',
      'DepthToSpace',
      'SpaceToDepth',
      'InstanceNormalization',
      'LpPool',
      'Upsample',
      'Resize',
    ],
  ].map((operator) => `:${operator}`),
);
const ofSequences = new Set([':RNN', ':LSTM', ':GRU']);

/** Whose results have their axes as their first input has them. */
const passing = new Set([
  ...[
    'Relu',
    'LeakyRelu',
    'Elu',
    'Selu',
    'PRelu',
    'Sigmoid',
    'HardSigmoid',
    'Tanh',
    'Softplus',
    'Softsign',
    'Clip',
  ],
  ...[
    'Add',
    'Sub',
    'Mul',
    'Div',
    'Neg',
    'Identity',
    'Dropout',
    'Cast',
    'Pad',
    'Concat',
    'Max',
    'Min',
    'Mean',
    'Sum',
  ],
  ...['Quant', 'IntQuant', 'BipolarQuant', 'QuantizeLinear', 'DequantizeLinear'],
]);

/** What a tensor goes into at last, directly or through nodes that keep its axes. */
function useOf(tensor: string, graph: Graph): 'image' | 'sequence' | undefined {
  const reached = new Set([tensor]);
  for (const node of graph.nodes) {
    if (!node.inputs.some((input) => reached.has(input))) continue;
    const operator = `${node.domain}:${node.operator}`;
    if (reached.has(node.inputs[0]) && ofImages.has(operator)) return 'image';
    if (reached.has(node.inputs[0]) && ofSequences.has(operator) && !node.attributes.flag('layout'))
      return 'sequence';
    if (passing.has(node.operator)) reached.add(node.outputs[0]);
  }
  return undefined;
}
