import { z } from 'zod';
import type { ParameterShape, TaskDefinition } from './task.js';

const timeout = z
  .number()
  .positive()
  .optional()
  .describe('Seconds after which the task is stopped; no limit without it');
const retries = z.int().min(0).default(2).describe('How often it is run again after a failure');

/** A task's own parameters and those that the engine gives it. */
export function allParameters(task: TaskDefinition): ParameterShape {
  return { ...task.parameters, timeout, ...(task.retryable ? { retries } : {}) };
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
