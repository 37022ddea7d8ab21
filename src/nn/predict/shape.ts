import type { PermuteLayer, RepeatVectorLayer, UpSamplingLayer } from '../model.js';
import { gather, gatherIndices, stridesOf, type Tensor } from './tensor.js';

export function permute({ axes, outputShape }: PermuteLayer, input: Tensor, samples: number): Float64Array {
  const own = stridesOf(input.shape);
  const strides = axes.map((axis) => own[axis]);
  return gather(input.data, gatherIndices(outputShape, strides, 0), samples);
}

export function upSampling({ factors }: UpSamplingLayer, input: Tensor, samples: number): Float64Array {
  // Each spatial axis as two, of which the second repeats.
  const own = stridesOf(input.shape);
  const shape = input.shape.flatMap((length, axis) => [length, factors[axis] ?? 1]);
  const strides = own.flatMap((stride) => [stride, 0]);
  return gather(input.data, gatherIndices(shape, strides, 0), samples);
}

export function repeatVector({ count }: RepeatVectorLayer, input: Tensor, samples: number): Float64Array {
  return gather(
    input.data,
    gatherIndices([count, ...input.shape], [0, ...stridesOf(input.shape)], 0),
    samples,
  );
}
