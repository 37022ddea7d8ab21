import { join } from 'node:path';
import type { Project } from '../cpp/index.js';
import { verifyByCompiling, writeTraced, type SessionInputs, type Verification } from '../simulate/index.js';
import { inTemporaryFolder } from '../text/index.js';
import type { QhsOutcome } from './quantize.js';

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
    const projectDirectory = join(folder, 'project');
    writeTraced(project, graph.name, projectDirectory);
    return verifyByCompiling({ projectDirectory, graph, assignment, ...data });
  });
}
