import type { TaskDefinition } from '../task/task.js';

/** An instance of a task in a flow. */
export interface GraphNode {
  readonly name: string;
  readonly task: TaskDefinition;
  /** The names of the tasks whose paths lead here, and of those that this one's lead to, in the order given. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** A flow: a directed graph, cyclic or not, of tasks and the paths between them. */
export interface FlowGraph {
  readonly name: string;
  readonly nodes: ReadonlyMap<string, GraphNode>;
}

/** A graph's shape as data: what a run keeps, and what two flows are compared by. */
export interface GraphData {
  readonly name: string;
  readonly tasks: readonly { readonly name: string; readonly type: string; readonly to: readonly string[] }[];
}

export function graphAsData({ name, nodes }: FlowGraph): GraphData {
  const tasks = [...nodes.values()].map((node) => ({
    ...{ name: node.name, type: node.task.type, to: [...node.outputs] },
  }));
  return { name, tasks };
}

export const sourcesOf = (graph: FlowGraph): GraphNode[] =>
  [...graph.nodes.values()].filter(({ inputs }) => inputs.length === 0);

/** All that can be reached from some nodes, themselves included, without going on from `barrier`. */
export function reachable(
  graph: FlowGraph,
  from: Iterable<string>,
  direction: 'inputs' | 'outputs' = 'outputs',
  barrier?: string,
): Set<string> {
  const found = new Set(from);
  for (const name of found) {
    if (name === barrier) continue;
    for (const next of graph.nodes.get(name)![direction]) found.add(next);
  }
  return found;
}

/** The strongly connected parts with a cycle, each in the order of the graph. */
export function cyclesOf(graph: FlowGraph, without: (node: GraphNode) => boolean = () => false): string[][] {
  // Tarjan's algorithm, with a stack of its own: a flow may be thousands of tasks long.
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const parts: string[][] = [];
  const next = (name: string): readonly string[] =>
    graph.nodes.get(name)!.outputs.filter((output) => !without(graph.nodes.get(output)!));
  for (const root of graph.nodes.values()) {
    if (index.has(root.name) || without(root)) continue;
    const path: { name: string; at: number }[] = [{ name: root.name, at: 0 }];
    while (path.length > 0) {
      const top = path.at(-1)!;
      const { name } = top;
      if (top.at === 0) {
        index.set(name, index.size);
        low.set(name, index.get(name)!);
        open.push(name);
        isOpen.add(name);
      }
      const child = next(name)[top.at++];
      if (child !== undefined) {
        if (!index.has(child)) path.push({ name: child, at: 0 });
        else if (isOpen.has(child)) low.set(name, Math.min(low.get(name)!, index.get(child)!));
        continue;
      }
      path.pop();
      const parent = path.at(-1)?.name;
      if (parent !== undefined) low.set(parent, Math.min(low.get(parent)!, low.get(name)!));
      if (low.get(name) !== index.get(name)) continue;
      const part = open.splice(open.indexOf(name));
      part.forEach((member) => isOpen.delete(member));
      if (part.length > 1 || next(name).includes(name)) parts.push(part);
    }
  }
  return parts;
}
