import { Project } from 'hlsmith/cpp';
import { readLayerGraph } from 'hlsmith/hls';
import { traceLayers } from 'hlsmith/metaprograms/trace';
import { expect, it } from 'vitest';
import { smallProject } from '../hls/graph/project.js';

it('records every layer behind its call and touches nothing else', () => {
  const project = Project.fromFiles('/p', smallProject);
  traceLayers(project, readLayerGraph(project));
  const { files, diff } = project.commit();
  expect(files).toEqual(['firmware/small.cpp']);
  const added = diff.split('\n').filter((line) => /^[+-][^+-]/.test(line));
  expect(added).toEqual([
    '+#include "hlsmith_trace.h"',
    '+    hlsmith::trace("layer2_out", layer2_out, 4);',
    '+    hlsmith::trace("layer3_out", layer3_out, 4);',
    '+    hlsmith::trace("layer4_out", layer4_out, 2);',
    '+    hlsmith::trace("layer5_out", layer5_out, 2);',
  ]);
});
