import { Command } from 'commander';
import { HlsmithError } from '../diagnostics/index.js';
import { openHlsProject, readLayerGraph, type LayerGraph } from '../hls/index.js';
import type { Project } from '../cpp/index.js';
import { profileJson, profileReport, typedefReport } from '../report/index.js';
import {
  findCompiler,
  lintNetwork,
  openCompiledSession,
  profileNetwork,
  type ProfileRow,
  type SessionInputs,
} from '../simulate/index.js';
import { jsonOption, positiveInteger, topOption } from './options.js';
import { print, printJson } from './output.js';
import { readKernelInputs, readKnownKernel } from './test-data.js';

interface ProfileOptions {
  inputs: string;
  samples?: number;
  top?: string;
  json?: boolean;
}

export function profileCommand(): Command {
  return new Command('profile')
    .description(
      'What every precision of a kernel is given: ranges, bits needed, overflow; and what to change',
    )
    .argument('<project>', 'the folder of an HLS C++ project')
    .requiredOption('--inputs <file>', 'the inputs (.npy), one sample a row')
    .option('--samples <n>', 'use the first n samples only', positiveInteger)
    .addOption(topOption())
    .addOption(jsonOption())
    .action(async (directory: string, options: ProfileOptions) => {
      const project = await openHlsProject(directory);
      const kernel = await readKnownKernel(project, options.top);
      const data = readKernelInputs(kernel, options.inputs, options.samples);
      const found = await simulatedProfile(project, data, options.top);
      if (found instanceof HlsmithError) {
        if (findCompiler() === null) throw found;
        await compiledProfile(project, data, options, found.message);
        return;
      }
      const findings = lintNetwork(found.graph, found.rows);
      const result = { kernel: kernel.name, samples: data.samples, rows: found.rows, findings };
      if (options.json) printJson(profileJson(result));
      else print(profileReport(result));
    });
}

/** By simulation, or why that cannot be. */
async function simulatedProfile(
  project: Project,
  data: SessionInputs,
  top: string | undefined,
): Promise<{ graph: LayerGraph; rows: ProfileRow[] } | HlsmithError> {
  try {
    const graph = readLayerGraph(project, { top });
    return { graph, rows: await profileNetwork(graph, data) };
  } catch (error) {
    if (error instanceof HlsmithError) return error;
    throw error;
  }
}

/** By the kernel itself, compiled so that its typedefs count what they are given. */
async function compiledProfile(
  project: Project,
  data: SessionInputs,
  options: ProfileOptions,
  reason: string,
): Promise<void> {
  const session = await openCompiledSession(project, data, { top: options.top });
  try {
    const typedefs = await session.profile(new Map());
    if (options.json) printJson({ samples: data.samples, compiled: reason, typedefs });
    else print(typedefReport(typedefs, reason));
  } finally {
    session.close();
  }
}
