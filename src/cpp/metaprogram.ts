import { problem } from '../diagnostics/index.js';
import type { Commit } from './project/commit.js';
import type { Project } from './project/project.js';

interface OptionBase {
  /** One line for the help. */
  readonly description: string;
}
export interface NumberOption extends OptionBase {
  readonly type: 'number';
  /** Without one the option must be given; with `null` it may be left out, and then is null. */
  readonly default?: number | null;
  readonly integer?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
}
export interface StringOption extends OptionBase {
  readonly type: 'string';
  /** Without one the option must be given; with `null` it may be left out, and then is null. */
  readonly default?: string | null;
  readonly choices?: readonly string[];
  /** Says what the option takes (`it takes a name`) where a text is none of it, else null. */
  readonly check?: (text: string) => string | null;
}
export interface BooleanOption extends OptionBase {
  readonly type: 'boolean';
  /** Default false. */
  readonly default?: boolean;
}
export type OptionDeclaration = NumberOption | StringOption | BooleanOption;
export type OptionDeclarations = Readonly<Record<string, OptionDeclaration>>;

type OptionValue<O> = O extends { type: 'number' }
  ? number
  : O extends { type: 'boolean' }
    ? boolean
    : O extends { choices: readonly (infer C)[] }
      ? C
      : string;

/** What `run` gets: a value for each declared option, defaults filled in. */
export type OptionValues<D extends OptionDeclarations> = {
  readonly [K in keyof D]: D[K] extends { default: null } ? OptionValue<D[K]> | null : OptionValue<D[K]>;
};

/** One text (`kernel.cpp`), or several by path. Common indentation and a leading line end are dropped. */
export type CaseText = string | Readonly<Record<string, string>>;

/** An example that is also a test: `hlsmith test` runs it. */
export interface MetaprogramCase<D extends OptionDeclarations = OptionDeclarations> {
  readonly title: string;
  readonly before: CaseText;
  /** Default: as before, where nothing is to be changed. */
  readonly after?: CaseText;
  readonly options?: Partial<OptionValues<D>>;
  /** What `run` returns, where that is its point. */
  readonly report?: unknown;
}

/** A program that rewrites or examines C++, with all that help, tests and batches need to know of it. */
export interface MetaprogramDefinition<D extends OptionDeclarations> {
  /** In lower case with hyphens; the author of its edits in messages. */
  readonly name: string;
  /** What it does, in one line. */
  readonly description: string;
  /** `file`: each file by itself. `project`: all files of a folder together. */
  readonly scope: 'file' | 'project';
  /** True if running it again on its own result makes no edit; the tests hold it to that. */
  readonly idempotent: boolean;
  readonly options?: D;
  readonly cases?: readonly MetaprogramCase<NoInfer<D>>[];
  /**
   * Records edits, which are committed when it returns. What it returns is reported: a string, an array of
   * lines or rows, or an object; plain data.
   */
  run(project: Project, options: OptionValues<NoInfer<D>>): unknown;
}

export type Metaprogram<D extends OptionDeclarations = OptionDeclarations> = Required<
  MetaprogramDefinition<D>
>;

/** Declares a metaprogram; a file that `hlsmith run` takes has it as its default export. */
export function metaprogram<const D extends OptionDeclarations = Record<never, never>>(
  definition: MetaprogramDefinition<D>,
): Metaprogram<D> {
  return { options: {} as D, cases: [], ...definition };
}

export function isMetaprogram(value: unknown): value is Metaprogram {
  const { name, run, options, scope } = (value ?? {}) as Partial<Metaprogram>;
  const isScope = scope === 'file' || scope === 'project';
  return typeof name === 'string' && typeof run === 'function' && typeof options === 'object' && isScope;
}

/** What a metaprogram did to a project. */
export interface Application {
  /** The commit of the edits that were pending when it returned. */
  readonly commit: Commit;
  readonly report: unknown;
}

/**
 * Runs a metaprogram on a project and commits its edits; nothing reaches the disk. When it throws, its
 * pending edits are forgotten.
 * @throws metaprogram.option, what it throws itself, and what `commit` throws
 */
export async function applyMetaprogram<D extends OptionDeclarations>(
  program: Metaprogram<D>,
  project: Project,
  options: Partial<OptionValues<D>> = {},
): Promise<Application> {
  const values = completeOptions(program, options);
  const author = project.author;
  project.author = program.name;
  try {
    const report = await program.run(project, values);
    return { commit: project.commit(), report };
  } catch (error) {
    project.rollback();
    throw error;
  } finally {
    project.author = author;
  }
}

/** The given options checked against their declarations, and defaults for the others. @throws metaprogram.option */
export function completeOptions<D extends OptionDeclarations>(
  { name: metaprogram, options: declarations }: Pick<Metaprogram<D>, 'name' | 'options'>,
  given: Readonly<Record<string, unknown>>,
): OptionValues<D> {
  const refuse = (option: string, reason: string): Error => {
    const known = Object.keys(declarations);
    return problem('metaprogram.option', { metaprogram, option, reason, known });
  };
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(declarations, name)) throw refuse(name, 'there is no such option');
  }
  const values = Object.entries(declarations).map(([name, declaration]) => {
    const fallback = declaration.type === 'boolean' ? (declaration.default ?? false) : declaration.default;
    const value = given[name] ?? fallback;
    if (value === undefined) throw refuse(name, 'it must be given');
    const complaint = value === fallback ? null : complaintAbout(declaration, value);
    if (complaint !== null) throw refuse(name, `${complaint}, not ${JSON.stringify(value)}`);
    return [name, value];
  });
  return Object.fromEntries(values) as OptionValues<D>;
}

function complaintAbout(declaration: OptionDeclaration, value: unknown): string | null {
  if (declaration.type === 'number') {
    const { integer, minimum = -Infinity, maximum = Infinity } = declaration;
    const isNumber = typeof value === 'number' && Number.isFinite(value);
    const fits = isNumber && value >= minimum && value <= maximum && (!integer || Number.isInteger(value));
    const from = minimum > -Infinity ? ` from ${minimum}` : '';
    const to = maximum < Infinity ? ` up to ${maximum}` : '';
    return fits ? null : `it takes a ${integer ? 'whole ' : ''}number${from}${to}`;
  }
  if (declaration.type === 'boolean') return typeof value === 'boolean' ? null : 'it takes true or false';
  const { choices, check } = declaration;
  if (typeof value !== 'string') return 'it takes a text';
  if (choices && !choices.includes(value)) return `it takes one of ${choices.join(', ')}`;
  return check?.(value) ?? null;
}
