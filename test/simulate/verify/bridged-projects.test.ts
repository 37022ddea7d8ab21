import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { openHlsProject, readLayerGraph, type LayerGraph } from 'hlsmith/hls';
import { setPrecisions } from 'hlsmith/metaprograms/precision';
import { openSession } from 'hlsmith/simulate';
import { size } from '../../../src/simulate/network.js';
import { scratchFolder } from '../../codegen/scratch.js';
import { gaussian, randomNumbers } from '../graphs.js';
import { randomAssignment } from './random-assignment.js';

/*
 * Projects of hls4ml's Quartus backend, whose types are ac_fixed: compiled as their own script does, with the headers
 * beside them, and called through their bridge. Outputs are compared bit for bit.
 *
 *   HLSMITH_BRIDGED=FOLDER[:FOLDER...] HLSMITH_ONLY=Quartus-io_parallel HLSMITH_SAMPLES=1000
 *     npx vitest run test/simulate/verify/bridged-projects.test.ts
 */
const folders = (process.env['HLSMITH_BRIDGED'] ?? '').split(':').filter((folder) => folder !== '');
const only = new RegExp(process.env['HLSMITH_ONLY'] ?? 'Quartus');
const assignments = Number(process.env['HLSMITH_ASSIGNMENTS'] ?? 1);
const seed = Number(process.env['HLSMITH_SEED'] ?? 1);
const samples = Number(process.env['HLSMITH_SAMPLES'] ?? 100);
if (folders.length === 0) console.log('skipped: HLSMITH_BRIDGED names no folders of Quartus projects');
const projects = folders
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((directory) => only.test(directory) && existsSync(join(directory, 'firmware', 'ac_types')));

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

  /** The compiled kernel's answers, `[samples, outputs]`. */
  function compiledAnswers(build: string, graph: LayerGraph, inputs: Float64Array): Float64Array {
    const options = ['-O1', '-fPIC', '-std=c++14', '-w', '-Ifirmware/ac_types', '-shared'];
    const { name } = graph;
    run(build, 'g++', [...options, `firmware/${name}.cpp`, `${name}_bridge.cpp`, '-o', 'kernel.so']);
    writeFileSync(join(build, 'inputs'), inputs);
    const [library, input, output] = ['kernel.so', 'inputs', 'outputs'].map((file) => join(build, file));
    const sizes = [graph.inputs, graph.outputs].map((tensors) =>
      String(tensors.map(({ shape }) => size(shape))),
    );
    run(build, driver, [library!, `${name}_double`, ...sizes, input!, output!, String(samples)]);
    const bytes = readFileSync(output!);
    return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
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
      const build = join(scratch, `${directory.replaceAll('/', '_')}-${turn}`);
      const fork = project.fork();
      if (turn > 0) {
        setPrecisions(fork, randomAssignment(asFound, random), asFound);
        fork.commit({ author: 'test' });
      }
      fork.write(build);
      const graph = readLayerGraph(fork);
      const compiled = compiledAnswers(build, graph, inputs);
      const session = await openSession(graph, { inputs, samples });
      const { tensors, arithmetic } = session.evaluate(new Map(), { until: 'outputs' });
      session.close();
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
      console.log(`${directory}, ${turn}: ${samples} samples, ${arithmetic.join(' ')}, no difference`);
    }
  });
});
