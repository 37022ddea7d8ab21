import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Project } from 'hlsmith/cpp';
import { openHlsProject, readLayerGraph } from 'hlsmith/hls';
import { verifyTiers } from 'hlsmith/simulate';
import { onTestFinished } from 'vitest';
import { findCompiler } from '../../../src/simulate/compiled/compile.js';
import { size } from '../../../src/simulate/network.js';
import { templatePath } from '../../../src/templates/index.js';
import { gaussian, randomNumbers } from '../../simulate/graphs.js';

/*
 * Rewritten projects compiled, and the same simulated, every layer bit for bit:
 *
 *   HLSMITH_PROJECTS=FOLDER[:FOLDER...] HLSMITH_ONLY=Vitis-io_stream npx vitest run test/metaprograms/approximations
 *
 * Each FOLDER holds projects of hls4ml. HLSMITH_ONLY is a regular expression for their names.
 */
const folders = (process.env['HLSMITH_PROJECTS'] ?? '').split(':').filter((folder) => folder !== '');
const only = new RegExp(process.env['HLSMITH_ONLY'] ?? '');
const samples = Number(process.env['HLSMITH_SAMPLES'] ?? 100);
export const compiler = findCompiler();
if (folders.length === 0) console.log('skipped: HLSMITH_PROJECTS names no folders of generated projects');
if (!compiler) console.log('skipped: no g++ or clang++ on PATH to compile a kernel with');

/** Those that have headers of one of these folders beside them: g++ compiles them. */
export const projectsWith = (...headers: readonly string[]): string[] =>
  folders
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((directory) => only.test(directory))
    .filter((directory) => headers.some((name) => existsSync(join(directory, 'firmware', name))));

const random = randomNumbers(7);

/** What differs between the simulation and the compiled kernel, on random inputs. */
export async function differences(project: Project): Promise<string[]> {
  const graph = readLayerGraph(project);
  const columns = graph.inputs.reduce((sum, { shape }) => sum + size(shape), 0);
  const inputs = Float64Array.from({ length: samples * columns }, () => gaussian(random));
  const { tiers, comparisons } = await verifyTiers(project, { inputs, samples });
  const missing = tiers.filter(({ ran }) => !ran).map(({ name, remark }) => `${name}: ${remark}`);
  const found = comparisons
    .filter(({ tiers: pair, mismatch }) => pair.includes('simulated') && mismatch)
    .map(
      ({ tiers: pair, layer, mismatch }) =>
        `${pair.join(' ')} ${layer} ${mismatch!.expected} ${mismatch!.got}`,
    );
  // A tier that cannot compile or run the project is no verdict, unless none can.
  if (!comparisons.some(({ tiers: pair }) => pair.includes('simulated'))) found.push(...missing);
  return found;
}

/** A small network in files, with the kernel library beside it. */
export async function tiny(): Promise<Project> {
  const root = mkdtempSync(join(tmpdir(), 'hlsmith-test-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  cpSync(fileURLToPath(new URL('../../simulate/verify/tiny', import.meta.url)), root, { recursive: true });
  cpSync(templatePath('library'), join(root, 'firmware'), { recursive: true });
  const top = join(root, 'firmware', 'tiny.cpp');
  writeFileSync(top, readFileSync(top, 'utf8').replace(/.*hlsmith.*\n/g, ''));
  return openHlsProject(root);
}
