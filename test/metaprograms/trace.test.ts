import { Project } from 'hlsmith/cpp';
import { traceLayers } from 'hlsmith/metaprograms/trace';
import { expect, it } from 'vitest';
import { smallProject } from '../hls/graph/project.js';

it('records every layer behind its call and touches nothing else', () => {
  const project = Project.fromFiles('/p', smallProject);
  traceLayers(project.fn('small'));
  const { files, diff } = project.commit();
  expect(files).toEqual(['firmware/small.cpp']);
  const added = diff.split('\n').filter((line) => /^[+-][^+-]/.test(line));
  expect(added).toEqual([
    '+#include "hlsmith_trace.h"',
    '+    hlsmith::trace("layer2_out", layer2_out);',
    '+    hlsmith::trace("layer3_out", layer3_out);',
    '+    hlsmith::trace("layer4_out", layer4_out);',
  ]);
});
