import { applyMetaprogram, type Project } from 'hlsmith/cpp';
import { openHlsProject, readLayerGraph } from 'hlsmith/hls';
import { describe, expect, it } from 'vitest';
import replaceSoftmax from '../../../metaprograms/approximations/replace-softmax.js';
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

const projects = projectsWith('ap_types', 'ac_types');

describe.skipIf(projects.length === 0 || !compiler)('softmax surrogates in real projects', () => {
  it.each(projects)('%s', { timeout: 3_600_000 }, async (directory) => {
    const project = await openHlsProject(directory);
    const { layers } = readLayerGraph(project);
    if (!layers.some(({ kind }) => kind === 'softmax')) return console.log(`${directory}: no softmax`);
    for (const options of surrogates)
      expect(await differences(await replaced(project, options)), options.by).toEqual([]);
  });
});
