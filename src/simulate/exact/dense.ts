import { problem } from '../../diagnostics/index.js';
import { size } from '../network.js';
import { weightType } from '../products.js';
import { rawValues, type ExactKind } from './exact.js';
import { denseOf } from './products.js';

/** nnet::dense. */
export const dense: ExactKind = (layer) => {
  const [w, b] = [layer.constants('weight'), layer.constants('bias')];
  const types = { product: layer.product(), data: layer.input, result: layer.output };
  const weights = rawValues(w, weightType(layer, types.product));
  const compute = denseOf(layer, types, weights, rawValues(b, layer.role('bias')));
  const outputs = size(layer.layer.output.shape);
  return ([inputs]) => {
    if (w.length !== inputs!.length * b.length || b.length !== outputs) {
      throw problem('simulate.weights', { layer: layer.name, inputs: inputs!.length, outputs });
    }
    return compute(inputs!);
  };
};
