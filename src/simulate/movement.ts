import { problem } from '../diagnostics/index.js';
import { transposed, transposition } from './einsum.js';
import type { ResolvedLayer } from './network.js';
import { size } from './network.js';

/** Which value of its input each value of a layer's result is, or -1 for zero: of layers that only move values. */
export function movementOf(layer: ResolvedLayer): Int32Array {
  const move = movements[layer.layer.kind];
  if (!move) throw problem('simulate.kind', { layer: layer.name, kind: layer.layer.kind });
  return move(layer);
}

const movements: Readonly<Record<string, (layer: ResolvedLayer) => Int32Array>> = {
  /** `nnet::zeropad*_cl`. */
  zeroPadding: (layer) => shifted(layer, -layer.parameter('pad_top', 0), -layer.parameter('pad_left', 0)),
  /** `nnet::cropping*_cl`. */
  cropping: (layer) => shifted(layer, layer.parameter('crop_top', 0), layer.parameter('crop_left', 0)),
  /** `nnet::resize_nearest`: 16 fraction bits of the ratio, rounded up. */
  upSampling(layer) {
    const [height, width] = [layer.parameter('height', 1), layer.size('width')];
    const [rows, columns] = [layer.parameter('new_height', 1), layer.size('new_width')];
    const ratio = (from: number, to: number): number => Math.floor((from * 65536) / to) + 1;
    const nearest = (at: number, from: number, to: number): number => (at * ratio(from, to)) >> 16;
    return pixels(rows, columns, layer.size('n_chan'), (row, column) => {
      return nearest(row, height, rows) * width + nearest(column, width, columns);
    });
  },
  /** One step after the other into a loop, and out of it. */
  timeStepRead: allInOrder,
  timeStepWrite: allInOrder,
  /** `nnet::repack_stream`, which regroups the words of a stream. */
  repack: allInOrder,
  /** `nnet::broadcast_stream`: one pixel to all, or one channel to all. */
  broadcast(layer) {
    const channels = layer.size('out_chan');
    const onePixel = layer.size('in_height') * layer.size('in_width') === 1;
    const length = layer.size('out_height') * layer.size('out_width') * channels;
    return Int32Array.from({ length }, (_, at) => (onePixel ? at % channels : Math.floor(at / channels)));
  },
  /** `nnet::reverse`: the last step first. */
  reverse(layer) {
    const [steps, channels] = [layer.size('n_sequence'), layer.size('n_chan')];
    return pixels(1, steps, channels, (_, step) => steps - 1 - step);
  },
  transpose,
};

/** Lists of strides since hls4ml 1.1, and for Vivado and Vitis only; the input's extents and the order of axes before. */
function transpose(layer: ResolvedLayer): Int32Array {
  const { parameters, output, calls } = layer.layer;
  const dimensions = layer.parameter('dims', output.shape.length);
  if ('to_shape[0]' in parameters) return transposition(layer, dimensions);
  const axes = calls.endsWith('_2d') ? 2 : dimensions;
  const plane = [layer.size('height'), layer.size('width')];
  const from = axes === 3 ? [layer.size('depth'), ...plane] : plane;
  const strides = from.map((_, axis) => size(from.slice(axis + 1)));
  const order = from.map((_, at) => (axes === 2 ? 1 - at : layer.size(`perm[${at}]`)));
  return transposed(
    order.map((axis) => from[axis]!),
    order.map((axis) => strides[axis]!),
  );
}

function allInOrder(layer: ResolvedLayer): Int32Array {
  return Int32Array.from({ length: size(layer.layer.output.shape) }, (_, at) => at);
}

function shifted(layer: ResolvedLayer, top: number, left: number): Int32Array {
  const [height, width] = [layer.parameter('in_height', 1), layer.size('in_width')];
  const [rows, columns] = [layer.parameter('out_height', 1), layer.size('out_width')];
  return pixels(rows, columns, layer.size('n_chan'), (row, column) => {
    const [y, x] = [row + top, column + left];
    return y >= 0 && y < height && x >= 0 && x < width ? y * width + x : -1;
  });
}

function pixels(
  rows: number,
  columns: number,
  channels: number,
  from: (row: number, column: number) => number,
): Int32Array {
  return Int32Array.from({ length: rows * columns * channels }, (_, at) => {
    const pixel = Math.floor(at / channels);
    const source = from(Math.floor(pixel / columns), pixel % columns);
    return source < 0 ? -1 : source * channels + (at % channels);
  });
}
