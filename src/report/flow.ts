import Table from 'cli-table3';
import type {
  Dataflow,
  Model,
  ParameterDescription,
  RemainingTime,
  RunEvent,
  TaskDefinition,
} from '../flow/index.js';

/** `accuracy 0.88, size 16`, as a person reads it. */
export const metricsText = ({ metrics }: Pick<Model, 'metrics'>): string =>
  Object.entries(metrics)
    .map(([name, { value, unit }]) => `${name} ${number(value)}${unit === undefined ? '' : ` ${unit}`}`)
    .join(', ');

export const number = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)));

/** `0:07`, `2:05:10`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (part: number): string => String(part).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** How a run goes on, for people: a line for each task that ends, and the state of all of it. */
export class RunProgress {
  private readonly started = performance.now();
  private readonly ranges = new Map<string, [number, number]>();
  private done = 0;
  private known = 0;
  private failed = 0;

  constructor(private readonly time: RemainingTime) {}

  /** The line that tells of an event, or null. */
  hear(event: RunEvent): string | null {
    this.time.hear(event);
    switch (event.event) {
      case 'run-started':
        return `${event.resumed ? 'going on with' : 'run'} ${event.run} of flow ${event.flow} in ${event.folder}`;
      case 'task-known':
        this.known++;
        this.learn(event.models);
        return null;
      case 'task-done': {
        this.done++;
        this.learn(event.models);
        const models = event.models.map((model) => `  ${model.level}: ${metricsText(model) || 'no metrics'}`);
        return `done    ${event.step}  ${seconds(event.seconds)}${models.join('')}`;
      }
      case 'task-failed':
        if (!event.willRetry) this.failed++;
        return `${event.willRetry ? 'again  ' : 'FAILED '} ${event.step}  ${seconds(event.seconds)}  ${event.message}`;
      case 'task-progress':
        return `        ${event.step}: ${event.text}`;
      case 'run-ended':
        return `${event.status}: ${this.state()}`;
      default:
        return null;
    }
  }

  /** What runs, what is done, time so far and left, metrics so far. */
  state(): string {
    const { steps } = this.time;
    const left = this.time.left();
    const running =
      steps.length > 3 ? `${steps.slice(0, 3).join(', ')} and ${steps.length - 3} more` : steps.join(', ');
    const counts = [
      `${this.done} done`,
      ...(this.known > 0 ? [`${this.known} done before`] : []),
      ...(this.failed > 0 ? [`${this.failed} failed`] : []),
    ].join(', ');
    const sofar = duration((performance.now() - this.started) / 1000);
    const ranges = [...this.ranges].map(([name, [low, high]]) =>
      low === high ? `${name} ${number(low)}` : `${name} ${number(low)} to ${number(high)}`,
    );
    return [
      ...(running === '' ? [] : [`running ${running}`]),
      counts,
      `${sofar}${running !== '' && left !== null ? `, about ${duration(left)} left` : ''}`,
      ...(ranges.length > 0 ? [ranges.join(', ')] : []),
    ].join(' | ');
  }

  private learn(models: readonly Model[]): void {
    for (const { metrics } of models) {
      for (const [name, { value }] of Object.entries(metrics)) {
        const [low, high] = this.ranges.get(name) ?? [value, value];
        this.ranges.set(name, [Math.min(low, value), Math.max(high, value)]);
      }
    }
  }
}

const seconds = (value: number): string => (value < 60 ? `${value.toFixed(2)} s` : duration(value));

const roleNames = { K: 'K', O: 'O', lambda: 'λ' } as const;

/** Task types with their parameters, as MetaML-Pro's Table 1. */
export function taskTable(
  types: readonly {
    readonly definition: TaskDefinition;
    readonly parameters: readonly ParameterDescription[];
  }[],
): string {
  const table = new Table({
    head: ['type', 'role', 'multiplicity', 'parameter', 'type', 'default', 'what it is'],
    style: { head: [], border: [], compact: true },
  });
  for (const { definition, parameters } of types) {
    const { type, role, inputs, outputs, description } = definition;
    table.push([type, roleNames[role], `${inputs}-to-${outputs}`, '', '', '', description]);
    for (const { name, type: of, default: value, isRequired, description: what } of parameters) {
      const shown = isRequired ? '(needed)' : value === undefined ? '' : JSON.stringify(value);
      table.push(['', '', '', name, of, shown, what]);
    }
  }
  return table.toString();
}

/** A flow as one reads it in a terminal: each task with what it leads to, then its diagram. */
export function flowText(flow: Dataflow): string {
  const nodes = [...flow.graph.nodes.values()];
  const width = Math.max(...nodes.map(({ name }) => name.length));
  const lines = nodes.map(({ name, task, outputs }) =>
    `${name.padEnd(width)}  ${name === task.type ? '' : `(${task.type}) `}${outputs.length > 0 ? `>> ${outputs.join(', ')}` : ''}`.trimEnd(),
  );
  return `${flow.name}\n${lines.map((line) => `  ${line}`).join('\n')}\n\n${flow.toMermaid()}`;
}
