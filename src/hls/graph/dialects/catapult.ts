import { problem } from '../../../diagnostics/index.js';
import type { ProjectDialect } from './dialect.js';
import { xilinx } from './xilinx.js';
import { variablesOf } from './variables.js';

/**
 * Catapult: `void CCS_BLOCK(myproject)(input_t x[16], ...) { ... }`. The macro hides the arguments, which the
 * function's prototype has too.
 */
export const catapult: ProjectDialect = {
  name: 'Catapult HLS',
  owns: (fn) => fn.name === 'CCS_BLOCK',
  read: (project, node) => {
    const name = node.params[0]?.text ?? '';
    const prototype = project.functions().find((fn) => fn.name === name && !fn.isDefinition);
    if (!prototype)
      throw problem('hls.bad-top', { name, reason: 'its header has no prototype of it' }, node.at);
    const body = xilinx.read(project, node);
    return {
      ...body,
      name,
      variables: new Map([...variablesOf(project, prototype.params), ...body.variables]),
      ends: prototype.params.map((parameter) => parameter.name),
    };
  },
};
