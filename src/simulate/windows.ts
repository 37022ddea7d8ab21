import type { ResolvedConfig } from './network.js';

/** Which pixels a layer reads for each pixel that it writes. */
export interface Windows {
  readonly positions: number;
  readonly taps: number;
  /** `[positions, taps]`: a pixel of the input, row after row, or -1 outside of it. */
  readonly pixels: Int32Array;
}

/** One direction of a window that moves over an image. */
interface Direction {
  readonly input: number;
  readonly output: number;
  readonly window: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

/** The windows of a convolution. @throws `simulate.size-missing` */
export function convolutionWindows(config: ResolvedConfig): Windows {
  const dilation = config.parameter('dilation', 1);
  const columns = {
    input: config.size('in_width'),
    output: config.size('out_width'),
    window: config.parameter('filt_width', 1),
    stride: config.parameter('stride_width', 1),
    padding: config.parameter('pad_left', 0),
    dilation: config.parameter('dilation_width', dilation),
  };
  const height = config.parameter('in_height', 0);
  if (height === 0) return windows(oneRow, columns);
  const rows = {
    input: height,
    output: config.size('out_height'),
    window: config.parameter('filt_height', 1),
    stride: config.parameter('stride_height', 1),
    padding: config.parameter('pad_top', 0),
    dilation: config.parameter('dilation_height', dilation),
  };
  return windows(rows, columns);
}

/** The windows of a pooling layer. @throws `simulate.size-missing` */
export function poolingWindows(config: ResolvedConfig): Windows {
  const height = config.parameter('in_height', 0);
  const isImage = height > 0;
  const columns = {
    input: config.size(isImage ? 'in_width' : 'n_in'),
    output: config.size(isImage ? 'out_width' : 'n_out'),
    window: config.size('pool_width'),
    stride: config.size('stride_width'),
    padding: config.parameter('pad_left', 0),
    dilation: 1,
  };
  if (!isImage) return windows(oneRow, columns);
  const rows = {
    input: height,
    output: config.size('out_height'),
    window: config.size('pool_height'),
    stride: config.size('stride_height'),
    padding: config.parameter('pad_top', 0),
    dilation: 1,
  };
  return windows(rows, columns);
}

const oneRow: Direction = { input: 1, output: 1, window: 1, stride: 1, padding: 0, dilation: 1 };

function windows(rows: Direction, columns: Direction): Windows {
  const positions = rows.output * columns.output;
  const taps = rows.window * columns.window;
  const pixels = new Int32Array(positions * taps);
  const across = (direction: Direction, position: number, tap: number): number => {
    const at = position * direction.stride + tap * direction.dilation - direction.padding;
    return at >= 0 && at < direction.input ? at : -1;
  };
  let next = 0;
  for (let row = 0; row < rows.output; row++) {
    for (let column = 0; column < columns.output; column++) {
      for (let tapRow = 0; tapRow < rows.window; tapRow++) {
        const y = across(rows, row, tapRow);
        for (let tapColumn = 0; tapColumn < columns.window; tapColumn++) {
          const x = across(columns, column, tapColumn);
          pixels[next++] = y < 0 || x < 0 ? -1 : y * columns.input + x;
        }
      }
    }
  }
  return { positions, taps, pixels };
}

/** Pixels as the index of their first channel. */
export function firstChannels(pixels: Int32Array, channels: number): Int32Array {
  return pixels.map((pixel) => (pixel < 0 ? -1 : pixel * channels));
}
