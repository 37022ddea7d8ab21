import { problem } from '../../diagnostics/index.js';
import type { TaskDefinition } from '../task/task.js';
import type { FlowGraph, GraphNode } from './graph.js';

/**
 * An instance of a task while a flow is built. `a.to(b)` is Listing 1's `a >> b`, `b.from(a)` its `b << a`, and
 * both may be given several tasks: `branch.to(join, Stop())`.
 */
export class TaskNode {
  readonly inputs: TaskNode[] = [];
  readonly outputs: TaskNode[] = [];

  constructor(
    readonly task: TaskDefinition,
    readonly name: string,
    private readonly flow: FlowBuilder,
  ) {}

  /** Paths from this task to others, in this order: BRANCH takes the first when its condition is true. Gives the last. */
  to(...targets: [TaskNode, ...TaskNode[]]): TaskNode {
    for (const target of targets) this.connect(this, target);
    return targets.at(-1)!;
  }

  /** Paths from others to this task. Gives this task, as `<<` does. */
  from(...sources: [TaskNode, ...TaskNode[]]): this {
    for (const source of sources) this.connect(source, this);
    return this;
  }

  private connect(from: TaskNode, to: TaskNode): void {
    if (from.flow !== to.flow) throw problem('flow.mixed', { from: from.name, to: to.name });
    if (from.outputs.includes(to)) throw problem('flow.path-twice', { from: from.name, to: to.name });
    from.outputs.push(to);
    to.inputs.push(from);
  }
}

/** Gathers the tasks of a flow. */
export class FlowBuilder {
  private readonly nodes = new Map<string, TaskNode>();

  /** Places an instance; without a name it is named after its type: `Pruning`, `Pruning2`. @throws flow.name */
  place(task: TaskDefinition, name?: string): TaskNode {
    const given = name ?? this.freeName(task.type);
    if (!/^[A-Za-z][\w.-]*$/.test(given))
      throw problem('flow.name', {
        name: given,
        reason: 'must begin with a letter, then letters, digits, _, . or -',
      });
    if (this.nodes.has(given))
      throw problem('flow.name', { name: given, reason: 'is the name of another task' });
    const node = new TaskNode(task, given, this);
    this.nodes.set(given, node);
    return node;
  }

  graph(name: string): FlowGraph {
    const names = (nodes: readonly TaskNode[]): string[] => nodes.map((node) => node.name);
    const nodes = [...this.nodes.values()].map(({ task, name, inputs, outputs }): [string, GraphNode] => [
      name,
      { name, task, inputs: names(inputs), outputs: names(outputs) },
    ]);
    return { name, nodes: new Map(nodes) };
  }

  private freeName(type: string): string {
    for (let count = 1; ; count++) {
      const name = count === 1 ? type : `${type}${count}`;
      if (!this.nodes.has(name)) return name;
    }
  }
}

/** The flow that is being built: what the paper's `with Dataflow() as df:` is in Python. */
let current: FlowBuilder | null = null;

/** Places an instance in the flow that is being built. @throws flow.outside */
export function place(task: TaskDefinition, name?: string): TaskNode {
  if (!current) throw problem('flow.outside', { type: task.type });
  return current.place(task, name);
}

/** The graph that a function builds by placing and connecting tasks. */
export function buildGraph(name: string, build: () => unknown): FlowGraph {
  const outer = current;
  current = new FlowBuilder();
  try {
    build();
    return current.graph(name);
  } finally {
    current = outer;
  }
}
