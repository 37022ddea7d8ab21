import { configuredCall, plainLayer, type LayerKind } from './kind.js';

/** A table row for each input, which is an index. */
const embedding: LayerKind = {
  ...plainLayer,
  name: 'embedding',
  functions: ['nnet::embedding'],
  calls: [configuredCall('weight')],
  constants: (size) => ({ weight: { length: size('vocab_size') * size('n_out') } }),
  inputShape: ({ size }) => [size('n_in')],
  outputShape: ({ size }) => [size('n_in'), size('n_out')],
  typeMembers: { embeddings_t: 'weight' },
  // An index.
  spelledOut: ['input'],
  grouping: 'opens',
};

/** Any function of one value, as a table of its results. */
const lookupTable: LayerKind = {
  ...plainLayer,
  name: 'lookupTable',
  functions: ['nnet::unary_lut'],
  calls: [configuredCall('table')],
  constants: (size) => ({ table: { length: size('table_size') } }),
  inputShape: ({ size }) => [size('n_in')],
  outputShape: ({ inputs }) => inputs[0] ?? null,
  typeMembers: { table_t: 'table' },
  grouping: 'joins',
};

/** Each value rounded to a type of its own. */
const quantizer: LayerKind = {
  ...plainLayer,
  name: 'quantizer',
  functions: ['nnet::quantize_each'],
  inputShape: ({ size }) => [size('n_in')],
  outputShape: ({ inputs }) => inputs[0] ?? null,
  typesEachElement: true,
};

/** A sum of products over named axes of two inputs. */
const einsum: LayerKind = {
  ...plainLayer,
  name: 'einsum',
  functions: ['nnet::einsum'],
  calls: [{ templates: ['input', 'input', 'output', 'config'], arguments: ['input', 'input', 'output'] }],
  lists: ['perm', 'from_shape', 'to_shape', 'perm_strides'],
  outputShape: ({ size }) => [size('n_inplace') * size('n_free0') * size('n_free1')],
  typeMembers: { accum_t: 'accumulator' },
};

/** A sum of products over named axes of an input and of weights, with a bias for each result. */
const einsumDense: LayerKind = {
  ...plainLayer,
  name: 'einsumDense',
  functions: ['nnet::einsum_dense'],
  calls: [configuredCall('weight', 'bias')],
  lists: ['perm', 'from_shape', 'to_shape', 'perm_strides'],
  constants: (size) => ({
    // Only the dense product inside of it names their types.
    weight: { length: size('n_inplace') * size('n_contract') * size('n_free_kernel'), typedByItself: true },
    bias: { length: size('n_inplace') * size('n_free_data') * size('n_free_kernel'), typedByItself: true },
  }),
  outputShape: ({ size }) => [size('n_inplace') * size('n_free_data') * size('n_free_kernel')],
  typeMembers: { weight_t: 'weight', bias_t: 'bias', accum_t: 'accumulator' },
  grouping: 'opens',
};

/** A layer of a graph network: vertices with features, and how many of them there are. */
const garnet: LayerKind = {
  ...plainLayer,
  name: 'garnet',
  functions: ['nnet::garnet', 'nnet::garnet_ref', 'nnet::garnet_stack'],
  calls: [{ templates: ['input', 'input', 'output', 'config'], arguments: ['input', 'input', 'output'] }],
  grouping: 'opens',
};

/** One step out of a sequence, to be given to the layer that is distributed over time, and back into one. */
const [timeStepRead, timeStepWrite]: LayerKind[] = (['Read', 'Write'] as const).map((way) => ({
  ...plainLayer,
  name: `timeStep${way}`,
  functions: ['2d', '3d', '4d'].map((word) => `nnet::${way.toLowerCase()}_time_step_${word}`),
  calls: [
    { templates: [way === 'Read' ? 'input' : 'output', 'config'], arguments: ['ignored', 'input', 'output'] },
  ],
  inputShape: ({ size }) => (way === 'Read' ? [size('n_time_steps'), ...stepShape(size)] : stepShape(size)),
  outputShape: ({ size }) => (way === 'Read' ? stepShape(size) : [size('n_time_steps'), ...stepShape(size)]),
  // The library's function has one template parameter for both.
  ties: () => [['input', 'output']],
  grouping: 'joins',
  result: 'follows',
}));

/** Only as many extents as the call's function has: `read_time_step_2d` has time and channels. */
function stepShape(size: (name: string) => number): number[] {
  const extents = [size('in_height'), size('in_width')].slice(4 - size('dim'));
  return [...extents, size('n_chan')];
}

export const others: readonly LayerKind[] = [
  embedding,
  lookupTable,
  quantizer,
  einsum,
  einsumDense,
  garnet,
  timeStepRead!,
  timeStepWrite!,
];
