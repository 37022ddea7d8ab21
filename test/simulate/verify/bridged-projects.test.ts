import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { openHlsProject, readLayerGraph, type LayerGraph } from 'hlsmith/hls';
import { setPrecisions } from 'hlsmith/metaprograms/precision';
import { openSession, type Evaluation } from 'hlsmith/simulate';
import { HlsmithError } from '../../../src/diagnostics/index.js';
import { size } from '../../../src/simulate/network.js';
import { scratchFolder } from '../../codegen/scratch.js';
import { gaussian, randomNumbers } from '../graphs.js';
import { randomAssignment } from './random-assignment.js';

/*
 * Projects of hls4ml's Quartus, oneAPI and Catapult backends, whose types are ac_fixed, compiled by g++ and called
 * through their bridge. Outputs are compared bit for bit. Quartus projects bring their numbers along. The others need
 * Siemens's open ac_types and ac_math (HLSMITH_REFERENCE_AC_TYPES and _AC_MATH name their include folders); in place of SYCL and of
 * Catapult's own header they are given stand-ins of ours.
 *
 *   HLSMITH_BRIDGED=FOLDER[:FOLDER...] HLSMITH_ONLY=Quartus-io_parallel HLSMITH_SAMPLES=1000
 *     npx vitest run test/simulate/verify/bridged-projects.test.ts
 */
const folders = (process.env['HLSMITH_BRIDGED'] ?? '').split(':').filter((folder) => folder !== '');
const only = new RegExp(
  process.env['HLSMITH_ONLY'] ??
    (process.env['HLSMITH_REFERENCE_AC_TYPES'] ? '(Quartus|oneAPI|Catapult)-' : 'Quartus-'),
);
const assignments = Number(process.env['HLSMITH_ASSIGNMENTS'] ?? 1);
const seed = Number(process.env['HLSMITH_SEED'] ?? 1);
const samples = Number(process.env['HLSMITH_SAMPLES'] ?? 100);
if (folders.length === 0) console.log('skipped: HLSMITH_BRIDGED names no folders of projects by hls4ml');
const projects = folders
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((directory) => only.test(directory) && statSync(directory).isDirectory());
const numbers = ['AC_TYPES', 'AC_MATH'].flatMap((which) => {
  const folder = process.env[`HLSMITH_REFERENCE_${which}`];
  return folder === undefined ? [] : [`-I${folder}`];
});
const standIn = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** How a project's kernel and bridge are compiled: its folder of sources, and the words for g++. */
function build(directory: string): { sources: string; options: readonly string[] } {
  if (existsSync(join(directory, 'src'))) {
    const sycl = [
      '-DSYCL_LANGUAGE_VERSION=202001',
      '-DUNBOUNDED_PIPES',
      `-I${standIn('../../codegen/sycl')}`,
    ];
    return { sources: 'src', options: ['-std=c++17', ...sycl, ...numbers] };
  }
  if (existsSync(join(directory, 'firmware', 'ac_types', 'ac_fixed.h'))) {
    return { sources: '.', options: ['-std=c++14', '-Ifirmware/ac_types'] };
  }
  const own = [`-I${standIn('catapult')}`, '-Ifirmware', '-Ifirmware/nnet_utils', '-Ifirmware/weights'];
  return { sources: '.', options: ['-std=c++17', ...own, ...numbers] };
}

/**
 * What g++ asks of a copy: constants that Intel's numbers can be at compile time; weights found where the copy is; tables
 * that are not read outside of their entries without being counted.
 */
function adapt(directory: string, sources: string): void {
  for (const file of readdirSync(join(directory, sources), { recursive: true, encoding: 'utf8' })) {
    if (!/\.(h|cpp)$/.test(file)) continue;
    const path = join(directory, sources, file);
    const text = readFileSync(path, 'utf8');
    const weights = join(directory, 'firmware', 'weights');
    const changed = text
      .replace(/static constexpr (\w+_t \w+ = \{)/, 'static const $1')
      .replace('constexpr auto padds', 'const auto padds')
      .replaceAll(/\b(\w+_table)\[index\]/g, '$1[inside_table(index, CONFIG_T::table_size)]')
      .replaceAll(/static constexpr (\w+_t (?:slope|shift)\b)/g, 'static inline const $1')
      .replace(/(s_weights_dir = )"[^"]*"/, (_, start: string) => `${start}"${weights}"`);
    if (changed !== text) writeFileSync(path, changed);
  }
}

function run(cwd: string, program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${status} ${stderr.slice(0, 2000)}`);
}

describe.skipIf(folders.length === 0)('projects behind their bridge', () => {
  const scratch = scratchFolder();
  const driver = join(scratch, 'driver');
  beforeAll(() => {
    const source = fileURLToPath(new URL('bridge-driver.cpp', import.meta.url));
    run(scratch, 'g++', ['-O1', source, '-o', driver, '-ldl']);
  });

  /** The compiled kernel's answers, `[samples, outputs]`, and how often each sample read outside of a table. */
  function compiledAnswers(folder: string, graph: LayerGraph, inputs: Float64Array): Float64Array {
    const { sources, options } = build(folder);
    adapt(folder, sources);
    const [bridge] = readdirSync(join(folder, sources)).filter((file) => file.endsWith('_bridge.cpp'));
    const name = bridge!.slice(0, -'_bridge.cpp'.length);
    const files = [`${sources}/firmware/${name}.cpp`, `${sources}/${bridge}`];
    const before = ['-include', standIn('table-reads.h')];
    run(folder, 'g++', [...before, '-O0', '-fPIC', '-w', '-shared', ...options, ...files, '-o', 'kernel.so']);
    writeFileSync(join(folder, 'inputs'), inputs);
    const [library, input, output] = ['kernel.so', 'inputs', 'outputs'].map((file) => join(folder, file));
    const sizes = [graph.inputs, graph.outputs].map((tensors) =>
      String(tensors.map(({ shape }) => size(shape))),
    );
    run(folder, driver, [library!, `${name}_double`, ...sizes, input!, output!, String(samples)]);
    const bytes = readFileSync(output!);
    return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  }

  /** What the layers answer; why not where random types are too narrow for a softmax, or saturate in an order of the library's own. */
  async function simulatedAnswers(
    graph: LayerGraph,
    inputs: Float64Array,
  ): Promise<Evaluation | HlsmithError> {
    const session = await openSession(graph, { inputs, samples });
    try {
      return session.evaluate(new Map(), { until: 'outputs' });
    } catch (error) {
      if (error instanceof HlsmithError) return error;
      throw error;
    } finally {
      session.close();
    }
  }

  it.each(projects)('%s', { timeout: 3_600_000 }, async (directory) => {
    const project = await openHlsProject(directory);
    const asFound = readLayerGraph(project);
    const random = randomNumbers(seed);
    const isIndex = asFound.layers[0]!.kind === 'embedding';
    const columns = asFound.inputs.reduce((sum, { shape }) => sum + size(shape), 0);
    const inputs = Float64Array.from({ length: samples * columns }, () =>
      isIndex ? Math.floor(random() * asFound.layers[0]!.parameters['vocab_size']!) : 2 * gaussian(random),
    );
    for (let turn = 0; turn <= assignments; turn++) {
      const copy = join(scratch, `${directory.replaceAll('/', '_')}-${turn}`);
      const fork = project.fork();
      if (turn > 0) {
        setPrecisions(fork, randomAssignment(asFound, random), asFound);
        fork.commit({ author: 'test' });
      }
      fork.write(copy);
      const graph = readLayerGraph(fork);
      const answers = await simulatedAnswers(graph, inputs);
      if (answers instanceof HlsmithError) {
        console.log(`${directory}, ${turn}: refused, ${answers.message}`);
        expect([turn > 0, ['simulate.softmax', 'simulate.library']]).toEqual([
          true,
          expect.arrayContaining([answers.code]),
        ]);
        continue;
      }
      const { tensors, arithmetic } = answers;
      const compiled = compiledAnswers(copy, graph, inputs);
      const outside = compiled.subarray(-samples).filter((count) => count > 0).length;
      const row = graph.outputs.reduce((sum, { shape }) => sum + size(shape), 0);
      let first = 0;
      for (const tensor of tensors) {
        const count = size(tensor.shape);
        const mine = tensor.toDoubles();
        const theirs = mine.map((_, at) => compiled[Math.floor(at / count) * row + first + (at % count)]!);
        const different = mine.findIndex((value, at) => value !== theirs[at]);
        expect({ turn, different, mine: mine[different], theirs: theirs[different] }).toEqual({
          turn,
          different: -1,
        });
        first += count;
      }
      console.log(
        `${directory}, ${turn}: ${samples} samples, ${arithmetic.join(' ')}, no difference${outside > 0 ? `, ${outside} of them read outside of a table` : ''}`,
      );
    }
  });
});
