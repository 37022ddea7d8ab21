import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { convertModel, writeProject } from 'hlsmith/codegen';
import { openHlsProject } from 'hlsmith/hls';
import { readInputs, readKerasModel, readLabels } from 'hlsmith/nn';
import { quantize, type QhsOutcome } from 'hlsmith/qhs';
import { expect, it } from 'vitest';
import { inTemporaryFolder } from '../../src/text/index.js';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/jet/${name}`, import.meta.url));

it('a trial that is given up early changes no decision', async () => {
  const { data, samples, features } = readInputs(fixture('X_test.npy'));
  const labels = readLabels(fixture('y_test.npy'), samples).subarray(0, 2000);
  const inputs = data.subarray(0, 2000 * features);
  const model = await readKerasModel(fixture('model.h5'));
  const [early, full] = await inTemporaryFolder('test', async (folder) => {
    writeProject(join(folder, 'jet'), convertModel(model, { name: 'jet' }));
    const outcomes: QhsOutcome[] = [];
    for (const stopEarly of [true, false]) {
      const project = await openHlsProject(join(folder, 'jet'));
      const tolerance = { toleratedAccuracyLoss: 0.01, lossIs: 'absolute' } as const;
      outcomes.push(await quantize(project, { inputs, labels, ...tolerance, stopEarly }));
    }
    return outcomes as [QhsOutcome, QhsOutcome];
  });
  expect(early.assignment).toEqual(full.assignment);
  expect([early.accuracy, early.baselineAccuracy]).toEqual([full.accuracy, full.baselineAccuracy]);
  expect(early.trials).toHaveLength(full.trials.length);
  let givenUp = 0;
  for (const [at, trial] of early.trials.entries()) {
    const exact = full.trials[at]!;
    expect([trial.withinTolerance, trial.precisions]).toEqual([exact.withinTolerance, exact.precisions]);
    if (trial.isUpperBound) {
      givenUp++;
      expect(trial.withinTolerance).toBe(false);
      expect(trial.accuracy).toBeGreaterThanOrEqual(exact.accuracy);
    } else expect(trial.accuracy).toBe(exact.accuracy);
  }
  expect(givenUp).toBeGreaterThan(5);
});
