import { Project } from 'hlsmith/cpp';
import { quantize, verifyRewritten, type QhsOptions } from 'hlsmith/qhs';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { findCompiler } from '../../src/simulate/compiled/compile.js';
import { temporaryFolder } from '../../src/text/index.js';
import { gaussianInputs } from '../simulate/graphs.js';

if (!findCompiler()) console.log('skipped: no g++ or clang++ on PATH to compile a kernel with');

/** A matched filter with a layer that no library has: nothing tells what it computes but its C++. */
const kernel = `#include "ap_fixed.h"
typedef ap_fixed<18, 8> input_t;
typedef ap_fixed<18, 8> weight_t;
typedef ap_fixed<24, 12> accum_t;
typedef ap_fixed<18, 8> hidden_t;
typedef ap_fixed<18, 8> result_t;
static const weight_t w[8] = {0.5, -0.25, 1.5, 0.75, -1, 0.125, 0.375, -0.5};
static void correlate(const input_t x[4], hidden_t y[2]) {
    for (int j = 0; j < 2; j++) {
        accum_t sum = 0;
        for (int i = 0; i < 4; i++) sum += x[i] * w[i * 2 + j];
        y[j] = sum;
    }
}
void top(const input_t x[4], result_t scores[2]) {
    hidden_t y[2];
    correlate(x, y);
    scores[0] = y[0] * y[0];
    scores[1] = y[1] < hidden_t(0) ? result_t(-y[1]) : result_t(y[1]);
}
`;
const samples = 300;
const inputs = gaussianInputs(samples, 4);

function project(text = kernel): Project {
  const folder = temporaryFolder('test');
  onTestFinished(() => folder.remove());
  return Project.fromFiles(folder.path, { 'top.cpp': text });
}

const search = (made: Project, more: Partial<QhsOptions> = {}): ReturnType<typeof quantize> =>
  quantize(made, { inputs, samples, toleratedAccuracyLoss: 0.02, lossIs: 'absolute', ...more });

describe.skipIf(!findCompiler())('the search on a kernel that is not simulated', () => {
  it('compiles it once, narrows weights and results, and the rewritten kernel answers what was measured', async () => {
    const made = project();
    const outcome = await search(made);
    expect(outcome).toMatchObject({ graph: null, kernel: 'top', metric: 'agreement', baselineAccuracy: 1 });
    expect(outcome.evaluated.tier).toBe('compiled');
    expect(outcome.evaluated.remark).toMatch(/no top function.*; compiled once/);
    expect(outcome.accuracy).toBeGreaterThanOrEqual(0.98);
    expect(outcome.virtualLayers.map(({ name }) => name)).toEqual(['hidden_t', 'result_t', 'weight_t']);
    expect(outcome.pinned.map(({ precision }) => precision.name)).toEqual(['input_t', 'accum_t']);
    const width = (name: string): number => outcome.assignment.get(name)!.width;
    for (const name of ['hidden_t', 'result_t', 'weight_t']) expect(width(name)).toBeLessThan(16);
    expect(made.file('top.cpp').text).toContain(`typedef ap_fixed<${width('weight_t')}, 8> weight_t;`);
    expect(made.file('top.cpp').text).toContain('typedef ap_fixed<24, 12> accum_t;');
    const { verified, compared } = await verifyRewritten(made, outcome, { inputs, samples });
    expect([verified, compared]).toEqual([true, ['scores']]);
  });

  it('judges errors against targets', async () => {
    const targets = new Float64Array(samples * 2);
    const outcome = await search(project(), { metric: 'mae', targets, toleratedAccuracyLoss: 0.01 });
    const errors = outcome.trials.filter(({ withinTolerance }) => withinTolerance);
    expect(outcome.baselineAccuracy).toBeGreaterThan(0.5);
    for (const { loss, accuracy } of errors)
      expect(loss).toBeCloseTo(accuracy - outcome.baselineAccuracy, 12);
    expect(outcome.accuracy - outcome.baselineAccuracy).toBeLessThanOrEqual(0.01 + 1e-9);
  });
});

describe('without a compiler', () => {
  const path = process.env['PATH'];
  afterEach(() => {
    process.env['PATH'] = path;
  });

  it('the reason why a kernel is not simulated is the error', async () => {
    process.env['PATH'] = '/nowhere';
    await expect(search(project())).rejects.toMatchObject({ code: 'hls.no-top' });
  });
});
