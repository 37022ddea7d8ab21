import { z } from 'zod';
import type { BidirectionalLayer, ModelLayer } from '../../model.js';
import { packageOf } from '../layer-list.js';
import { describe, options, shapeOf, type LayerContext, type LayerReader } from './context.js';
import { recurrentLayer, recurrentReaders } from './recurrent.js';

const wrapped = z.object({
  class_name: z.string(),
  registered_name: z.string().nullish(),
  module: z.string().nullish(),
  config: z.record(z.string(), z.unknown()),
});

const bare = (className: string): string => className.slice(className.lastIndexOf('>') + 1);

/** Layers that do the same to a sequence as to each of its steps. */
const samePerStep = new Set(['dense', 'activation', 'batchNormalization']);

/**
 * Applies the layer to each step. Dense layers, activations and normalisations on vectors are just that layer on the
 * whole sequence.
 */
export function readTimeDistributed(
  readerOf: (className: string, from: string) => LayerReader | undefined,
): LayerReader {
  return (layer) => {
    const { layer: found } = options(layer, { layer: wrapped });
    const [steps, ...shape] = shapeOf(layer);
    const className = bare(found.class_name);
    const reader = readerOf(className, packageOf(found));
    if (!reader || className === 'InputLayer')
      throw layer.refuse(`wraps a ${describe(found)}, which is not supported`);
    if (shape.length === 0) throw layer.refuse('needs a sequence');
    const inner = reader({
      ...layer,
      className,
      config: found.config,
      inputShapes: [shape],
      weight: (name, own, part) =>
        layer.weight(name, own, { ...part, group: part ? `layer/${part.group}` : 'layer' }),
    });
    return inner.map((one): ModelLayer => {
      const outputShape = [steps, ...one.outputShape];
      const isLastAxis = one.kind !== 'activation' || one.activation !== 'softmax' || one.axis === undefined;
      if (
        samePerStep.has(one.kind) &&
        isLastAxis &&
        (one.kind !== 'activation' || one.activation !== 'prelu')
      ) {
        return { ...one, outputShape };
      }
      const { name, inputs, precisions, ...rest } = one;
      return {
        kind: 'timeDistributed',
        ...{ name, inputs, outputShape },
        layer: { ...rest, name, inputs, ...(precisions ? { precisions } : {}) },
      };
    });
  };
}

const readBidirectional: LayerReader = (layer) => {
  const {
    layer: found,
    backward_layer: other,
    merge_mode: mergeMode,
  } = options(layer, {
    layer: wrapped,
    backward_layer: wrapped.nullish(),
    merge_mode: z.enum(['concat', 'sum', 'mul', 'ave']).nullable().default('concat'),
  });
  if (mergeMode === null) throw layer.refuse('has the merge_mode None: two results are not supported');
  const innerOf = (one: z.infer<typeof wrapped>, backwards: boolean): LayerContext => {
    const className = bare(one.class_name);
    if (!Object.hasOwn(recurrentReaders, className)) {
      throw layer.refuse(`wraps a ${describe(one)}; SimpleRNN, LSTM and GRU are supported`);
    }
    if (one.config.return_state === true)
      throw layer.refuse('returns its states; only its result is supported');
    const opposite = !other && backwards ? { go_backwards: one.config.go_backwards !== true } : {};
    const name = `${layer.name}_${backwards ? 'backward' : 'forward'}`;
    return { ...layer, name, className, config: { ...one.config, ...opposite } };
  };
  const forward = recurrentLayer(innerOf(found, false), { group: 'forward_layer/cell', step: /^forward_/ });
  const backward = recurrentLayer(innerOf(other ?? found, true), {
    group: 'backward_layer/cell',
    step: /^backward_/,
  });
  if (forward.returnSequences !== backward.returnSequences || forward.goBackwards === backward.goBackwards) {
    throw layer.refuse('has two layers that do not go opposite ways over the same sequence');
  }
  if (mergeMode !== 'concat' && forward.units !== backward.units) {
    throw layer.refuse(`merges ${forward.units} and ${backward.units} units`);
  }
  const units = mergeMode === 'concat' ? forward.units + backward.units : forward.units;
  const outputShape = [...forward.outputShape.slice(0, -1), units];
  const { name, inputs } = layer;
  const whole: BidirectionalLayer = {
    ...{ kind: 'bidirectional', name, inputs, outputShape },
    ...{ forward, backward, mergeMode },
  };
  return [whole];
};

export const wrapperReaders: Readonly<Record<string, LayerReader>> = {
  Bidirectional: readBidirectional,
  QBidirectional: readBidirectional,
};
