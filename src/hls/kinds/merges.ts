import type { MergeKindName } from '../graph/graph.js';
import { plainLayer, type LayerKind, type OutputPlace } from './kind.js';

const merging = {
  ...plainLayer,
  calls: [{ templates: ['input', 'input', 'output', 'config'], arguments: ['input', 'input', 'output'] }],
  outputShape: ({ inputs }) => inputs.toSorted((a, b) => volume(b) - volume(a))[0] ?? null,
} as const satisfies Partial<LayerKind>;

const volume = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

/** Element by element; the smaller of two inputs is repeated. */
function elementwise(name: MergeKindName, more: Partial<LayerKind> = {}): LayerKind {
  return { ...merging, name, functions: [`nnet::${name}`], inputsAlike: true, ...more };
}

/** One input behind the other along an axis; the batch counts as axis 0. */
const concatenate: LayerKind = {
  ...merging,
  name: 'concatenate',
  functions: ['1d', '2d', '3d'].map((word) => `nnet::concatenate${word}`),
  outputShape: ({ size, calls }: OutputPlace) => {
    const rank = Number(/(\d)d/.exec(calls)?.[1]);
    const axis = rank === 1 || !size.has('axis') ? -1 : size('axis');
    const joined = axis > 0 ? axis - 1 : rank + axis;
    return Array.from({ length: rank }, (_, at) => {
      const first = size(`n_elem1_${at}`);
      return at === joined ? first + size(`n_elem2_${at}`) : first;
    });
  },
  inputsAlike: true,
  result: 'follows',
};

const dot: LayerKind = {
  ...merging,
  name: 'dot',
  functions: ['nnet::dot1d'],
  typeMembers: { accum_t: 'accumulator' },
  outputShape: ({ size }) => [size('n_out')],
};

const oneInputType: LayerKind['ties'] = ({ sameInputTypes }) => (sameInputTypes ? [['inputs']] : []);

export const merges: readonly LayerKind[] = [
  elementwise('add'),
  elementwise('subtract'),
  elementwise('multiply', { inputsAlike: false }),
  elementwise('average', { result: 'follows' }),
  elementwise('maximum', { result: 'follows', ties: oneInputType }),
  elementwise('minimum', { result: 'follows', ties: oneInputType }),
  concatenate,
  dot,
];
