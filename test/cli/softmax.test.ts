import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fixture, hlsmith, temporaryFolder } from './run.js';

it('softmax is replaced by a surrogate that is calibrated on data, and the project is still read', () => {
  const folder = temporaryFolder();
  const [project, output] = [join(folder, 'jet'), join(folder, 'cheaper')];
  const made = [
    'convert',
    fixture('model.h5'),
    '-o',
    project,
    '--name',
    'jet',
    '--precision',
    'ap_fixed<18,8>',
  ];
  expect(hlsmith(made).code).toBe(0);
  const data = ['--inputs', fixture('X_test.npy'), '--samples', '300'];
  const { code, out } = hlsmith(['softmax', project, ...data, '--json', '-o', output]);
  expect(code).toBe(0);
  const [{ layer, parameters, errorBefore, errorAfter }] = JSON.parse(out).replaced;
  expect(layer).toBe('softmax');
  expect(parameters.reach).toBeGreaterThan(1);
  expect(parameters.clip).toBeLessThanOrEqual(parameters.reach);
  expect(errorBefore).toBeLessThan(errorAfter);
  expect(errorAfter).toBeLessThan(0.05);
  const labels = ['--labels', fixture('y_test.npy')];
  const accuracy = (path: string): number =>
    JSON.parse(hlsmith(['simulate', path, ...data, ...labels, '--json']).out).accuracy;
  expect(accuracy(output)).toBe(accuracy(project));
  const argmax = hlsmith(['softmax', output, ...data, '--by', 'argmax', '--json']);
  expect(JSON.parse(argmax.out).diff).toContain('softmax_implementation::argmax');
});
