import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Project } from 'hlsmith/cpp';
import { hasStrictThreshold } from '../../../src/hls/graph/strict-threshold.js';

const root = mkdtempSync(join(tmpdir(), 'hlsmith-threshold-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

it('a binary activation compares as the library beside the project does', () => {
  const project = Project.fromFiles(root, { 'firmware/parameters.h': 'struct config2 {};\n' });
  const [file] = project.files;
  const of = (name: string): boolean => hasStrictThreshold(project, file!, `nnet::${name}`);
  expect([of('binary_tanh'), of('normalize_binary_tanh')]).toEqual([false, false]);
  const folder = join(root, 'firmware', 'nnet_utils');
  mkdirSync(folder, { recursive: true });
  const compares = (name: string, header: string, condition: string): void =>
    writeFileSync(
      join(folder, header),
      `void f(int n) { for (int i = 0; i > 0; i--) ; }\nvoid ${name}(T x[3], T y[3]) {\n  if (${condition}) y = 1;\n}\n`,
    );
  compares('binary_tanh', 'nnet_activation.h', 'x > 0');
  compares('normalize_binary_tanh', 'nnet_batchnorm.h', 'x >= threshold[i]');
  expect([of('binary_tanh'), of('normalize_binary_tanh'), of('relu')]).toEqual([true, false, false]);
  compares('binary_tanh', 'nnet_activation.h', 'x >= 0');
  compares('normalize_binary_tanh', 'nnet_batchnorm.h', 'x > threshold[i]');
  expect([of('binary_tanh'), of('normalize_binary_tanh')]).toEqual([false, true]);
});
