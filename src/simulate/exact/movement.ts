import { concatenationOf } from '../merges.js';
import { movementOf } from '../movement.js';
import { recast } from '../tables.js';
import type { ExactKind } from './exact.js';

/** Layers that only move values: zeropad, cropping, resize_nearest, transpose, repack_stream. */
export const movement: ExactKind = (layer) => {
  const sources = movementOf(layer);
  return ([inputs]) =>
    Array.from(sources, (source) => (source < 0 ? 0n : recast(inputs![source]!, layer.input, layer.output)));
};

/** nnet::concatenate1d, 2d and 3d. */
export const concatenation: ExactKind = (layer) => {
  const { rounds, runs } = concatenationOf(layer);
  return (inputs) =>
    Array.from({ length: rounds }, (_, round) =>
      inputs.flatMap((values, index) =>
        values
          .slice(round * runs[index]!, (round + 1) * runs[index]!)
          .map((raw) => recast(raw, layer.inputs[index]!, layer.output)),
      ),
    ).flat();
};
