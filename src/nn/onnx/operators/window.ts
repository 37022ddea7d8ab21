import type { Operation } from '../operation.js';

/** How a window moves along the spatial axes, in numbers. */
export interface Moves {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: (readonly [before: number, after: number])[];
  /** How many places the result has along each axis. */
  readonly places: readonly number[];
  /** How far the last window reaches beyond the padding (ceil_mode). */
  readonly beyond: readonly number[];
}

/** Places in all windows on one sample: a bound on memory, far above what an FPGA can compute. */
const mostSeen = 2 ** 26;

/** Whole numbers for each spatial axis. */
function perAxis(operation: Operation, name: string, axes: number, usual: number, least: number): number[] {
  const found = operation.attributes.ints(name) ?? new Array<number>(axes).fill(usual);
  const fits = found.every((value) => Number.isSafeInteger(value) && value >= least && value < 2 ** 24);
  if (found.length === axes && fits) return found;
  throw operation.refuse(`has the ${name} ${found.slice(0, 8).join(', ')} for ${axes} axes`);
}

/**
 * The window of a node.
 * @param lengths of the input's spatial axes
 * @param kernel the window's size, where the weights say it; else the attribute kernel_shape does
 */
export function movesOf(operation: Operation, lengths: readonly number[], kernel?: readonly number[]): Moves {
  const { attributes, refuse } = operation;
  const axes = lengths.length;
  if (!kernel && !attributes.has('kernel_shape')) throw refuse('has no kernel_shape');
  const size = kernel ?? perAxis(operation, 'kernel_shape', axes, 1, 1);
  const strides = perAxis(operation, 'strides', axes, 1, 1);
  const dilation = perAxis(operation, 'dilations', axes, 1, 1);
  const ends = perAxis(operation, 'pads', 2 * axes, 0, 0);
  const auto = attributes.text('auto_pad', 'NOTSET');
  const ceils = attributes.flag('ceil_mode');
  const found = lengths.map((length, axis) => {
    const reach = (size[axis] - 1) * dilation[axis] + 1;
    const stride = strides[axis];
    const [before, after] = around(axis, length, reach);
    const room = length + before + after - reach;
    let places = Math.floor(room / stride) + 1;
    // A window that would start behind the input and its padding in front does not count.
    if (ceils && room % stride !== 0 && places * stride < length + before) places += 1;
    if (room < 0 || places < 1) throw refuse(`has a window of ${reach} on an input of ${length}`);
    if (before >= reach || after >= reach) throw refuse(`has a padding as long as its window of ${reach}`);
    const beyond = Math.max(0, (places - 1) * stride + reach - (length + before + after));
    return { padding: [before, after] as const, places, beyond };
  });
  const places = found.map((axis) => axis.places);
  const seen = [...places, ...size].reduce((product, count) => product * count, 1);
  if (seen > mostSeen) throw refuse(`sees ${seen} places of a sample in its windows, more than ${mostSeen}`);
  return {
    ...{ size, strides, dilation, places },
    padding: found.map((axis) => axis.padding),
    beyond: found.map((axis) => axis.beyond),
  };

  function around(axis: number, length: number, reach: number): readonly [number, number] {
    switch (auto) {
      case '':
      case 'NOTSET':
        return [ends[axis], ends[axis + axes]];
      case 'VALID':
        return [0, 0];
      case 'SAME_UPPER':
      case 'SAME_LOWER': {
        const total = Math.max(0, (Math.ceil(length / strides[axis]) - 1) * strides[axis] + reach - length);
        const [less, more] = [Math.floor(total / 2), Math.ceil(total / 2)];
        return auto === 'SAME_UPPER' ? [less, more] : [more, less];
      }
      default:
        throw refuse(`has the auto_pad ${JSON.stringify(auto.slice(0, 40))}`);
    }
  }
}

/** The shape of a result that has channels, and the places of a window. */
export function resultShape(shape: readonly number[], channels: number, places: readonly number[]): number[] {
  return [shape[0], channels, ...places];
}

/** 1 or 2: how many spatial axes an image or sequence has that lies channels first, samples before. */
export function spatialAxes(
  operation: Operation,
  { shape, batch }: { readonly shape: readonly number[]; readonly batch: number | undefined },
): 1 | 2 {
  const axes = shape.length - 2;
  if (batch !== 0) throw operation.refuse('reads a tensor whose first axis does not count samples');
  if (axes === 1 || axes === 2) return axes;
  throw operation.refuse(`works on ${Math.max(0, axes)} spatial axes; only 1 and 2 are supported`);
}
