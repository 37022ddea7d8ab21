import { z } from 'zod';
import type { ParameterShape, TaskDefinition } from './task.js';

const timeout = z
  .number()
  .positive()
  .optional()
  .describe('Seconds after which the task is stopped; no limit without it');
const retries = z.int().min(0).default(2).describe('How often it is run again after a failure');

/** What a heavy task needs of the machine that it runs on; a cluster's scheduler is told. */
const resources = {
  cpus: z.int().min(1).optional().describe('Processors that it takes on a cluster'),
  memory: z
    .string()
    .regex(/^\d+[KMGT]?$/, 'must be a number of megabytes, or one with K, M, G or T')
    .optional()
    .describe('Memory that it takes on a cluster, such as 16G'),
  licenses: z
    .string()
    .regex(/^[\w.@-]+(:\d+)?(,[\w.@-]+(:\d+)?)*$/, 'must be as sbatch --licenses has it')
    .optional()
    .describe('Licences that it takes on a cluster, such as vivado:1'),
};

/** The parameters that the engine gives a task. */
export function engineParameters(task: Pick<TaskDefinition, 'module' | 'retryable'>): ParameterShape {
  return {
    timeout,
    ...(task.retryable ? { retries } : {}),
    ...(task.module === undefined ? {} : resources),
  };
}

/** A task's own parameters and those that the engine gives it. */
export function allParameters(task: TaskDefinition): ParameterShape {
  return { ...task.parameters, ...engineParameters(task) };
}

export interface ParameterDescription {
  readonly name: string;
  /** In words: `number`, `"a" | "b"`, `function`. */
  readonly type: string;
  readonly description: string;
  /** Undefined where there is none. */
  readonly default: unknown;
  readonly isRequired: boolean;
}

/** What `hlsmith flow tasks` and the docs say of a task's parameters. */
export function describeParameters(task: TaskDefinition): ParameterDescription[] {
  return Object.entries(allParameters(task)).map(([name, schema]) => {
    const json = jsonSchemaOf(schema);
    return {
      ...{ name, type: typeInWords(json), description: schema.description?.trim() ?? '' },
      default: json.default,
      isRequired: !schema.safeParse(undefined).success,
    };
  });
}

/** A task's parameters as JSON schema. What JSON cannot say, such as a function, allows anything. */
export function parametersAsJsonSchema(task: TaskDefinition): z.core.JSONSchema.BaseSchema {
  return jsonSchemaOf(z.strictObject(allParameters(task)));
}

/** Whether a value for it can be a function. */
export const acceptsFunction = (schema: z.ZodType): boolean => schema.safeParse(() => undefined).success;

const jsonSchemaOf = (schema: z.ZodType): z.core.JSONSchema.BaseSchema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });

function typeInWords(json: z.core.JSONSchema.BaseSchema): string {
  if (json.enum) return json.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (json.const !== undefined) return JSON.stringify(json.const);
  if (json.anyOf) {
    return json.anyOf.map((each) => typeInWords(each as z.core.JSONSchema.BaseSchema)).join(' | ');
  }
  if (json.type === 'array') return `${typeInWords(json.items as z.core.JSONSchema.BaseSchema)}[]`;
  return typeof json.type === 'string' ? json.type : 'function';
}
