import { z } from 'zod';
import { problem } from '../../diagnostics/index.js';
import { place, type TaskNode } from '../graph/builder.js';
import { describeParameters, engineParameters } from './parameters.js';
import type { ParameterShape, TaskDefinition } from './task.js';

/** Survives two copies of hlsmith in one process, which `instanceof` does not. */
const mark = Symbol.for('hlsmith.taskType');

/** A type of pipe tasks. Called inside `dataflow`, it places an instance, named after its type unless named. */
export interface TaskType<S extends ParameterShape = ParameterShape> {
  (name?: string): TaskNode;
  readonly definition: TaskDefinition<S>;
}

/**
 * Makes a task type that flows can be built with.
 * @throws task.definition when a name is unusable or a parameter has no description
 */
export function defineTask<const S extends ParameterShape = Record<never, never>>(
  definition: Omit<TaskDefinition<S>, 'parameters'> & { readonly parameters?: S },
): TaskType<S> {
  const complete: TaskDefinition<S> = { ...definition, parameters: definition.parameters ?? ({} as S) };
  const complaint = complaintAbout(complete);
  if (complaint !== null) throw problem('task.definition', { type: definition.type, reason: complaint });
  const type = (name?: string): TaskNode => place(complete, name);
  return Object.assign(type, { definition: complete, [mark]: true });
}

export function isTaskType(value: unknown): value is TaskType {
  return typeof value === 'function' && mark in value;
}

/** A parameter that is a function, such as BRANCH's predicate. YAML names it as `./file.ts#exportedName`. */
export function functionParameter<F>(signature: string): z.ZodCustom<F, F> {
  return z.custom<F>((value) => typeof value === 'function', `must be a function ${signature}`);
}

function complaintAbout(task: TaskDefinition): string | null {
  if (!/^[A-Za-z]\w*$/.test(task.type)) return 'its name must be letters, digits and underscores';
  if (task.description.trim() === '' || task.description.includes('\n'))
    return 'its description must be one line';
  const counts = [task.inputs, task.outputs];
  if (counts.some((count) => count !== 'many' && !(Number.isInteger(count) && count >= 0)))
    return "inputs and outputs are whole numbers or 'many'";
  if (task.takes === 'all' && task.inputs === 0) return 'it takes all of no inputs';
  for (const { name, description } of describeParameters(task)) {
    if (!/^[A-Za-z]\w*$/.test(name))
      return `parameter ${name}: the name must be letters, digits and underscores`;
    if (description === '' || description.includes('\n'))
      return `parameter ${name}: .describe() it in one line`;
  }
  const taken = Object.keys(task.parameters).find(
    (name) => name in engineParameters({ module: '', retryable: true }),
  );
  return taken === undefined ? null : `parameter ${taken}: every task has one already`;
}
