import { judge } from 'hlsmith/simulate';
import { expect, it } from 'vitest';
import { evaluatedTensor } from '../../src/simulate/evaluation.js';
import { fixed } from '../graphs.js';

const answers = evaluatedTensor('y', fixed('ap_fixed<8,6>'), [2], Int32Array.from([4, 8, -4, -8, 2, 2]));

it('scores shares of samples, and errors', () => {
  const targets = Float64Array.from([1, 1.5, 0, 4, 0.5, 0.5]);
  expect(judge('accuracy', { labels: [1, 0, 1] }).score(answers)).toBeCloseTo(2 / 3, 15);
  expect(judge('agreement', { targets }).score(answers)).toBeCloseTo(2 / 3, 15);
  // 1 2 -1 -2 0.5 0.5 against the targets.
  expect(judge('mae', { targets }).score(answers)).toBeCloseTo((0.5 + 1 + 6) / 6, 15);
  expect(judge('mse', { targets }).score(answers)).toBeCloseTo((0.25 + 1 + 36) / 6, 15);
  expect(judge('mse', { targets }).higherIsBetter).toBe(false);
});

it('needs something to hold answers against', () => {
  expect(() => judge('accuracy', {})).toThrow('accuracy needs labels');
  expect(() => judge('mae', {})).toThrow('mae needs targets');
  expect(() => judge('mae', { targets: new Float64Array(3) }).score(answers)).toThrow(
    '3 target values for 6',
  );
});
