import type { Project } from '../../cpp/index.js';
import { traceLayers } from '../../../metaprograms/trace.js';

/** What of a project the compiler does not need: a tool's own projects, libraries, test data. */
const besides = /^([^/]*_prj|\.git|node_modules|tb_data|[^/]*\.(so|log|rpt))$/;

/** Writes a copy of a project that records what its layers answer. The project stays as it is. */
export function writeTraced(project: Project, top: string, folder: string): void {
  const traced = project.fork();
  traceLayers(traced.fn(top));
  traced.commit({ author: 'trace' });
  traced.write(folder, { include: (path) => !besides.test(path) });
}
