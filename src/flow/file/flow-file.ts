import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { HlsmithError, problem } from '../../diagnostics/index.js';
import { importUserModule } from '../../modules/index.js';
import { Dataflow, isDataflow } from '../dataflow.js';
import { FlowBuilder, type TaskNode } from '../graph/builder.js';
import { targetsOf, type Configuration } from '../graph/configuration.js';
import type { FlowGraph } from '../graph/graph.js';
import { nearest } from '../nearest.js';
import * as control from '../task/control.js';
import { isTaskType, type TaskType } from '../task/define-task.js';
import { acceptsFunction, allParameters } from '../task/parameters.js';
import { flowFileSchema, type FlowFile } from './schema.js';

/** Task types by name. */
export type TaskLibrary = ReadonlyMap<string, TaskType>;

/** The K-tasks, which every flow may use. */
export const controlTasks: TaskLibrary = libraryOf(Object.values(control));

/** The task types among what a module exports. */
export function libraryOf(exported: readonly unknown[]): TaskLibrary {
  return new Map(exported.filter(isTaskType).map((type) => [type.definition.type, type]));
}

/**
 * Reads a flow: a YAML file (docs/flow.md), or a TypeScript or JavaScript file whose default export is made by
 * `dataflow`.
 * @param library task types besides the K-tasks that a YAML file may use
 * @throws file.missing, flow.file with the place of what is wrong
 */
export async function readFlowFile(path: string, library: TaskLibrary = new Map()): Promise<Dataflow> {
  if (!existsSync(path)) throw problem('file.missing', { path, what: 'file' });
  if (['.yaml', '.yml'].includes(extname(path))) return readYaml(path, library);
  const module = await load(path);
  const flow = module['default'];
  if (isDataflow(flow)) return flow;
  throw problem(
    'flow.file',
    { reason: 'its default export is not a flow: write `export default dataflow(...)`' },
    { file: path },
  );
}

/** The task types that a user's module exports. @throws flow.file */
export async function readTaskModule(path: string): Promise<TaskLibrary> {
  if (!existsSync(path)) throw problem('file.missing', { path, what: 'file' });
  return libraryOf(Object.values(await load(path)));
}

async function readYaml(path: string, library: TaskLibrary): Promise<Dataflow> {
  const file = parse(path);
  const known = new Map([...controlTasks, ...library]);
  for (const module of file.modules) {
    for (const [name, type] of await readTaskModule(resolve(dirname(path), module))) known.set(name, type);
  }
  const graph = graphOf(path, file, known);
  return new Dataflow(graph, await withFunctions(graph, file.cfg, dirname(path)));
}

function parse(path: string): FlowFile {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    const [reason] = error.message.split(/ at line|\n/);
    throw problem('flow.file', { reason: reason! }, { file: path, line, column: col });
  }
  const checked = flowFileSchema.safeParse(document.toJS());
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0]!;
  const at = issue.path.filter((key) => typeof key !== 'symbol');
  const node = document.getIn(at, true) as { range?: [number, number, number] } | undefined;
  const line = node?.range ? lines.linePos(node.range[0]).line : 1;
  throw problem(
    'flow.file',
    { reason: `${at.join('.') || 'the file'}: ${issue.message}` },
    { file: path, line },
  );
}

function graphOf(path: string, { name, tasks, paths }: FlowFile, known: TaskLibrary): FlowGraph {
  const builder = new FlowBuilder();
  const nodes = new Map<string, TaskNode>();
  const place = (instance: string, type: string): TaskNode => {
    const found = known.get(type);
    if (!found) {
      const what = { name: type, nearest: nearest(type, known.keys()), known: [...known.keys()] };
      throw problem('flow.unknown-type', what, { file: path });
    }
    const node = builder.place(found.definition, instance);
    nodes.set(instance, node);
    return node;
  };
  for (const [instance, type] of Object.entries(tasks)) place(instance, type);
  // A name that is not declared is the type of a task that has its default name.
  const nodeOf = (instance: string): TaskNode => nodes.get(instance) ?? place(instance, instance);
  for (const line of paths) {
    const stations = line.split('>>').map((part) => namesIn(part).map(nodeOf));
    for (const [index, from] of stations.entries()) {
      for (const target of stations[index + 1] ?? []) from.forEach((node) => node.to(target));
    }
  }
  return builder.graph(name);
}

/** `[A, B]` or `A`; the schema has checked it. */
const namesIn = (part: string): string[] => part.replace(/[[\]\s]/g, '').split(',');

/** `./file.ts#name` stands for a function where a parameter takes one. */
async function withFunctions(graph: FlowGraph, cfg: Configuration, folder: string): Promise<Configuration> {
  const resolved = Object.entries(cfg).map(async ([key, value]) => {
    const [, path, name] = /^(.+\.[cm]?[jt]s)#(\w+)$/.exec(typeof value === 'string' ? value : '') ?? [];
    if (path === undefined || !takesFunction(graph, key)) return [key, value];
    const file = resolve(folder, path);
    if (!existsSync(file)) throw problem('file.missing', { path: file, what: 'file' });
    const found = (await load(file))[name!];
    if (typeof found === 'function') return [key, found];
    throw problem('flow.file', { reason: `exports no function ${name!}, which ${key} names` }, { file });
  });
  return Object.fromEntries(await Promise.all(resolved)) as Configuration;
}

function takesFunction(graph: FlowGraph, key: string): boolean {
  try {
    const { parameter, nodes } = targetsOf(graph, key);
    return nodes.some(({ task }) => acceptsFunction(allParameters(task)[parameter]!));
  } catch {
    // Validation says what is wrong with the name.
    return false;
  }
}

async function load(path: string): Promise<Record<string, unknown>> {
  try {
    return await importUserModule(resolve(path));
  } catch (error) {
    if (error instanceof HlsmithError) throw error;
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw problem('flow.file', { reason: `does not load (${reason!})` }, { file: path });
  }
}
