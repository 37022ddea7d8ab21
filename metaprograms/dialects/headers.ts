import type { FileNode } from 'hlsmith/cpp';
import { toolNames, toolWords, type Tool } from './tools.js';

/**
 * Includes of the headers that have these types; one that is there already stands for a second.
 *
 * @param withStreams whether streams were translated too
 */
export function translateIncludes(file: FileNode, to: Tool, withStreams: boolean): void {
  const target = toolWords(to);
  const others = toolNames.filter((tool) => tool !== to).map(toolWords);
  const wanted = new Map<string, string>();
  for (const { numbers, streamHeaders } of others) {
    for (const type of ['int', 'fixed'] as const) wanted.set(numbers(type), target.numbers(type));
    if (withStreams) for (const header of streamHeaders) wanted.set(header, target.streamHeaders[0]!);
  }
  for (const { i } of file.query('i:Include')) {
    const path = wanted.get(i.path);
    if (path !== undefined) i.replace(i.text.replace(i.path, path));
  }
}
