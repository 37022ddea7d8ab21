import { stringify } from 'yaml';
import { formatFixedType } from '../hls/index.js';
import { targets } from './target.js';
import type { PlannedLayer, PlannedType, ProjectPlan } from './planned.js';

/**
 * What the project was made with, in the vocabulary of hls4ml's configuration files; layers go by the model's
 * own names. Maps throughout, so that no layer's name meets a property that objects have already.
 */
export function configFile({ options, inputs, layers }: ProjectPlan): string {
  const precision = formatFixedType(options.precision);
  const config = mapOf({
    Backend: targets[options.target].backend,
    ProjectName: options.name,
    Part: options.part,
    ClockPeriod: options.clockPeriod,
    ClockUncertainty: '27%',
    IOType: `io_${options.io}`,
    HLSConfig: mapOf({
      Model: mapOf({
        Precision: precision,
        ReuseFactor: options.reuseFactor,
        Strategy: strategyWords[options.strategy],
      }),
      LayerName: new Map([
        ...inputs.map((input) => [input.layer, mapOf({ Precision: precisions([input.type]) })] as const),
        ...layers.map((layer) => [layer.layer.name, layerSection(layer)] as const),
      ]),
    }),
  });
  return stringify(config, { lineWidth: 0, aliasDuplicateObjects: false });
}

const strategyWords = {
  latency: 'Latency',
  resource: 'Resource',
  distributed_arithmetic: 'distributed_arithmetic',
} as const;

function layerSection(layer: PlannedLayer): Map<string, unknown> {
  const { types, outputs, description, strategy, reuseFactor, tableSize, parallelizationFactor } = layer;
  const [{ type, sharesType }] = outputs;
  const choice = description.hasStrategy
    ? { Strategy: strategyWords[strategy], ReuseFactor: reuseFactor }
    : {};
  return mapOf({
    Precision: precisions(sharesType ? types : [...types, type]),
    ...choice,
    ...(tableSize === undefined ? {} : { TableSize: tableSize }),
    ...(parallelizationFactor === 1 ? {} : { ParallelizationFactor: parallelizationFactor }),
  });
}

function precisions(types: readonly PlannedType[]): Map<string, string> {
  return new Map(types.map(({ key, type }) => [key, formatFixedType(type)]));
}

function mapOf(entries: Record<string, unknown>): Map<string, unknown> {
  return new Map(Object.entries(entries));
}
