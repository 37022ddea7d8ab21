import { z } from 'zod';
import { problem, type HlsmithError } from '../../diagnostics/index.js';
import { nearest } from '../nearest.js';
import { allParameters } from '../task/parameters.js';
import type { TaskDefinition } from '../task/task.js';
import type { FlowGraph, GraphNode } from './graph.js';

/**
 * CFG as a user writes it (MetaML-Pro, section 3.4): `TaskType::parameter` reaches all tasks of that type,
 * `InstanceName@parameter` one instance, anything else all tasks that have such a parameter.
 */
export type Configuration = Readonly<Record<string, unknown>>;

/** What a name of CFG means in a flow: a parameter of some of its tasks, or what is wrong with it. */
export function targetsOf(graph: FlowGraph, key: string): { parameter: string; nodes: GraphNode[] } {
  const nodes = [...graph.nodes.values()];
  const [, type, ofType] = /^([^:@]*)::(.*)$/.exec(key) ?? [];
  if (type !== undefined) {
    const types = new Set(nodes.map(({ task }) => task.type));
    if (!types.has(type)) throw unknown('task type', type, key, types);
    return found(
      key,
      ofType!,
      nodes.filter(({ task }) => task.type === type),
    );
  }
  const [, name, ofInstance] = /^([^@]*)@(.*)$/.exec(key) ?? [];
  if (name === undefined) return found(key, key, nodes);
  const node = graph.nodes.get(name);
  if (!node) throw unknown('task', name, key, graph.nodes.keys());
  return found(key, ofInstance!, [node]);
}

function found(
  key: string,
  parameter: string,
  among: readonly GraphNode[],
): { parameter: string; nodes: GraphNode[] } {
  const nodes = among.filter(({ task }) => Object.hasOwn(allParameters(task), parameter));
  if (nodes.length > 0) return { parameter, nodes };
  const known = new Set(among.flatMap(({ task }) => Object.keys(allParameters(task))));
  throw unknown('parameter', parameter, key, known);
}

function unknown(what: string, name: string, key: string, known: Iterable<string>): HlsmithError {
  const names = [...known];
  return problem('flow.unknown', { what, name, key, nearest: nearest(name, names), known: names });
}

/** What is wrong with a configuration: names, types, and what must be given and is not. */
export function validateConfiguration(graph: FlowGraph, cfg: Configuration): HlsmithError[] {
  const faults: HlsmithError[] = [];
  for (const [key, value] of Object.entries(cfg)) {
    const fault = faultOfEntry(graph, key, value);
    if (fault) faults.push(fault);
  }
  const given = new Map(Object.entries(cfg));
  for (const node of graph.nodes.values()) {
    for (const [parameter, schema] of Object.entries(allParameters(node.task))) {
      if (lookUp(node, parameter, given) === undefined && !schema.safeParse(undefined).success)
        faults.push(problem('flow.missing', { name: node.name, type: node.task.type, parameter }));
    }
  }
  return faults;
}

/** What is wrong with one entry of a configuration, or null. */
export function faultOfEntry(graph: FlowGraph, key: string, value: unknown): HlsmithError | null {
  try {
    const { parameter, nodes } = targetsOf(graph, key);
    for (const { name, task } of nodes) {
      const checked = allParameters(task)[parameter]!.safeParse(value);
      if (!checked.success) {
        const at = checked.error.issues[0]!.path.join('.');
        const reason = `${at && `${at}: `}${lowerFirst(checked.error.issues[0]!.message)}`;
        return problem('flow.value', { key, name, value: shown(value), reason });
      }
      if (task.module !== undefined && holdsFunction(value)) return problem('flow.no-data', { key, name });
    }
    return null;
  } catch (error) {
    return error as HlsmithError;
  }
}

/** The parameters of an instance: what is given for it beats its type, its type beats a global, then defaults. */
export function parametersOf(
  node: GraphNode,
  cfg: ReadonlyMap<string, unknown>,
): Readonly<Record<string, unknown>> {
  const given: Record<string, unknown> = {};
  for (const parameter of Object.keys(allParameters(node.task))) {
    const value = lookUp(node, parameter, cfg);
    if (value !== undefined) given[parameter] = value;
  }
  return schemaOf(node.task).parse(given);
}

function lookUp({ name, task }: GraphNode, parameter: string, cfg: ReadonlyMap<string, unknown>): unknown {
  const keys = [`${name}@${parameter}`, `${task.type}::${parameter}`, parameter];
  return cfg.get(keys.find((key) => cfg.has(key)) ?? '');
}

const schemas = new WeakMap<TaskDefinition, z.ZodObject>();

function schemaOf(task: TaskDefinition): z.ZodObject {
  const schema = schemas.get(task) ?? z.strictObject(allParameters(task));
  schemas.set(task, schema);
  return schema;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function holdsFunction(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(holdsFunction);
  return typeof value === 'function';
}
