import {
  configuredCall,
  plainLayer,
  productStrategies,
  type ConstantShape,
  type LayerKind,
  type Sizes,
} from './kind.js';

/** Quartus and oneAPI pad the memories of large layers to powers of two, in rows of as many as the reuse factor. */
function padding(size: Sizes): Pick<ConstantShape, 'padded'> {
  const [rows, row] = [
    ['bf_pad', 'block_factor'],
    ['rf_pad', 'reuse_factor'],
  ].map((names) => (names.every((name) => size.has(name)) ? names.map((name) => size(name)) : [0, 0])) as [
    [number, number],
    [number, number],
  ];
  if (rows[0] === 0 && row[0] === 0) return {};
  return { padded: { used: row[1], rows: rows[0] + rows[1], rowLength: row[0] + row[1] } };
}

/** A fully connected layer: a matrix product and a bias. */
export const dense: LayerKind = {
  ...plainLayer,
  name: 'dense',
  functions: ['nnet::dense', 'nnet::dense_latency', 'nnet::dense_resource'],
  calls: [configuredCall('weight', 'bias')],
  constants: (size) => ({
    weight: { length: size('n_in') * size('n_out'), inputs: size('n_in'), ...padding(size) },
    bias: { length: size('n_out') },
  }),
  inputShape: ({ size }) => [size('n_in')],
  outputShape: ({ size }) => [size('n_out')],
  strategies: productStrategies,
  typeMembers: { weight_t: 'weight', bias_t: 'bias', accum_t: 'accumulator' },
  grouping: 'opens',
};
