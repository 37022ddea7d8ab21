import { join } from 'node:path';
import type { Project } from '../cpp/index.js';
import type { KernelLibrary } from '../hls/index.js';
import {
  verifyAnswers,
  verifyByCompiling,
  writeTraced,
  type SessionInputs,
  type Verification,
} from '../simulate/index.js';
import { inTemporaryFolder } from '../text/index.js';
import type { QhsOutcome } from './quantize.js';

const vendors: ReadonlySet<KernelLibrary> = new Set(['oneapi', 'catapult']);

/**
 * Compiles the rewritten kernel with its static types and compares every layer's answers, bit for bit, with
 * those that the search measured in its last accepted trial; of a kernel that was not simulated, the answers that were
 * judged. A traced copy is compiled; the project stays as it is. hls4ml's libraries for oneAPI and Catapult include
 * headers that only come with the vendor's tool: what they are in is not compiled.
 *
 * @throws what `verifyByCompiling` throws.
 */
export async function verifyRewritten(
  project: Project,
  outcome: Pick<QhsOutcome, 'graph' | 'assignment'> &
    Partial<Pick<QhsOutcome, 'evaluated' | 'answers' | 'kernel'>>,
  data: SessionInputs,
): Promise<Verification> {
  const { graph, assignment, evaluated, answers, kernel } = outcome;
  const vendor = graph?.layers.find(({ library }) => library !== undefined && vendors.has(library))?.library;
  if (vendor !== undefined) {
    const reason = `hls4ml's library for ${vendor} compiles with the vendor's tool only`;
    return { verified: null, compiler: null, compared: [], firstSamples: null, reason };
  }
  return inTemporaryFolder('verify', async (folder) => {
    const projectDirectory = join(folder, 'project');
    writeTraced(project, graph?.name ?? kernel!, projectDirectory);
    if (graph && evaluated?.tier !== 'compiled')
      return verifyByCompiling({ projectDirectory, graph, assignment, ...data });
    return verifyAnswers({ projectDirectory, top: kernel, answers: answers!, ...data });
  });
}
