import { configuredCall, image, plainLayer, type LayerKind, type Sizes } from './kind.js';

/** Layers that move values and compute none. */
const moving = { ...plainLayer, grouping: 'joins', result: 'follows' } as const satisfies Partial<LayerKind>;

/** Extents of a one- or two-dimensional layer. */
function extents(size: Sizes, prefix: 'in' | 'out'): number[] {
  const width = size(`${prefix}_width`);
  return size.has(`${prefix}_height`) ? [size(`${prefix}_height`), width] : [width];
}

const framed = {
  ...moving,
  inputShape: ({ size, calls }) => image(calls, extents(size, 'in'), size('n_chan')),
  outputShape: ({ size, calls }) => image(calls, extents(size, 'out'), size('n_chan')),
} as const satisfies Partial<LayerKind>;

const formats = (...names: readonly string[]): string[] =>
  names.flatMap((name) => [`nnet::${name}_cl`, `nnet::${name}_cf`]);

const zeroPadding: LayerKind = {
  ...framed,
  name: 'zeroPadding',
  functions: formats('zeropad1d', 'zeropad2d'),
};

const cropping: LayerKind = { ...framed, name: 'cropping', functions: formats('cropping1d', 'cropping2d') };

/** Each value several times over; a height of 1 is a sequence. */
const upSampling: LayerKind = {
  ...moving,
  name: 'upSampling',
  functions: ['nnet::resize_nearest'],
  calls: [{ templates: ['input', 'config'], arguments: ['input', 'output'] }, configuredCall()],
  inputShape: ({ size }) => [...grid(size('height'), size('width')), size('n_chan')],
  outputShape: ({ size }) => [...grid(size('new_height'), size('new_width')), size('n_chan')],
  // The library's function has one template parameter for both.
  ties: () => [['input', 'output']],
};

const grid = (height: number, width: number): number[] => (height === 1 ? [width] : [height, width]);

const transpose: LayerKind = {
  ...moving,
  name: 'transpose',
  functions: ['nnet::transpose', 'nnet::transpose_2d', 'nnet::transpose_3d'],
  lists: ['perm', 'from_shape', 'to_shape', 'perm_strides'],
  inputShape: ({ size }) => transposedFrom(size),
  outputShape: ({ size }) => {
    if (size.has('to_shape[0]')) return list(size, 'to_shape');
    const from = transposedFrom(size);
    return from && list(size, 'perm').map((axis) => from[axis]!);
  },
};

/** Before the lists of hls4ml 1.1, the input's extents were constants; two-dimensional inputs had depth 1. */
function transposedFrom(size: Sizes): number[] | null {
  if (size.has('from_shape[0]')) return list(size, 'from_shape');
  if (!size.has('height') || !size.has('width')) return null;
  const plane = [size('height'), size('width')];
  const rank = list(size, 'perm').length;
  return rank === 3 ? [size('depth'), ...plane] : plane;
}

function list(size: Sizes, name: string): number[] {
  const numbers: number[] = [];
  while (size.has(`${name}[${numbers.length}]`)) numbers.push(size(`${name}[${numbers.length}]`));
  return numbers;
}

/** The values of a stream in words of another length: how hls4ml streams a reshape. */
const repack: LayerKind = {
  ...moving,
  name: 'repack',
  functions: ['nnet::repack_stream'],
  calls: [{ templates: ['input', 'output', 'number:size'], arguments: ['input', 'output'] }],
  outputShape: ({ size, packed }) => {
    const words = size('size') / (packed ?? 1);
    return packed === null || words === 1 ? [size('size')] : [words, packed];
  },
};

/** A stream repeated until it has the size of another, before both are merged. */
const broadcast: LayerKind = {
  ...moving,
  name: 'broadcast',
  functions: ['nnet::broadcast_stream'],
  inputShape: ({ size }) => [size('in_height'), size('in_width'), size('in_chan')],
  outputShape: ({ size }) => [size('out_height'), size('out_width'), size('out_chan')],
};

/** A sequence turned round. */
const reverse: LayerKind = {
  ...moving,
  name: 'reverse',
  functions: ['nnet::reverse'],
  inputShape: ({ size }) => [size('n_sequence'), size('n_chan')],
  outputShape: ({ size }) => [size('n_sequence'), size('n_chan')],
};

export const reshapings: readonly LayerKind[] = [
  zeroPadding,
  cropping,
  upSampling,
  transpose,
  repack,
  reverse,
  broadcast,
];
