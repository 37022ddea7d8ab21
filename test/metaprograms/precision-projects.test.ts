import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Project } from 'hlsmith/cpp';
import {
  openHlsProject,
  precisionsOf,
  readLayerGraph,
  sameFormat,
  spelledOutTypedefs,
  tiedTypedefs,
  type FixedType,
  type LayerGraph,
} from 'hlsmith/hls';
import { giveOwnTypedefs } from 'hlsmith/metaprograms/own-typedefs';
import { setPrecisions } from 'hlsmith/metaprograms/precision';
import { describe, expect, it, onTestFinished } from 'vitest';

/** Generated projects beside this one: folders of `HLSMITH_PROJECTS`, separated by `:`. */
const folders = (process.env.HLSMITH_PROJECTS ?? '').split(':').filter((folder) => folder !== '');
const projects = folders.flatMap((folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name)),
);
/** Those that plain g++ compiles: what Catapult and oneAPI need is not inside their projects. */
const compilable = projects.filter((path) => /vivado|vitis|quartus/i.test(basename(path)));
const compiler = spawnSync('g++', ['--version']).status === 0;
/** A few of them, spread over the list, unless all are asked for. */
const few = 4;
const compiled = process.env.HLSMITH_FUZZ
  ? compilable
  : compilable.filter((_, at) => at % Math.ceil(compilable.length / few) === 0);

if (projects.length === 0) console.log('skipped: set HLSMITH_PROJECTS to folders of hls4ml projects');
else if (!compiler) console.log('not compiled: there is no g++ on PATH');

/** Another type for every typedef that may have one: no two neighbours are alike, save those that are tied. */
function otherTypes(graph: LayerGraph): Map<string, FixedType> {
  const kept = new Set([...spelledOutTypedefs(graph).keys(), ...bitTypes(graph)]);
  const ties = tiedTypedefs(graph);
  const types = new Map<string, FixedType>();
  for (const [typedef, type] of precisionsOf(graph)) {
    const tied = ties.find((group) => group.includes(typedef)) ?? [typedef];
    if (tied.some((other) => kept.has(other) || types.has(other))) continue;
    const [width, integer] = [12 + (types.size % 17), 5 + (types.size % 3)];
    types.set(typedef, { ...type, isInteger: false, quantization: 'TRN', width, integer });
  }
  return types;
}

/** Types of bits that stand for -1 and 1. */
function bitTypes(graph: LayerGraph): string[] {
  return graph.layers
    .filter(({ product }) => product.includes('binary'))
    .flatMap(({ types, inputs }) => [types.weight?.typedef ?? '', inputs[0]!.slot.typedef]);
}

async function rewritten(directory: string): Promise<Project> {
  const project = await openHlsProject(directory);
  giveOwnTypedefs(project, readLayerGraph(project));
  project.commit();
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
  return project;
}

/** The first error that g++ has with a project's kernel, or null. */
function firstError(project: Project): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'hlsmith-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const { path, text } of project.files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const firmware = join(folder, 'firmware');
  for (const name of readdirSync(join(project.root, 'firmware'))) {
    const here = join(firmware, name);
    if (!existsSync(here)) symlinkSync(join(project.root, 'firmware', name), here);
  }
  const kernel = project.files.find(({ path }) => /^firmware\/[^/]+\.cpp$/.test(path))!.path;
  const include = ['ap_types', 'ac_types'].map((name) => `-I${join(firmware, name)}`);
  const words = ['-fsyntax-only', '-std=c++17', '-fpermissive', '-w', ...include, join(folder, kernel)];
  const { status, stderr } = spawnSync('g++', words, { encoding: 'utf8' });
  return status === 0 ? null : (/^.*\berror:.*$/m.exec(stderr)?.[0] ?? stderr);
}

describe.skipIf(projects.length === 0)('every precision of generated projects', () => {
  it.each(projects)('is set: %s', async (directory) => {
    await rewritten(directory);
  });

  it.skipIf(!compiler).each(compiled)('compiles: %s', { timeout: 300_000 }, async (directory) => {
    const error = firstError(await rewritten(directory));
    // hls4ml writes some projects that do not compile to begin with.
    if (error !== null) expect(firstError(await openHlsProject(directory)), error).not.toBeNull();
  });
});
