import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Project } from 'hlsmith/cpp';
import type { LayerGraph, Tensor } from 'hlsmith/hls';
import { inTemporaryFolder } from '../../../src/text/index.js';

const driver = fileURLToPath(new URL('bridge.cpp', import.meta.url));
const values = ({ shape }: Tensor): number => shape.reduce((product, extent) => product * extent, 1);

/** What of a project the compiler does not need. */
const besides = /^([^/]*_prj|tb_data|[^/]*\.(so|log|tar\.gz))$/;

/**
 * Compiles a project with the vendor's headers beside it, as its own script does, and runs it through the bridge
 * that its generator wrote for Python.
 *
 * @param inputs `[samples, features]`, row-major
 * @returns the outputs, `[samples, values of all outputs]`, or the first error of the compiler or of the run
 */
export function answersOf(
  project: Project,
  graph: LayerGraph,
  inputs: Float64Array,
  samples: number,
): Promise<Float64Array | string> {
  return inTemporaryFolder('bridge', (folder) =>
    Promise.resolve(run(folder, project, graph, inputs, samples)),
  );
}

function run(
  folder: string,
  project: Project,
  graph: LayerGraph,
  inputs: Float64Array,
  samples: number,
): Float64Array | string {
  project.write(folder, { include: (path) => !besides.test(path) });
  const bridge = readdirSync(folder).find((name) => name.endsWith('_bridge.cpp'));
  if (bridge === undefined) return 'there is no bridge';
  const firmware = join(folder, 'firmware');
  const include = ['ap_types', 'ac_types'].map((name) => `-I${join(firmware, name)}`);
  const sources = readdirSync(firmware).filter((name) => name.endsWith('.cpp'));
  // One unit of translation takes a third of the time of three; -O0 half of that of -O1.
  const all = [...sources.map((name) => join(firmware, name)), join(folder, bridge)];
  const words = ['-std=c++17', '-fpermissive', '-w', '-O0', ...include, `-DTOP=${graph.name}_double`];
  const program = join(folder, 'run');
  const compiled = spawnSync(
    'g++',
    [...words, ...all.flatMap((path) => ['-include', path]), driver, '-o', program],
    { encoding: 'utf8' },
  );
  if (compiled.status !== 0) return /^.*\berror:.*$/m.exec(compiled.stderr)?.[0] ?? compiled.stderr;
  const sizes = [...graph.inputs, ...graph.outputs].map(values);
  const counts = [graph.inputs.length, graph.outputs.length, samples, ...sizes].map(String);
  const ran = spawnSync(program, counts, {
    // Weights are read from there.
    cwd: existsSync(firmware) ? firmware : folder,
    input: Buffer.from(inputs.buffer, inputs.byteOffset, inputs.byteLength),
    maxBuffer: 2 ** 28,
    timeout: 120_000,
  });
  if (ran.status !== 0) {
    const reason = ran.stderr
      .toString()
      .split('\n')
      .find((line) => /assert|\S/i.test(line));
    return `it ends with ${ran.status ?? ran.signal ?? ''}: ${reason ?? ''}`;
  }
  const bytes = new Uint8Array(ran.stdout).buffer;
  return new Float64Array(bytes);
}
