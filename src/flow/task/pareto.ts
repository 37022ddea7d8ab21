import { problem } from '../../diagnostics/index.js';
import type { Model } from '../meta-model/model.js';

/** What is wanted of each metric. */
export type Objectives = Readonly<Record<string, 'max' | 'min'>>;

/**
 * The models that no other model beats: none is at least as good in every objective and better in one. Models
 * that lack one of the metrics are left out. Of equal ones all stay, in the order given.
 * @throws reduce.sources when a metric has two sources, which cannot be compared
 */
export function paretoFront(models: readonly Model[], objectives: Objectives): Model[] {
  const wanted = Object.entries(objectives);
  const complete = models.filter(({ metrics }) => wanted.every(([name]) => name in metrics));
  for (const [name] of wanted) {
    const sources = [...new Set(complete.map(({ metrics }) => metrics[name]!.source))];
    if (sources.length > 1) throw problem('reduce.sources', { metric: name, sources });
  }
  const gains = new Map(
    complete.map(({ id, metrics }) => [
      id,
      wanted.map(([name, sense]) => (sense === 'max' ? 1 : -1) * metrics[name]!.value),
    ]),
  );
  const beats = (a: readonly number[], b: readonly number[]): boolean =>
    a.every((gain, index) => gain >= b[index]!) && a.some((gain, index) => gain > b[index]!);
  return complete.filter(
    (model) => !complete.some((other) => beats(gains.get(other.id)!, gains.get(model.id)!)),
  );
}
