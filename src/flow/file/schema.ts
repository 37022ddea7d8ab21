import { z } from 'zod';

const name = String.raw`[A-Za-z][\w.-]*`;
const list = String.raw`\[\s*${name}(\s*,\s*${name})*\s*\]`;
const station = `(${name}|${list})`;

const cfgKey = z
  .string()
  .regex(/^[^\s]+$/)
  .describe('TaskType::parameter, InstanceName@parameter, or the name of a global parameter');

/** A flow as YAML; `hlsmith flow schema` prints it as JSON schema, for editors. */
export const flowFileSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z][\w.-]*$/, 'must begin with a letter, then letters, digits, _, . or -')
      .describe("The flow's name; its runs are numbered: name-1, name-2"),
    modules: z
      .array(z.string())
      .default([])
      .describe('TypeScript or JavaScript files whose exported tasks the flow uses, relative to this file'),
    tasks: z
      .record(z.string(), z.string())
      .default({})
      .describe('Instances by name, with their task type. A task named after its type need not stand here'),
    paths: z
      .array(
        z
          .string()
          .regex(
            new RegExp(`^\\s*${station}(\\s*>>\\s*${station})+\\s*$`),
            'must be tasks with >> between them: A >> [B, C] >> D',
          ),
      )
      .min(1)
      .describe(
        'Paths between tasks, as in MetaML-Pro: A >> B >> [C, D]. The order in which they stand is that of the outputs',
      ),
    cfg: z
      .record(cfgKey, z.unknown())
      .default({})
      .describe('Configuration. A parameter that takes a function may be given as ./file.ts#exportedName'),
  })
  .describe('A flow of pipe tasks (hlsmith)');

export type FlowFile = z.output<typeof flowFileSchema>;

/** The JSON schema of flow files. */
export function flowFileJsonSchema(): object {
  return z.toJSONSchema(flowFileSchema, { io: 'input' });
}
