import { problem, type HlsmithError } from '../../diagnostics/index.js';
import { chooses, type Multiplicity } from '../task/task.js';
import { cyclesOf, reachable, sourcesOf, type FlowGraph } from './graph.js';

/** What is wrong with a flow's graph; nothing runs before this is empty. */
export function validateGraph(graph: FlowGraph): HlsmithError[] {
  if (graph.nodes.size === 0) return [problem('flow.empty', { flow: graph.name })];
  return [...multiplicityFaults(graph), ...sourceFaults(graph), ...cycleFaults(graph), ...stopFaults(graph)];
}

function* multiplicityFaults(graph: FlowGraph): Iterable<HlsmithError> {
  for (const { name, task, inputs, outputs } of graph.nodes.values()) {
    const checks = [
      ['input', task.inputs, inputs.length],
      ['output', task.outputs, outputs.length],
    ] as const;
    for (const [what, wanted, found] of checks) {
      if (fits(wanted, found)) continue;
      yield problem('flow.multiplicity', { name, type: task.type, what, wanted: inWords(wanted), found });
    }
  }
}

const fits = (wanted: Multiplicity, found: number): boolean =>
  wanted === 'many' ? found >= 1 : found === wanted;
const inWords = (wanted: Multiplicity): string => (wanted === 'many' ? 'one or more' : String(wanted));

function* sourceFaults(graph: FlowGraph): Iterable<HlsmithError> {
  const sources = sourcesOf(graph).map(({ name }) => name);
  if (sources.length === 0) {
    yield problem('flow.no-source', { flow: graph.name });
    return;
  }
  const reached = reachable(graph, sources);
  const lost = [...graph.nodes.keys()].filter((name) => !reached.has(name));
  if (lost.length > 0) yield problem('flow.unreachable', { names: lost });
}

/** Each turn of a cycle must pass a task that chooses, and one of those must be able to leave. */
function* cycleFaults(graph: FlowGraph): Iterable<HlsmithError> {
  for (const cycle of cyclesOf(graph)) {
    const members = new Set(cycle);
    const canLeave = cycle.some((name) => {
      const { task, outputs } = graph.nodes.get(name)!;
      return chooses(task) && outputs.some((output) => !members.has(output));
    });
    if (!canLeave) {
      yield problem('flow.endless', { names: cycle });
      continue;
    }
    const unguarded = cyclesOf(graph, ({ name, task }) => chooses(task) || !members.has(name));
    for (const names of unguarded) yield problem('flow.cycle', { names });
  }
}

function* stopFaults(graph: FlowGraph): Iterable<HlsmithError> {
  const ends = [...graph.nodes.values()].filter(({ task }) => task.outputs === 0).map(({ name }) => name);
  if (ends.length === 0) yield problem('flow.no-stop', { flow: graph.name });
}
