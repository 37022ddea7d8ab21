import { reachable, type FlowGraph } from '../graph/graph.js';
import type { RunEvent } from './events.js';

/**
 * Guesses how long a run will still take: what can still be reached and has not run yet, at the mean time of its
 * type so far, in this run or an earlier one. Turns of loops to come are not counted.
 */
export class RemainingTime {
  private readonly times = new Map<string, { sum: number; count: number }>();
  private readonly visited = new Set<string>();
  private readonly running = new Map<string, { name: string; since: number }>();

  /** @param earlier steps of an earlier run of the flow */
  constructor(
    private readonly graph: FlowGraph,
    earlier: readonly { readonly name: string; readonly seconds: number }[] = [],
  ) {
    for (const { name, seconds } of earlier) this.learn(name, seconds);
  }

  hear(event: RunEvent): void {
    if (event.event === 'task-started')
      this.running.set(event.step, { name: nameOf(event.step), since: Date.now() });
    if (event.event === 'task-known') this.visited.add(nameOf(event.step));
    if (event.event !== 'task-done' && event.event !== 'task-failed') return;
    this.running.delete(event.step);
    this.visited.add(nameOf(event.step));
    if (event.event === 'task-done') this.learn(nameOf(event.step), event.seconds);
  }

  /** Steps that are running. */
  get steps(): string[] {
    return [...this.running.keys()];
  }

  /** In seconds; null while nothing is known of some task that is to come. */
  left(now = Date.now()): number | null {
    let left = 0;
    const live = [...this.running.values()];
    for (const { name, since } of live) {
      const time = this.timeOf(name);
      if (time === null) return null;
      left += Math.max(0, time - (now - since) / 1000);
    }
    const names = new Set(live.map(({ name }) => name));
    for (const name of reachable(this.graph, names)) {
      if (names.has(name) || this.visited.has(name)) continue;
      const time = this.timeOf(name);
      if (time === null) return null;
      left += time;
    }
    return left;
  }

  private learn(name: string, seconds: number): void {
    const type = this.graph.nodes.get(name)?.task.type;
    if (type === undefined) return;
    const { sum, count } = this.times.get(type) ?? { sum: 0, count: 0 };
    this.times.set(type, { sum: sum + seconds, count: count + 1 });
  }

  private timeOf(name: string): number | null {
    const { role, type } = this.graph.nodes.get(name)!.task;
    const time = this.times.get(type);
    // Control takes no time to speak of.
    return time ? time.sum / time.count : role === 'K' ? 0 : null;
  }
}

/** `Fork#1:A/Shrink#2` is a step of `Shrink`. */
const nameOf = (step: string): string => step.slice(step.lastIndexOf('/') + 1).replace(/#\d+$/, '');
