import { z } from 'zod';

/** The abstraction levels of the model space (MetaML-Pro, Fig. 3). */
export const levels = ['DNN', 'HLS C++', 'RTL'] as const;
export type Level = (typeof levels)[number];

/** A number that was found out about a model, and where it comes from: numbers of two sources are never compared. */
export interface Metric {
  readonly value: number;
  /** What said so: `simulated`, `csynth 2024.1`, `yosys`. */
  readonly source: string;
  readonly unit?: string;
}

/** A file of a model. Its content lies in the store under its SHA-256, once for all models that have it. */
export interface ModelFile {
  /** Relative, with `/` between its parts. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** What a tool wrote about a model. */
export interface ToolReport {
  readonly tool: string;
  /** The path of one of the model's files. */
  readonly file: string;
}

/** One version in the model space. It never changes; a better model is another version. */
export interface Model {
  /** Unique in a run and the same whatever the parallelism: the step that made it, `Pruning#2`. */
  readonly id: string;
  readonly level: Level;
  /** The model that it was made from, or null. */
  readonly parent: string | null;
  /** The step that made it. */
  readonly step: string;
  readonly files: readonly ModelFile[];
  readonly reports: readonly ToolReport[];
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Whatever else a task knows of it, as data: a pruning rate, a precision for each layer. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What a task says of a model that it adds to the model space. */
export interface NewModel {
  readonly level: Level;
  /** Contents by relative path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** A folder whose files all belong to the model. */
  readonly folder?: string;
  readonly reports?: readonly ToolReport[];
  readonly metrics?: Readonly<Record<string, Metric>>;
  readonly properties?: Readonly<Record<string, unknown>>;
  /** Default: the newest model that the task saw. */
  readonly parent?: Model | null;
}

const pathSchema = z
  .string()
  .refine(
    (path) =>
      path !== '' && !/[\\\0]/.test(path) && !path.split('/').some((part) => ['', '.', '..'].includes(part)),
    'must be a relative path inside the model, with / between its parts',
  );

/** What is checked before a model enters the model space. */
export const newModelSchema = z.strictObject({
  level: z.enum(levels),
  files: z.record(pathSchema, z.union([z.string(), z.instanceof(Uint8Array)])).optional(),
  folder: z.string().optional(),
  reports: z.array(z.strictObject({ tool: z.string(), file: pathSchema })).optional(),
  metrics: z
    .record(
      z.string().min(1),
      z.strictObject({ value: z.number(), source: z.string().min(1), unit: z.string().optional() }),
    )
    .optional(),
  properties: z.record(z.string(), z.json()).optional(),
  parent: z.looseObject({ id: z.string() }).nullable().optional(),
});
