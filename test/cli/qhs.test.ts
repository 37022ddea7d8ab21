import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeNpy } from 'hlsmith/nn';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { filesUnder, fixture, hlsmith, temporaryFolder } from './run.js';

const data = ['--inputs', fixture('X_test.npy'), '--labels', fixture('y_test.npy')];
const quick = [...data, '--samples', '1500'];

function convertedExample(): string {
  const project = join(temporaryFolder(), 'jet');
  const { code, errors } = hlsmith([
    ...['convert', fixture('model.h5'), '-o', project, '--name', 'jet', '--precision', 'ap_fixed<18,8>'],
  ]);
  expect([code, errors.includes('error')]).toEqual([0, false]);
  return project;
}

describe('the main job', () => {
  it('halves the bits of the example within one percentage point, and the compiler agrees bit for bit', () => {
    const { code, out } = hlsmith(['demo', '--json']);
    expect(code).toBe(0);
    const { baseline, result, virtualLayers, trials, verified, verification, seconds } = JSON.parse(out);
    expect(baseline.accuracy).toBeGreaterThan(0.74);
    expect(baseline.accuracy).toBeLessThan(0.78);
    expect(baseline.accuracy - result.accuracy).toBeLessThanOrEqual(0.01 + 1e-9);
    const bits = (key: string): number =>
      virtualLayers
        .flatMap((layer: Record<string, Record<string, number>>) => [layer.weight, layer.bias, layer.result])
        .reduce((sum: number, change: Record<string, number>) => sum + change[key], 0);
    expect(bits('bitsBefore')).toBe(216);
    expect(bits('bitsAfter')).toBeLessThanOrEqual(108);
    expect(Object.keys(baseline.precisions)).toEqual(Object.keys(result.precisions));
    expect(trials.at(0)).toMatchObject({ index: 1, step: 'baseline', accuracy: baseline.accuracy });
    const accepted = trials.filter(
      (trial: { step: string; withinTolerance: boolean }) => trial.step === 'joint' && trial.withinTolerance,
    );
    expect(accepted.at(-1)).toMatchObject({ precisions: result.precisions, accuracy: result.accuracy });
    expect(seconds).toBeGreaterThan(0);
    if (verification.compiler === null) console.warn('skipped the bit comparison: no C++ compiler on PATH');
    else expect(verified).toBe(true);
  });

  it('prints what the README shows, times apart', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const shown = /```text\n(\$ hlsmith convert[^]*?)\n```/.exec(readme)?.[1].split('\n');
    const { out } = hlsmith(['demo']);
    const lines = (all: readonly string[] = []): string[] =>
      all.map((line) => line.trimEnd()).filter((line) => !/^(trials|verified) /.test(line));
    expect(lines(out.trimEnd().split('\n'))).toEqual(lines(shown));
  });

  it('writes a project that differs in its typedefs only, and answers as the search measured', () => {
    const project = convertedExample();
    const output = join(temporaryFolder(), 'out');
    const { code, out } = hlsmith(['qhs', project, ...quick, '-o', output, '--json']);
    expect(code).toBe(0);
    const { result } = JSON.parse(out);
    const [before, after] = [filesUnder(project), filesUnder(output)];
    expect([...after.keys()]).toEqual([...before.keys()]);
    const differing = [...before.keys()].filter((path) => before.get(path) !== after.get(path));
    expect(differing).toEqual(['firmware/defines.h', 'hlsmith_config.yml']);
    const { HLSConfig } = parse(after.get('hlsmith_config.yml')!);
    expect(HLSConfig.LayerName.fc2.Precision).toMatchObject({
      weight: result.precisions.fc2_weight_t,
      accum: 'ap_fixed<18,8>',
      result: result.precisions.layer4_t,
    });
    const [oldLines, newLines] = [before, after].map((files) => files.get('firmware/defines.h')!.split('\n'));
    const changed = newLines.filter((line, i) => line !== oldLines[i]);
    for (const line of changed) {
      const [, type, name] = /^typedef (\S+) (\w+);/.exec(line) ?? [];
      expect(result.precisions[name]).toBe(type);
    }
    expect(changed.length).toBeGreaterThan(10);
    const simulated = JSON.parse(hlsmith(['simulate', output, ...quick, '--json']).out);
    expect(simulated.accuracy).toBe(result.accuracy);
  });

  it('writes nothing without -o, and shows the diff', () => {
    const project = convertedExample();
    const before = filesUnder(project);
    const { code, out } = hlsmith(['qhs', project, ...quick, '--tolerance', '0.02']);
    expect(code).toBe(0);
    expect(out).toMatch(/^-typedef ap_fixed<18,8> fc1_weight_t;$/m);
    expect(out).toMatch(/^\+typedef ap_fixed<\d+,-?\d+> fc1_weight_t;$/m);
    expect(out).not.toContain('\x1b[');
    expect(filesUnder(project)).toEqual(before);
  });

  it('says so where no compiler is found', () => {
    const { code, out } = hlsmith(['qhs', convertedExample(), ...quick, '--json'], { PATH: '/nowhere' });
    expect(code).toBe(0);
    const { verified, verification } = JSON.parse(out);
    expect(verified).toBeNull();
    expect(verification.message).toMatch(/no C\+\+ compiler/);
  });

  it('fails and writes nothing when the compiled kernel answers something else', () => {
    const project = convertedExample();
    // A kernel library that does not do what the search simulates: ReLU that passes negative values.
    const header = join(project, 'firmware/nnet_utils/nnet_activation.h');
    const text = readFileSync(header, 'utf8');
    const broken = text.replace(/> 0/, '> -1');
    expect(broken).not.toBe(text);
    writeFileSync(header, broken);
    const output = join(temporaryFolder(), 'out');
    const { code, out, errors } = hlsmith(['qhs', project, ...quick, '-o', output, '--json']);
    if (JSON.parse(out).verification.compiler === null)
      return console.warn('skipped: no C++ compiler on PATH');
    expect(code).toBe(1);
    expect(JSON.parse(out).verified).toBe(false);
    expect(errors).toMatch(/layer3_out\[\d+\] of sample \d+ is/);
    expect(existsSync(output)).toBe(false);
  });
});

describe('bad input ends with one line that names the file, and leaves nothing behind', () => {
  const folder = (): string => temporaryFolder();
  const npy = (name: string, shape: number[], values: Iterable<number>): string => {
    const path = join(folder(), name);
    writeFileSync(path, encodeNpy({ shape, data: Float64Array.from(values) }));
    return path;
  };
  const rows = (count: number, width: number, value = 0.5): Float64Array =>
    new Float64Array(count * width).fill(value);
  /** The example with a file of its firmware changed. */
  const damaged = (file: string, from: string | RegExp, to: string): string => {
    const project = convertedExample();
    const path = join(project, 'firmware', file);
    const text = readFileSync(path, 'utf8');
    expect(text.replace(from, to)).not.toBe(text);
    writeFileSync(path, text.replace(from, to));
    return project;
  };

  it.each<[string, () => string[], RegExp]>([
    [
      'no such project',
      () => ['/nowhere/prj', ...data],
      /^hlsmith: \/nowhere\/prj: no such project folder; /,
    ],
    ['a folder without a kernel', () => [folder(), ...data], /no C\+\+ kernel/],
    ['no top function', () => [damaged('jet.cpp', /nnet::/g, 'other::'), ...data], /no top function/],
    [
      'a typedef that is not there',
      () => [damaged('defines.h', /typedef \S+ layer4_t;.*\n/, ''), ...data],
      /jet\.cpp:\d+:\d+: no typedef layer4_t/,
    ],
    [
      'inputs that are not there',
      () => [convertedExample(), '--inputs', 'no.npy', '--labels', 'no.npy'],
      /no\.npy/,
    ],
    [
      'inputs of the wrong shape',
      () => [
        convertedExample(),
        '--inputs',
        npy('narrow.npy', [4, 15], rows(4, 15)),
        '--labels',
        fixture('y_test.npy'),
      ],
      /narrow\.npy: 15 values a sample, but jet takes 16/,
    ],
    [
      'NaN in the data',
      () => [
        convertedExample(),
        '--inputs',
        npy('nan.npy', [2, 16], rows(2, 16, NaN)),
        '--labels',
        fixture('y_test.npy'),
      ],
      /nan\.npy: NaN in sample 0, feature 0/,
    ],
    [
      'too few labels',
      () => [
        convertedExample(),
        '--inputs',
        fixture('X_test.npy'),
        '--labels',
        npy('few.npy', [3], [0, 1, 2]),
      ],
      /few\.npy: 3 labels for 10000 samples/,
    ],
    [
      'a label that is no class',
      () => [
        convertedExample(),
        '--inputs',
        npy('two.npy', [2, 16], rows(2, 16)),
        '--labels',
        npy('wrong.npy', [2], [0, 5]),
      ],
      /wrong\.npy: label 5 of sample 1/,
    ],
    ['a tolerance that is none', () => ['p', ...data, '--tolerance', 'much'], /--tolerance <loss>/],
  ])('%s', (_, args, message) => {
    const output = join(folder(), 'out');
    const { code, out, errors } = hlsmith(['qhs', ...args(), '-o', output]);
    expect(errors).toMatch(message);
    expect(errors.trim().split('\n').length).toBeLessThanOrEqual(2);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(existsSync(output)).toBe(false);
  });

  it('an output folder with something else in it, before any work is done', () => {
    const output = folder();
    writeFileSync(join(output, 'thesis.tex'), 'precious');
    const { code, errors } = hlsmith(['qhs', convertedExample(), ...quick, '-o', output]);
    expect(code).toBe(2);
    expect(errors).toMatch(/not empty/);
    expect(errors).not.toMatch(/trial/);
    expect(readdirSync(output)).toEqual(['thesis.tex']);
  });

  it('replaces a folder that hlsmith wrote before', () => {
    const project = convertedExample();
    const output = join(folder(), 'out');
    cpSync(project, output, { recursive: true });
    expect(hlsmith(['qhs', project, ...quick, '-o', output]).code).toBe(0);
    expect(readdirSync(join(output, '..'))).toEqual(['out']);
  });
});
