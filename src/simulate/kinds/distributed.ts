import type { ResolvedLayer } from '../network.js';
import type { TensorSignal, WeightSource } from '../pieces/piece.js';
import type { LayerKind, LayerPlan, Place } from './kind.js';

/**
 * A layer in a loop over the steps of a sequence: the kernels of one step, called for each of them. Its tensors hold
 * all steps, one behind the other.
 */
export function planDistributed(
  kind: LayerKind,
  layer: ResolvedLayer,
  steps: number,
  signals: readonly TensorSignal[],
  weights: WeightSource,
): LayerPlan | null {
  const ofStep = signals.map((signal) => ({ ...signal, features: signal.features / steps }));
  const plan = kind.plan(layer, ofStep, weights);
  if (!plan) return null;
  const features = plan.output.features;
  const moved = (place: Place, step: number): Place => {
    const { tensor } = place;
    if (tensor === 'output') return { tensor, feature: place.feature + step * features };
    if ('temporary' in tensor) return place;
    return { tensor, feature: place.feature + step * ofStep[tensor.input]!.features };
  };
  const calls = Array.from({ length: steps }, (_, step) =>
    plan.calls.map(({ piece, from, to }) => ({
      piece,
      from: from.map((place) => moved(place, step)),
      to: moved(to, step),
    })),
  );
  return { ...plan, calls: calls.flat(), output: { ...plan.output, features: features * steps } };
}
