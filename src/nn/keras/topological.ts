import { problem } from '../../diagnostics/index.js';

interface Node {
  readonly name: string;
  readonly inputs: readonly string[];
}

/**
 * The layers in an order in which each comes after all that it reads; of several such orders, the one nearest to
 * the file's.
 * @throws `model.graph` when a layer reads one that is not there, or the layers form a cycle
 */
export function topological<N extends Node>(nodes: readonly N[], file: string): N[] {
  const known = new Set(nodes.map(({ name }) => name));
  for (const { name, inputs } of nodes) {
    const missing = inputs.find((input) => !known.has(input));
    if (missing === undefined) continue;
    const reason = `layer ${JSON.stringify(name)} reads ${JSON.stringify(missing)}, which is not there`;
    throw problem('model.graph', { reason }, { file });
  }
  const ordered: N[] = [];
  const placed = new Set<string>();
  let waiting = [...nodes];
  while (waiting.length > 0) {
    const before = waiting.length;
    waiting = waiting.filter((node) => {
      if (!node.inputs.every((input) => placed.has(input))) return true;
      placed.add(node.name);
      ordered.push(node);
      return false;
    });
    if (waiting.length === before) {
      const reason = `layer ${JSON.stringify(waiting[0].name)} reads its own result`;
      throw problem('model.graph', { reason }, { file });
    }
  }
  return ordered;
}
