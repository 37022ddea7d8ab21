import type { BidirectionalLayer, RecurrentLayer } from '../../nn/index.js';
import type { LoweredLayer } from './layers.js';
import type { FreshNames } from './names.js';

/** A recurrent layer that reads the last step first: the sequence is turned round before it. */
export function inReadingOrder(
  layer: RecurrentLayer,
  shape: readonly number[],
  names: FreshNames,
): readonly LoweredLayer[] {
  if (!layer.goBackwards) return [layer];
  const name = names.fresh(`${layer.name}_reversed`);
  return [
    { kind: 'reverse', name, inputs: layer.inputs, outputShape: shape },
    { ...layer, inputs: [name], goBackwards: false },
  ];
}

/**
 * Two recurrent layers side by side, and what merges them. A sequence of the second one is turned round again, so that
 * both have a step's result at the same place.
 */
export function bothDirections(
  { name, inputs, outputShape, forward, backward, mergeMode }: BidirectionalLayer,
  shape: readonly number[],
  names: FreshNames,
): readonly LoweredLayer[] {
  const part = (layer: RecurrentLayer, suffix: string): readonly LoweredLayer[] => {
    const own = layer.returnSequences ? [shape[0], layer.units] : [layer.units];
    return inReadingOrder(
      { ...layer, name: names.fresh(`${name}_${suffix}`), inputs, outputShape: own },
      shape,
      names,
    );
  };
  const first = part(forward, 'forward');
  const second = part(backward, 'backward');
  const last = second[second.length - 1];
  const turned: readonly LoweredLayer[] = backward.returnSequences
    ? [
        {
          ...{ kind: 'reverse', name: names.fresh(`${last.name}_reversed`) },
          ...{ inputs: [last.name], outputShape: last.outputShape },
        },
      ]
    : [];
  const sides = [first[first.length - 1].name, (turned[0] ?? last).name];
  const merged = { name, inputs: sides, outputShape };
  const merge: LoweredLayer =
    mergeMode === 'concat'
      ? { kind: 'concatenate', ...merged, axis: outputShape.length - 1 }
      : { kind: mergers[mergeMode], ...merged };
  return [...first, ...second, ...turned, merge];
}

const mergers = { sum: 'add', mul: 'multiply', ave: 'average' } as const;
