import type { TopLevelSpec } from 'vega-lite';
import { render } from '../templates/index.js';

/** A chart in the words of Vega-Lite (vega.github.io/vega-lite), data inside. */
export type Chart = TopLevelSpec;

/** Colours that can be told apart on light and on dark ground, also by those who see fewer (Okabe and Ito, 2008). */
export const chartColours = { blue: '#3b8fd4', orange: '#e08a1e', red: '#dd4b39', grey: '#8a93a6' } as const;

/** Text and lines take the colour of the page. */
const ink = 'currentColor';
const config = {
  background: 'transparent',
  font: 'system-ui, sans-serif',
  axis: {
    ...{ labelColor: ink, titleColor: ink, domainColor: ink, tickColor: ink, gridColor: chartColours.grey },
    ...{ gridOpacity: 0.3, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal' as const },
    labelLimit: 260,
  },
  legend: { labelColor: ink, titleColor: ink, labelFontSize: 12, labelLimit: 0 },
  title: { color: ink, subtitleColor: ink, anchor: 'start' as const, fontSize: 15, subtitleFontSize: 12 },
  view: { stroke: null },
};

/**
 * Draws a chart without a browser: an SVG file that stands alone, on light and on dark ground. Texts of the data are
 * escaped by the library.
 */
export async function chartSvg(chart: Chart): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new vega.View(vega.parse(compile(chart, { config }).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg.replace(/^<svg[^>]*>/, (start) => `${start}${render('report/chart-style', {}).trimEnd()}`);
}

/**
 * A page that holds the chart and nothing from elsewhere.
 * @param title of the page: a text of ours, not of the data
 */
export function chartPage(title: string, svg: string): string {
  return render('report/chart.html', { title, svg });
}
