import { join } from 'node:path';
import type { Project } from '../cpp/index.js';
import { verifyByCompiling, type SessionInputs, type Verification } from '../simulate/index.js';
import { inTemporaryFolder } from '../text/index.js';
import { traceLayers } from '../../metaprograms/trace.js';
import type { QhsOutcome } from './quantize.js';

/** What the compiler does not need: a tool's own projects, libraries, test data. */
const besides = /^([^/]*_prj|\.git|node_modules|tb_data|[^/]*\.(so|log|rpt))$/;

/**
 * Compiles the rewritten kernel with its static types and compares every layer's answers, bit for bit, with
 * those that the search measured in its last accepted trial. A traced copy is compiled; the project stays as
 * it is.
 *
 * @throws what `verifyByCompiling` throws.
 */
export async function verifyRewritten(
  project: Project,
  { graph, assignment }: Pick<QhsOutcome, 'graph' | 'assignment'>,
  data: SessionInputs,
): Promise<Verification> {
  return inTemporaryFolder('verify', async (folder) => {
    const traced = project.fork();
    traceLayers(traced, graph);
    traced.commit({ author: 'trace' });
    const projectDirectory = join(folder, 'project');
    traced.write(projectDirectory, { include: (path) => !besides.test(path) });
    return verifyByCompiling({ projectDirectory, graph, assignment, ...data });
  });
}
