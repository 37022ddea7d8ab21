import type { Project } from 'hlsmith/cpp';
import { formatFixedType, parseFixedType, type PrecisionAssignment } from 'hlsmith/hls';

/**
 * Writes precisions into a kernel: each named typedef gets its new type, and nothing else changes.
 *
 * before: `typedef ap_fixed<18,8> fc1_weight_t;`
 * after:  `typedef ap_fixed<9,2> fc1_weight_t;`
 *
 * Idempotent: a typedef that has its type already is not edited. The edits are pending until the project
 * commits them.
 *
 * @throws cpp.no-typedef if the project has no such typedef.
 */
export function setPrecisions(project: Project, assignment: PrecisionAssignment): void {
  // All are found before the first is edited, so that a wrong name leaves the project as it was.
  const typedefs = [...assignment].map(([name, type]) => ({ typedef: project.typedef(name), type }));
  for (const { typedef, type } of typedefs) {
    const found = parseFixedType(typedef.type.canonical);
    const spelled = formatFixedType(type);
    if (found === null || formatFixedType(found) !== spelled) typedef.set(spelled);
  }
}
