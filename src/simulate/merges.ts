import { problem } from '../diagnostics/index.js';
import type { ResolvedLayer } from './network.js';
import { size } from './network.js';

/** How two tensors become one: `rounds` times a run of the first, then a run of the second. */
export interface Concatenation {
  readonly rounds: number;
  readonly runs: readonly number[];
}

/** `nnet::concatenate1d`, `2d` and `3d`; the axis counts from 1, or from the end if negative. */
export function concatenationOf(layer: ResolvedLayer): Concatenation {
  const shapes = layer.layer.inputs.map((_, index) =>
    [0, 1, 2].map((axis) => layer.parameter(`n_elem${index + 1}_${axis}`, 0)).filter((extent) => extent > 0),
  );
  const dimensions = Number(/concatenate(\d)d/.exec(layer.layer.calls)?.[1] ?? shapes[0]!.length);
  const axis = layer.parameter('axis', -1);
  const at = dimensions === 1 ? 0 : axis < 0 ? dimensions + axis : axis - 1;
  const rounds = size(shapes[0]!.slice(0, Math.max(at, 0)));
  return { rounds, runs: layer.layer.inputs.map(({ shape }) => size(shape) / rounds) };
}

/** Which value of an input each value of a merge's result is made of: the smaller input is repeated. */
export function broadcastOf(layer: ResolvedLayer, index: number): Int32Array | undefined {
  const features = size(layer.layer.output.shape);
  const own = size(layer.layer.inputs[index]!.shape);
  if (own === features) return undefined;
  if (own === 0 || features % own !== 0) {
    throw problem('simulate.merge', { layer: layer.name, features, input: own });
  }
  return Int32Array.from({ length: features }, (_, at) => at % own);
}
