import { fixedType } from '../../hls/index.js';
import type { ActivationLayer, ModelLayer } from '../../nn/index.js';
import type { Interval } from '../interval.js';
import type { LayerEmitter } from './kind.js';
import { checkOneInput } from './shapes.js';

export const relu = elementwise('relu', ({ low, high }) => ({
  low: Math.max(0, low),
  high: Math.max(0, high),
}));

export const linear = elementwise('linear', (interval) => interval);

/** An activation of each element by itself, without a table. */
function elementwise(
  name: ActivationLayer['activation'],
  range: (input: Interval) => Interval,
): LayerEmitter<ActivationLayer> {
  return {
    name,
    templates: { config: 'activation-config', call: 'activation-call' },
    headers: ['nnet_activation.h'],
    emits: (layer: ModelLayer): layer is ActivationLayer =>
      layer.kind === 'activation' && layer.activation === name,
    describe: (layer, { index, inputShapes }) => {
      checkOneInput(layer, inputShapes, inputShapes[0]);
      return {
        config: `${name}_config${index}`,
        // The library's config has a table type for every activation; these never read it.
        types: { table: fixedType(true, 18, 8) },
        constants: [],
        parameters: { n_in: inputShapes[0].reduce((a, b) => a * b, 1), table_size: 1024 },
        hasStrategy: false,
      };
    },
    range: (_, input) => ({ result: input.map(range), accumulated: null }),
  };
}
