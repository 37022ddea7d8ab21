import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeProject, type GeneratedProject } from '../../src/codegen/index.js';

/** g++ of this machine, for tests that skip without it. */
export const hasCompiler = spawnSync('g++', ['--version'], { stdio: 'ignore' }).status === 0;
export const unlessCompiler = hasCompiler ? '' : ' (skipped: there is no g++)';

const strict = ['-Wall', '-Wextra', '-Wshadow', '-Wno-unknown-pragmas', '-Werror'];

/**
 * Writes a project, compiles its testbench and runs it on samples.
 *
 * @param includes folders of headers, relative to the project's
 * @returns what the testbench logged, a row a sample
 */
export function runTestbench(
  directory: string,
  project: GeneratedProject,
  samples: readonly (readonly number[])[],
  includes: readonly string[] = ['firmware/ap_types'],
): number[][] {
  writeProject(directory, project);
  mkdirSync(join(directory, 'tb_data'));
  const lines = samples.map((sample) => sample.join(' '));
  writeFileSync(join(directory, 'tb_data', 'tb_input_features.dat'), lines.join('\n') + '\n');
  const { name } = project;
  const sources = [`firmware/${name}.cpp`, `${name}_test.cpp`];
  const warnings = includes[0] === 'firmware/ap_types' ? strict : ['-w'];
  const options = ['-std=c++14', '-O1', ...warnings, ...includes.map((folder) => `-I${folder}`)];
  run(directory, 'g++', [...options, ...sources, '-o', 'testbench']);
  run(directory, './testbench', []);
  return resultsOf(directory);
}

/** Compiled as oneAPI's compiler would, with our own stand-in for SYCL (`sycl/`), and run on samples. */
export function runKernel(
  directory: string,
  project: GeneratedProject,
  samples: readonly (readonly number[])[],
): number[][] {
  writeProject(directory, project);
  mkdirSync(join(directory, 'tb_data'));
  const lines = samples.map((sample) => sample.join(' '));
  writeFileSync(join(directory, 'tb_data', 'tb_input_features.dat'), lines.join('\n') + '\n');
  const includes = [join(import.meta.dirname, 'sycl'), '.', 'firmware', 'firmware/ap_types'];
  const options = ['-std=c++17', '-O1', ...strict, '-Wno-attributes', '-DSYCL_LANGUAGE_VERSION=202001'];
  const { name } = project;
  const sources = [`${name}_kernel.cpp`, `${name}_test.cpp`];
  run(directory, 'g++', [
    ...options,
    ...includes.map((folder) => `-I${folder}`),
    ...sources,
    '-o',
    'testbench',
  ]);
  run(directory, './testbench', []);
  return resultsOf(directory);
}

function resultsOf(directory: string): number[][] {
  const log = readFileSync(join(directory, 'tb_data', 'csim_results.log'), 'utf8');
  return log
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ').map(Number));
}

export function run(cwd: string, program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
}
