import type { ProjectDialect } from './dialect.js';
import { aliasesOf, layerCall, libraryCalls, variablesOf } from './variables.js';

/**
 * Vivado HLS, Vitis HLS and what follows them: arrays or `hls::stream` as arguments and local variables,
 * calls one after another.
 */
export const xilinx: ProjectDialect = {
  name: 'Vivado and Vitis HLS',
  owns: () => true,
  read: (project, node) => {
    const locals = node.declarations();
    return {
      name: node.name,
      node,
      calls: libraryCalls(node).map(layerCall),
      variables: variablesOf(project, [...node.params, ...locals]),
      aliases: aliasesOf(locals),
      ends: node.params.map(({ name }) => name),
      defaultStrategy: 'latency',
    };
  },
};
