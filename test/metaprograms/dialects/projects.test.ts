import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyMetaprogram, Project } from 'hlsmith/cpp';
import { openHlsProject, readLayerGraph, type LayerGraph } from 'hlsmith/hls';
import { afterAll, describe, expect, it } from 'vitest';
import translateDialect from '../../../metaprograms/dialects/translate-dialect.js';
import { templatePath } from '../../../src/templates/index.js';
import { inTemporaryFolder } from '../../../src/text/index.js';
import { gaussian, randomNumbers } from '../../simulate/graphs.js';
import { compiledProjects } from '../bridge/projects.js';

/*
 * Whole projects of hls4ml, its kernel library included, ported from Vitis to the ac_* types and compiled with the
 * headers of hlslibs; the originals with those of Xilinx beside them:
 *
 *   HLSMITH_PROJECTS=FOLDER[:FOLDER...] HLSMITH_ONLY='Vitis-io_parallel' HLSMITH_FUZZ=30
 *   HLSMITH_REFERENCE_AC_TYPES=/ac_types/include npx vitest run test/metaprograms/dialects/projects.test.ts
 *
 * HLSMITH_FUZZ says how many are taken, spread over those whose names fit HLSMITH_ONLY. Networks with streams, with
 * several inputs or outputs, and those that do not compile to begin with, are not compared.
 */
const ac = process.env['HLSMITH_REFERENCE_AC_TYPES'] ?? '';
const hasCompiler = spawnSync('g++', ['--version'], { stdio: 'ignore' }).status === 0;
const canCompile = hasCompiler && existsSync(join(ac, 'ac_fixed.h'));
const projects = compiledProjects().filter((path) => /Viv|Vitis/.test(basename(path)));
if (!canCompile) console.log('skipped: HLSMITH_REFERENCE_AC_TYPES names no headers, or there is no g++');

const folder = fileURLToPath(new URL('.', import.meta.url));
const samples = 20;
const counts = new Map<string, number>();
function count(what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

const valuesIn = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

/** What the kernel answers, line by line; or what the compiler says first. */
function answersOf(firmware: string, graph: LayerGraph, options: readonly string[], inputs: string): string {
  const [[input], [output]] = [graph.inputs, graph.outputs];
  const sources = readdirSync(firmware).filter((name) => name.endsWith('.cpp'));
  const words = [
    ...['-std=c++17', '-fpermissive', '-w', '-O0', `-DTOP=${graph.name}`],
    ...[`-DINPUT_T=${input!.slot.typedef}`, `-DINPUTS=${valuesIn(input!.shape)}`],
    ...[`-DOUTPUT_T=${output!.slot.typedef}`, `-DOUTPUTS=${valuesIn(output!.shape)}`],
    ...options,
    ...sources.flatMap((name) => ['-include', join(firmware, name)]),
  ];
  const program = join(firmware, 'run');
  const compiled = spawnSync('g++', [...words, join(folder, 'project.cpp'), '-o', program], {
    encoding: 'utf8',
  });
  if (compiled.status !== 0) return /^.*\berror:.*$/m.exec(compiled.stderr)?.[0] ?? compiled.stderr;
  const ran = spawnSync(program, [], { cwd: firmware, input: inputs, encoding: 'utf8' });
  return ran.status === 0 ? ran.stdout : `error: it ends with ${ran.status ?? ran.signal}`;
}

type Tool = 'catapult' | 'intel';

async function translated(directory: string, to: Tool): Promise<Project> {
  const project = await Project.load({
    root: join(directory, 'firmware'),
    files: ['**/*.{cpp,h}'],
    exclude: ['ap_types/**', 'weights/**'],
  });
  await applyMetaprogram(translateDialect, project, { to });
  return project;
}

describe.skipIf(!canCompile || projects.length === 0)('projects ported to the ac_* types', () => {
  it.each(projects)('answer the same bits: %s', { timeout: 600_000 }, async (directory) => {
    const graph = readLayerGraph(await openHlsProject(directory));
    const { inputs, outputs } = graph;
    const isStream = /io_stream/.test(basename(directory));
    if (isStream || inputs.length !== 1 || outputs.length !== 1) return count('not compared');
    const random = randomNumbers(3);
    const isIndex = graph.layers.some(({ kind }) => kind === 'embedding');
    const values = Array.from({ length: samples * valuesIn(inputs[0]!.shape) }, () =>
      isIndex ? Math.floor(3 * random()) : gaussian(random),
    );
    const given = values.join('\n');
    await inTemporaryFolder('ported', async (build) => {
      const original = await Project.load({ root: directory, files: ['firmware/**'] });
      await original.write(join(build, 'original'));
      const before = join(build, 'original', 'firmware');
      const expected = answersOf(before, graph, [`-I${join(before, 'ap_types')}`], given);
      if (/\berror:/.test(expected)) return count('does not compile as it is');
      for (const to of ['catapult', 'intel'] as const) {
        const after = join(build, to);
        mkdirSync(after);
        await (await translated(directory, to)).write(after);
        // Reading weights from text files is for the host, and ac_fixed has no operator for it.
        const words = [
          '-D__SYNTHESIS__',
          ...['sstream', 'iostream', 'cmath'].flatMap((name) => ['-include', name]),
        ];
        const paths = [ac, templatePath('library/ap_types'), join(folder, 'stubs')].map(
          (path) => `-I${path}`,
        );
        const answers = answersOf(after, graph, [...words, ...paths], given);
        if (/\berror:/.test(answers)) {
          count(`${to}: does not compile`);
          console.log(`${basename(directory)}: ${to}: ${answers}`);
          continue;
        }
        expect(expected.split('\n')).toHaveLength(samples * valuesIn(outputs[0]!.shape) + 1);
        expect(answers).toBe(expected);
        count(`${to}: same bits`);
      }
    });
  });

  afterAll(() => console.log(Object.fromEntries(counts)));
});
