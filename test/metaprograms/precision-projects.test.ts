import { basename } from 'node:path';
import type { Project } from 'hlsmith/cpp';
import {
  completePrecisions,
  openHlsProject,
  precisionsOf,
  readLayerGraph,
  sameFormat,
  tiedTypedefs,
} from 'hlsmith/hls';
import { giveOwnTypedefs } from 'hlsmith/metaprograms/own-typedefs';
import { setPrecisions } from 'hlsmith/metaprograms/precision';
import { describe, expect, it } from 'vitest';
import { HlsmithError } from '../../src/diagnostics/index.js';
import { otherTypes, projects, typesFor } from './bridge/projects.js';

/**
 * The project, or null for one that hls4ml wrote in part: it reads what nothing writes, names structs that are nowhere,
 * gives two types where its library takes one.
 */
async function whole(directory: string): Promise<Project | null> {
  const project = await openHlsProject(directory);
  try {
    const graph = readLayerGraph(project);
    completePrecisions(graph, precisionsOf(graph));
    return project;
  } catch (error) {
    if (!(error instanceof HlsmithError)) throw error;
    expect(['hls.unwritten', 'cpp.missing', 'hls.tied-types']).toContain(error.code);
    console.log(`${basename(directory)} skipped: ${error.message}`);
    return null;
  }
}

/** The project with a typedef for each type. */
async function withOwnTypedefs(directory: string): Promise<Project | null> {
  const project = await whole(directory);
  if (!project) return null;
  giveOwnTypedefs(project, readLayerGraph(project));
  project.commit();
  return project;
}

/** Products of ternary weights stay ordinary ones: that two bits hold no -2 is not to be seen from their type. */
const textsOf = (project: Project): Map<string, string> =>
  new Map(
    project.files.map(({ path, text }) => [
      path,
      text.replace(/\bproduct::weight_ternary\b/g, 'product::mult'),
    ]),
  );

describe.skipIf(projects.length === 0)('every precision of generated projects', () => {
  it.each(projects)('is set: %s', async (directory) => {
    const project = await withOwnTypedefs(directory);
    if (!project) return;
    const before = readLayerGraph(project);
    const given = otherTypes(before);
    setPrecisions(project, given, before);
    project.commit();
    const after = precisionsOf(readLayerGraph(project));
    for (const [typedef, type] of given) expect(sameFormat(after.get(typedef)!, type), typedef).toBe(true);
    // What was not asked for and does not follow is as it was.
    const followers = new Set(tiedTypedefs(before).flat());
    for (const [typedef, type] of precisionsOf(before)) {
      const follows = followers.has(typedef) || typedef.includes('::') || given.has(typedef);
      if (!follows) expect(after.get(typedef), typedef).toEqual(type);
    }
  });

  it.each(projects)('stays as it is, set to what it is: %s', async (directory) => {
    const project = await whole(directory);
    if (!project) return;
    const graph = readLayerGraph(project);
    setPrecisions(project, precisionsOf(graph), graph);
    expect(project.diff()).toBe('');
  });

  it.each(projects)('is what it was, made wider and set back: %s', async (directory) => {
    const project = await withOwnTypedefs(directory);
    if (!project) return;
    const graph = readLayerGraph(project);
    const texts = textsOf(project);
    const types = precisionsOf(graph);
    const wider = typesFor(graph, (type) => ({
      ...type,
      isInteger: false,
      width: type.width + 5,
      integer: type.integer + 2,
    }));
    setPrecisions(project, wider, graph);
    project.commit();
    expect(textsOf(project)).not.toEqual(texts);
    setPrecisions(
      project,
      new Map([...wider.keys()].map((name) => [name, types.get(name)!])),
      readLayerGraph(project),
    );
    project.commit();
    expect(textsOf(project)).toEqual(texts);
  });
});
