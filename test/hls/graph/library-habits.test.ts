import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Project } from 'hlsmith/cpp';
import { hasStrictThreshold, needsSameInputs } from '../../../src/hls/graph/library-habits.js';

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

it('a maximum wants inputs of one type where the library beside the project chooses between them', () => {
  const project = Project.fromFiles(root, { 'firmware/parameters.h': 'struct config2 {};\n' });
  const [file] = project.files;
  const of = (name: string): boolean => needsSameInputs(project, file!, `nnet::${name}`);
  expect(of('maximum')).toBe(false);
  const folder = join(root, 'firmware', 'nnet_utils');
  mkdirSync(folder, { recursive: true });
  const chooses = (one: string, other: string): void =>
    writeFileSync(
      join(folder, 'nnet_merge.h'),
      `void maximum(A a[3], B b[3], R r[3]) {\n  r[0] = (a[0] > b[0]) ? ${one} : ${other};\n}\n`,
    );
  chooses('a[0]', 'b[0]');
  expect([of('maximum'), of('minimum'), of('add')]).toEqual([true, false, false]);
  chooses('static_cast<R>(a[0])', 'static_cast<R>(b[0])');
  expect(of('maximum')).toBe(false);
});
