import type { FileNode, Node } from 'hlsmith/cpp';
import { toolNames, toolWords, type Tool } from './tools.js';

/** Headers that come with a tool, numbers and streams apart: `hls_vector.h`, `ac_math/ac_div.h`. */
const libraries: Readonly<Record<Tool, RegExp>> = {
  vitis: /^(?:hls_|ap_|hls\/)/,
  intel: /^HLS\//,
  oneapi: /^sycl\//,
  catapult: /^(?:ac_|mc_|ccs_)/,
};

/**
 * Includes of the headers that have these types.
 *
 * @param withStreams whether streams were translated too
 * @returns those of other tools that have no counterpart, and `using namespace hls`
 */
export function translateIncludes(file: FileNode, to: Tool, withStreams: boolean): string[] {
  const target = toolWords(to);
  const others = toolNames.filter((tool) => tool !== to).map(toolWords);
  const wanted = new Map<string, string>();
  for (const { numbers, streamHeaders } of others) {
    for (const type of ['int', 'fixed'] as const) wanted.set(numbers(type), target.numbers(type));
    if (withStreams) for (const header of streamHeaders) wanted.set(header, target.streamHeaders[0]!);
  }
  const lost: string[] = [];
  const keep = ({ at, text }: Node, reason: string): void => {
    lost.push(`${at.file}:${at.line}: kept: ${text}: ${reason}`);
  };
  for (const { i } of file.query('i:Include')) {
    const path = wanted.get(i.path);
    const owner = toolNames.find((tool) => tool !== to && libraries[tool].test(i.path));
    if (path !== undefined) i.replace(i.text.replace(i.path, path));
    else if (owner && !libraries[to].test(i.path)) keep(i, `it comes with ${owner}`);
  }
  const { tree, unit } = file;
  for (let index = 0; index < tree.length; index++) {
    if (tree.name(index) !== 'using_declaration') continue;
    const node = unit.node(index);
    const name = /^using\s+namespace\s+(hls|ihc)\s*;/.exec(node.text)?.[1];
    if (name !== undefined && !target.stream.startsWith(`${name}::`))
      keep(node, `${name} may be meant where no name says so`);
  }
  return lost;
}
