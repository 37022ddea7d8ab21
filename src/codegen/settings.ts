import { problem } from '../diagnostics/index.js';
import type { LayerEmitter } from './kinds/kind.js';
import type { LoweredLayer } from './lower/index.js';
import { checkReuseFactor, type ResolvedOptions, type Strategy } from './options.js';
import type { LayerPrecision } from './precision.js';

/** How a layer is laid out, whatever its types. */
export interface Settings {
  readonly reuseFactor: number;
  readonly strategy: Strategy;
  readonly parallelizationFactor: number;
  readonly tableSize: number | undefined;
}

/** Adders stand for a constant matrix only, and all of them at once. */
export function withKnownStrategy(
  layer: LoweredLayer,
  { hasMatrix }: LayerEmitter,
  settings: Settings,
): Settings {
  const { strategy, reuseFactor } = settings;
  if (strategy !== 'distributed_arithmetic') return settings;
  if (!hasMatrix) return { ...settings, strategy: 'latency' };
  if (reuseFactor !== 1) throw problem('codegen.adders-reuse', { layer: layer.name, reuseFactor });
  return settings;
}

/** What is chosen for a layer: by its own section of the configuration, its kind's, or for all. */
export function settingsOf({ sections }: LayerPrecision, options: ResolvedOptions): Settings {
  const first = <T>(values: readonly (T | undefined)[]): T | undefined =>
    values.find((value) => value !== undefined);
  const reuseFactor = first(sections.map((section) => section.reuseFactor)) ?? options.reuseFactor;
  checkReuseFactor(reuseFactor);
  return {
    reuseFactor,
    strategy: first(sections.map((section) => section.strategy)) ?? options.strategy,
    parallelizationFactor: first(sections.map((section) => section.parallelizationFactor)) ?? 1,
    tableSize: first(sections.map((section) => section.tableSize)),
  };
}
