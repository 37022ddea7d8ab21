import type { FloatComparison } from '../simulate/index.js';
import { chartColours, type Chart } from './chart.js';

const rowHeight = 26;
const { blue, orange, red, grey } = chartColours;

/** Symbols and colours by name, so that nothing hangs on colour alone. */
const scaleOf = (domain: string[], range: string[]) => ({ domain, range });

/**
 * Three charts side by side, a row for each layer from the first to the last: worst and mean error, the error as a
 * share of the layer's values with the limit, and the share of values that wrap and saturate.
 * @param limit the relative error from which on a layer counts as wrong
 */
export function comparisonChart(
  kernel: string,
  samples: number,
  { rows, firstWrong }: FloatComparison,
  limit: number,
): Chart {
  const height = rowHeight * rows.length;
  const y = {
    field: 'place',
    type: 'ordinal' as const,
    axis: { title: 'layer', grid: true },
  };
  // Numbered, since two layers could have one name, and so that the order is that of the network.
  const places = rows.map(({ layer, type }, at) => `${at + 1}  ${layer}  ${type}`);
  const of = (values: object[]) => ({ values });
  const shared = { ...y, sort: places, scale: { domain: places } };
  const unlabelled = { ...shared, axis: { ...y.axis, labels: false, title: null, ticks: false } };
  const errors = rows.flatMap(({ worst, mean }, at) =>
    (
      [
        ['worst', worst],
        ['mean', mean],
      ] as const
    )
      // A logarithm has no place for layers without error.
      .filter(([, error]) => error > 0 && error < Infinity)
      .map(([kind, error]) => ({ place: places[at], kind, error })),
  );
  const shares = rows.map(({ layer, relative }, at) => {
    const state = layer === firstWrong ? 'first wrong' : relative > limit ? 'wrong' : 'good';
    return { place: places[at], percent: Number.isFinite(relative) ? 100 * relative : null, state };
  });
  const lost = rows.flatMap(({ wraps, saturations, values }, at) => [
    { place: places[at], kind: 'wraps', percent: (100 * wraps) / values },
    { place: places[at], kind: 'saturates', percent: (100 * saturations) / values },
  ]);
  const verdict =
    firstWrong === null ? 'no layer goes wrong' : `the first layer that goes wrong: ${firstWrong}`;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: `${kernel} against its float network`, subtitle: `${samples} samples; ${verdict}` },
    spacing: 64,
    bounds: 'flush',
    resolve: { scale: { color: 'independent', shape: 'independent' } },
    hconcat: [
      {
        ...{ width: 300, height, data: of(errors) },
        mark: { type: 'point', filled: true, size: 70, opacity: 1 },
        encoding: {
          y: shared,
          x: {
            ...{ field: 'error', type: 'quantitative', scale: { type: 'log' } },
            axis: {
              title: "error, in the unit of the layer's values (none: exact)",
              format: '.0e',
              tickCount: 5,
            },
          },
          color: {
            field: 'kind',
            type: 'nominal',
            scale: scaleOf(['worst', 'mean'], [orange, blue]),
            title: null,
            legend: { orient: 'top' },
          },
          shape: {
            field: 'kind',
            type: 'nominal',
            scale: scaleOf(['worst', 'mean'], ['triangle-right', 'circle']),
            title: null,
          },
        },
      },
      {
        ...{ width: 260, height },
        layer: [
          {
            data: of(shares),
            mark: { type: 'bar', height: 12 },
            encoding: {
              y: unlabelled,
              x: {
                field: 'percent',
                type: 'quantitative',
                axis: { title: "root mean square error, % of the layer's values" },
              },
              color: {
                ...{ field: 'state', type: 'nominal', title: null, legend: { orient: 'top' } },
                scale: scaleOf(['good', 'wrong', 'first wrong'], [blue, orange, red]),
              },
            },
          },
          {
            data: of([{ percent: 100 * limit }]),
            mark: { type: 'rule', strokeDash: [5, 3], color: red, size: 1.5 },
            encoding: { x: { field: 'percent', type: 'quantitative' } },
          },
        ],
      },
      {
        ...{ width: 200, height, data: of(lost) },
        mark: { type: 'bar', height: 7 },
        encoding: {
          y: unlabelled,
          yOffset: { field: 'kind', type: 'nominal', sort: ['wraps', 'saturates'] },
          x: {
            field: 'percent',
            type: 'quantitative',
            scale: { nice: true, domainMin: 0 },
            axis: { title: 'values lost, % of all' },
          },
          color: {
            field: 'kind',
            type: 'nominal',
            title: null,
            legend: { orient: 'top' },
            scale: scaleOf(['wraps', 'saturates'], [red, grey]),
          },
        },
      },
    ],
  };
}
