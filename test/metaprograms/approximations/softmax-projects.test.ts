import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyMetaprogram, type Project } from 'hlsmith/cpp';
import { openHlsProject, readLayerGraph } from 'hlsmith/hls';
import { openSession } from 'hlsmith/simulate';
import { describe, expect, it, onTestFinished } from 'vitest';
import replaceSoftmax from '../../../metaprograms/approximations/replace-softmax.js';
import { size } from '../../../src/simulate/network.js';
import { run } from '../../codegen/compiling.js';
import { randomNumbers } from '../../simulate/graphs.js';
import { compiler, differences, projectsWith, tiny } from './projects.js';

const surrogates = [{ by: 'argmax' }, { by: 'clipped-linear', reach: 3.3, clip: 3.1 }] as const;

async function replaced(project: Project, options: (typeof surrogates)[number]): Promise<Project> {
  const fork = project.fork();
  const { commit, report } = await applyMetaprogram(replaceSoftmax, fork, options);
  expect(report).toEqual([]);
  expect(commit.edits).toBeGreaterThan(0);
  expect((await applyMetaprogram(replaceSoftmax, fork, options)).commit.edits).toBe(0);
  const before = readLayerGraph(project);
  expect(readLayerGraph(fork).layers.map(({ kind, name }) => [kind, name])).toEqual(
    before.layers.map(({ kind, name }) => [kind, name]),
  );
  return fork;
}

describe.skipIf(!compiler)('softmax surrogates in a network', () => {
  it('are simulated as they are compiled', { timeout: 60_000 }, async () => {
    const [, clipped] = surrogates;
    expect(await differences(await replaced(await tiny(), clipped))).toEqual([]);
  });

  it('are exchanged for each other', async () => {
    const project = await tiny();
    const [argmax, clipped] = surrogates;
    const back = await replaced(await replaced(project, clipped), argmax);
    const added = '#include "hlsmith_approximations.h"\n';
    expect(back.file('tiny.cpp').text.replace(added, '')).toBe(project.file('tiny.cpp').text);
    expect(back.struct('softmax_config5').constants['implementation']!.text).toMatch(/::argmax$/);
  });
});

const projects = projectsWith('ap_types');

describe.skipIf(projects.length === 0 || !compiler)('softmax surrogates in real projects', () => {
  it.each(projects)('%s', { timeout: 3_600_000 }, async (directory) => {
    const project = await openHlsProject(directory);
    const { layers } = readLayerGraph(project);
    if (!layers.some(({ kind }) => kind === 'softmax')) return console.log(`${directory}: no softmax`);
    for (const options of surrogates)
      expect(await differences(await replaced(project, options)), options.by).toEqual([]);
  });
});

/** Outputs of a Quartus project, compiled with its own headers, through the bridge that hls4ml writes for it. */
function compiledOutputs(project: Project, inputs: Float64Array, samples: number, outputs: number): number[] {
  const folder = join(mkdtempSync(join(tmpdir(), 'hlsmith-test-')), 'project');
  onTestFinished(() => rmSync(join(folder, '..'), { recursive: true, force: true }));
  project.write(folder);
  const columns = inputs.length / samples;
  const main = [
    '#include <cstdio>',
    // Bridges of some versions take two sizes more.
    'extern "C" void myproject_float(float *x, float *y, unsigned short &in, unsigned short &out);',
    'unsigned short in, out;',
    `float x[${samples}][${columns}] = {${[...inputs].join()}};`,
    'int main() {',
    `for (auto &row : x) { float y[${outputs}]; myproject_float(row, y, in, out); for (float v : y) printf("%.17g\\n", v); }`,
    '}',
  ];
  writeFileSync(join(folder, 'main.cpp'), main.join('\n'));
  const sources = ['firmware/myproject.cpp', 'myproject_bridge.cpp', 'main.cpp'];
  const words = [
    '-std=c++11',
    '-O1',
    '-w',
    '-Ifirmware/ac_types',
    '-Ifirmware/ap_types',
    ...sources,
    '-o',
    'main',
  ];
  run(folder, 'g++', words);
  return run(folder, './main', []).trim().split('\n').map(Number);
}

const quartus = projectsWith('ac_types').filter((path) => existsSync(join(path, 'myproject_bridge.cpp')));

describe.skipIf(quartus.length === 0 || !compiler)('softmax surrogates in projects of Quartus', () => {
  it.each(quartus)('%s', { timeout: 3_600_000 }, async (directory) => {
    const project = await openHlsProject(directory);
    const { inputs, outputs, layers } = readLayerGraph(project);
    if (!layers.some(({ kind }) => kind === 'softmax') || inputs.length + outputs.length > 2)
      return console.log(`${directory}: no softmax`);
    const [samples, columns] = [50, size(inputs[0]!.shape)];
    const random = randomNumbers(3);
    const data = Float64Array.from(
      { length: samples * columns },
      () => Math.floor(random() * 256 - 128) / 64,
    );
    for (const options of surrogates) {
      const rewritten = await replaced(project, options);
      const got = compiledOutputs(rewritten, data, samples, size(outputs[0]!.shape));
      const session = await openSession(readLayerGraph(rewritten), { inputs: data, samples });
      const expected = session.evaluate(new Map(), { until: 'outputs' }).tensor.toDoubles();
      session.close();
      expect(got, options.by).toEqual([...expected].map(Math.fround));
      expect(new Set(got).size).toBeGreaterThan(1);
    }
  });
});
