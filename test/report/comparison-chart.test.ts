import { describe, expect, it } from 'vitest';
import { chartPage, chartSvg, comparisonChart } from '../../src/report/index.js';

const layer = (name: string, relative: number, more = {}) => ({
  ...{
    layer: name,
    tensor: name,
    type: 'layer2_t',
    worst: 4 * relative,
    mean: relative,
    relative,
    values: 100,
  },
  ...{ wraps: 0, saturations: 0, ...more },
});

const draw = (rows: ReturnType<typeof layer>[], firstWrong: string | null): Promise<string> =>
  chartSvg(comparisonChart('top', 20, { rows, unknown: [], firstWrong }, 0.1));

describe('comparisonChart', () => {
  it('shows each layer in the order of the network, both errors, the verdict and units', async () => {
    const svg = await draw([layer('zeta', 0.01), layer('alpha', 0.4, { wraps: 7 })], 'alpha');
    for (const text of [
      '1  zeta',
      '2  alpha',
      'first layer that goes wrong: alpha',
      'worst',
      'mean',
      'wraps',
    ])
      expect(svg).toContain(text);
    expect(svg.indexOf('1  zeta')).toBeLessThan(svg.indexOf('2  alpha'));
    expect(svg).toMatch(/error, in the unit of the layer/);
    expect(svg).toContain('values lost, % of all');
    expect(svg).toContain('prefers-color-scheme: dark');
  });

  it('draws layers without any error, and errors that are not finite', async () => {
    expect(await draw([layer('exact', 0)], null)).toContain('no layer goes wrong');
    const svg = await draw([layer('a', 0.2), layer('b', NaN), layer('c', Infinity)], 'a');
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it('keeps names of layers as text', async () => {
    const name = '"></text><script>alert(1)</script>${7*7}\\u003cb';
    const page = chartPage('hlsmith compare', await draw([layer(name, 0.3)], name));
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script');
    expect(page).not.toMatch(/(src|href)=/);
  });
});
