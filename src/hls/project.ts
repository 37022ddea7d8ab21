import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Project } from '../cpp/index.js';
import { problem } from '../diagnostics/index.js';

/** Folders of a generated project that hold library code, never the kernel itself. */
const library = [
  '**/nnet_utils/**',
  '**/ap_types/**',
  '**/ac_types/**',
  '**/ac_math/**',
  '**/ac_simutils/**',
];

/**
 * Opens a generated project: its kernel sources, not the libraries they include, nor the testbench.
 *
 * @param directory the project's folder, as `hlsmith convert` or hls4ml wrote it (it holds `firmware/`), or
 *   a folder of kernel sources.
 * @throws hls.no-project, hls.no-firmware
 */
export async function openHlsProject(directory: string): Promise<Project> {
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw problem('hls.no-project', { directory });
  }
  const firmware = ['firmware', 'src/firmware', '.'].find((folder) =>
    existsSync(join(directory, folder)),
  ) as string;
  const prefix = firmware === '.' ? '' : `${firmware}/`;
  const project = await Project.load({
    root: directory,
    files: [`${prefix}*.{cpp,cc,cxx,h,hpp}`, `${prefix}weights/*.h`],
    exclude: library,
  });
  if (!project.files.some((file) => /\.(cpp|cc|cxx)$/.test(file.path))) {
    throw problem('hls.no-firmware', { directory });
  }
  return project;
}
