import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyMetaprogram, Project } from 'hlsmith/cpp';
import {
  fixedType,
  openHlsProject,
  precisionsOf,
  readLayerGraph,
  type LayerGraph,
  type MultiplierTable,
} from 'hlsmith/hls';
import { setPrecisions } from 'hlsmith/metaprograms/precision';
import { openSession } from 'hlsmith/simulate';
import { describe, expect, it, onTestFinished } from 'vitest';
import { libraryText } from '../../../metaprograms/approximations/library.js';
import { chooseMultiplier, type ChosenMultiplier } from '../../../metaprograms/approximations/multipliers.js';
import setMultiplier from '../../../metaprograms/approximations/set-multiplier.js';
import { multiplierTables } from '../../../src/hls/graph/multiplier-tables.js';
import { spelledOutTypedefs, tiedTypedefs } from '../../../src/hls/precisions/slots.js';
import { multiplierNamed } from '../../../src/simulate/multipliers/index.js';
import { templatePath } from '../../../src/templates/index.js';
import { run } from '../../codegen/compiling.js';
import { randomNumbers } from '../../simulate/graphs.js';
import { compiler, differences, projectsWith, tiny } from './projects.js';

const thorough = process.env['HLSMITH_FUZZ'] !== undefined;
const random = randomNumbers(7);
const projects = projectsWith('ap_types');
const scratch = mkdtempSync(join(tmpdir(), 'hlsmith-test-'));

/** A signed table from the least value on, and one of magnitudes, both wrong by a little. */
const tables = ['mul6s', 'mul6u'].map((name) => {
  const file = join(scratch, `${name}.txt`);
  const first = name.endsWith('s') ? -32 : 0;
  const rows = Array.from({ length: 64 }, (_, a) =>
    Array.from({ length: 64 }, (_, b) => (first + a) * (first + b) + Math.floor(random() * 5) - 2).join(' '),
  );
  writeFileSync(file, rows.join('\n'));
  return file;
});
const multipliers = [
  'mitchell',
  'truncated:3',
  'drum:3',
  'drum:5',
  'broken-array:5:0',
  'broken-array:7:2',
  ...tables,
];

/** Narrow types for what is multiplied, so that tables fit; wide ones for the rest. */
function narrowed(graph: LayerGraph, width: number): Map<string, ReturnType<typeof fixedType>> {
  const kept = new Set([...spelledOutTypedefs(graph).keys(), ...tiedTypedefs(graph).flat()]);
  return new Map(
    [...precisionsOf(graph)]
      .filter(([typedef, type]) => /^\w+$/.test(typedef) && !kept.has(typedef) && !type.isInteger)
      .filter(([typedef]) => !/table|inv|norm|accum/.test(typedef))
      .map(([typedef], at) => [
        typedef,
        fixedType(true, width, 2 + (at % 3), at % 2 ? { overflow: 'SAT' } : {}),
      ]),
  );
}

async function withMultiplier(project: Project, multiplier: string): Promise<Project> {
  const fork = project.fork();
  expect((await applyMetaprogram(setMultiplier, fork, { multiplier })).commit.edits).toBeGreaterThan(0);
  expect((await applyMetaprogram(setMultiplier, fork, { multiplier })).commit.edits).toBe(0);
  return fork;
}

function tableIn(definition: string): MultiplierTable {
  const header = Project.fromFiles('p', { 'table.h': definition });
  const name = /struct (\w+)/.exec(definition)![1]!;
  return multiplierTables(header, { product: `approximate<hlsmith::${name}>` })[name]!;
}

describe.skipIf(!compiler)('models of approximate multipliers', () => {
  it('compute in TypeScript what they compute in C++', () => {
    const pairs = Array.from({ length: 4000 }, (_, at) => {
      const bits = at < 2000 ? 6 : 25;
      return [0, 0].map(() => Math.floor((random() - 0.5) * 2 ** bits));
    });
    const chosen = multipliers.map(chooseMultiplier);
    const folder = mkdtempSync(join(tmpdir(), 'hlsmith-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const countOf = ({ definition }: ChosenMultiplier): number => (definition === null ? 4000 : 2000);
    const loops = chosen.map(
      (one) =>
        `for (int i = 0; i < ${countOf(one)}; i++) printf("%lld\\n", ${one.model}::product(pairs[i][0], pairs[i][1]));`,
    );
    const text = [
      '#include <cstdio>',
      libraryText('operands_ap.h'),
      libraryText('multipliers.h'),
      libraryText('fixed_products.h'),
      ...chosen.map(({ definition }) => definition ?? ''),
      `const int pairs[4000][2] = {${pairs.map((pair) => `{${pair.join()}}`).join()}};`,
      `int main() {\n${loops.join('\n')}\n}\n`,
    ];
    writeFileSync(join(folder, 'main.cpp'), text.join('\n'));
    run(folder, 'g++', [
      '-std=c++14',
      '-w',
      `-I${templatePath('library/ap_types')}`,
      'main.cpp',
      '-o',
      'main',
    ]);
    const got = run(folder, './main', []).trim().split('\n').map(Number);
    let at = 0;
    for (const one of chosen) {
      const { model, definition } = one;
      const name = model.replace('hlsmith::', '');
      const tables = definition === null ? {} : { [name]: tableIn(definition) };
      const { product } = multiplierNamed(`approximate<${model}>`, tables, 'layer')!;
      const expected = pairs.slice(0, countOf(one)).map(([a, b]) => product(a!, b!) + 0);
      expect(got.slice(at, at + expected.length), model).toEqual(expected);
      at += expected.length;
    }
    expect(at).toBe(got.length);
  });
});

describe.skipIf(!compiler)('approximate multipliers in a network', () => {
  it.each(thorough ? multipliers : ['broken-array:5:0', tables[0]!])(
    'are simulated as they are compiled: %s',
    { timeout: 60_000 },
    async (multiplier) => {
      const project = await tiny();
      for (const width of /\.txt$/.test(multiplier) ? [6] : [16]) {
        const fork = project.fork();
        const graph = readLayerGraph(fork);
        setPrecisions(fork, narrowed(graph, width), graph);
        fork.commit();
        const approximate = await withMultiplier(fork, multiplier);
        expect(await differences(approximate)).toEqual([]);
        const session = await openSession(readLayerGraph(approximate), {
          inputs: new Float64Array(3),
          samples: 1,
        });
        expect(session.evaluate(new Map()).arithmetic).not.toContain('exact');
        session.close();
      }
    },
  );
});

describe.skipIf(projects.length === 0 || !compiler)('approximate multipliers in real projects', () => {
  it.each(projects)('%s', { timeout: 3_600_000 }, async (directory) => {
    const project = await openHlsProject(directory);
    const graph = readLayerGraph(project);
    const multiplier = multipliers[projects.indexOf(directory) % multipliers.length]!;
    setPrecisions(project, narrowed(graph, /\.txt$/.test(multiplier) ? 6 : 12), graph);
    project.commit();
    expect(await differences(await withMultiplier(project, multiplier))).toEqual([]);
  });
});
