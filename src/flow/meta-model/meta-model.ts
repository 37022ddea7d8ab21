import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { problem } from '../../diagnostics/index.js';
import { newModelSchema, type Level, type Model, type ModelFile, type NewModel } from './model.js';
import type { ObjectFolder } from './objects.js';

/** A list that grows at one end and shares the rest: what forks have in common exists once. */
interface Shelf {
  readonly model: Model;
  readonly older: Shelf | null;
}

/** What a meta-model is at one point of a path. Immutable: each step makes the next one. */
export interface MetaModelState {
  readonly branch: string;
  readonly cfg: ReadonlyMap<string, unknown>;
  readonly shelf: Shelf | null;
}

/** A meta-model as data, for a task that runs in another process. */
export interface MetaModelData {
  readonly branch: string;
  readonly cfg: Readonly<Record<string, unknown>>;
  readonly models: readonly Model[];
}

/** What a step did to its meta-model. */
export interface Changes {
  readonly models: readonly Model[];
  readonly cfg: Readonly<Record<string, unknown>>;
}

/** Where a task's changes and messages go. */
export interface Recorder {
  readonly step: string;
  readonly objects: ObjectFolder;
  log(message: string, data?: unknown): void;
}

/**
 * The shared space through which pipe tasks communicate (MetaML-Pro, section 3.2): CFG, LOG and the model
 * space, as one path of the flow sees them. A task may read all of it, add models, change CFG for the tasks
 * that come after, and write to the LOG.
 */
export class MetaModel {
  private readonly added: Model[] = [];
  private readonly set = new Map<string, unknown>();

  constructor(
    private readonly state: MetaModelState,
    private readonly recorder: Recorder,
  ) {}

  /** The strategy path: '' before any FORK, then `Fork#1:Pruning`. */
  get branch(): string {
    return this.state.branch;
  }

  /** CFG: configuration by name, as in `Pruning::rate`, `B@fn` or `train_epochs`. */
  readonly cfg = {
    get: (name: string): unknown => (this.set.has(name) ? this.set.get(name) : this.state.cfg.get(name)),
    /** Changes it for the tasks that come after on this path. The name and value are checked when the task ends. */
    set: (name: string, value: unknown): void => void this.set.set(name, value),
  };

  /** LOG: one line, with data if there is any. */
  log(message: string, data?: unknown): void {
    this.recorder.log(message, data);
  }

  /** The models of this path, oldest first; those of one level if it is given. */
  models(level?: Level): Model[] {
    const found: Model[] = [];
    for (let at = this.state.shelf; at; at = at.older) found.push(at.model);
    const all = [...found.reverse(), ...this.added];
    return level === undefined ? all : all.filter((model) => model.level === level);
  }

  /** The newest model of this path, of a level if it is given. */
  newest(level?: Level): Model | undefined {
    const fits = (model: Model): boolean => level === undefined || model.level === level;
    const added = this.added.findLast(fits);
    if (added) return added;
    for (let at = this.state.shelf; at; at = at.older) if (fits(at.model)) return at.model;
    return undefined;
  }

  /** As `newest`, where there must be one. @throws model.none */
  need(level?: Level): Model {
    const model = this.newest(level);
    if (!model) throw problem('model.none', { level: level ?? 'any level', step: this.recorder.step });
    return model;
  }

  /** Adds a version to the model space; its files are stored when this resolves. @throws model.invalid */
  async add(described: NewModel): Promise<Model> {
    const { step, objects } = this.recorder;
    const checked = newModelSchema.safeParse(described);
    if (!checked.success) {
      const issue = checked.error.issues[0]!;
      const { message } = issue.code === 'invalid_key' ? issue.issues[0]! : issue;
      const where = issue.path.join('.') || 'the model';
      throw problem('model.invalid', { step, reason: `${where}: ${message}` });
    }
    const { level, reports = [], metrics = {}, properties = {} } = described;
    const files: ModelFile[] = [];
    for (const path of described.folder === undefined ? [] : await filesOf(described.folder)) {
      const kept = await objects.putFile(join(described.folder!, path));
      files.push({ path: path.split(sep).join('/'), ...kept });
    }
    for (const [path, content] of Object.entries(described.files ?? {})) {
      files.push({ path, ...(await objects.put(content)) });
    }
    files.sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const { file } of reports) {
      if (!files.some(({ path }) => path === file))
        throw problem('model.invalid', { step, reason: `the report ${file} is not among its files` });
    }
    const parent = described.parent === undefined ? this.newest() : described.parent;
    const model: Model = {
      id: this.added.length === 0 ? step : `${step}~${this.added.length + 1}`,
      ...{ level, parent: parent?.id ?? null, step, files, reports, metrics },
      // A copy as data: what the task does to its own objects later does not reach the version.
      properties: JSON.parse(JSON.stringify(properties)) as Model['properties'],
    };
    this.added.push(freeze(structuredClone(model)));
    return this.added.at(-1)!;
  }

  /** A file of a model. @throws model.no-file, object.damaged */
  async read(model: Model, path: string): Promise<Buffer> {
    const file = model.files.find((candidate) => candidate.path === path);
    if (!file) {
      throw problem('model.no-file', { model: model.id, path, known: model.files.map(({ path }) => path) });
    }
    return this.recorder.objects.read(file.sha256);
  }

  /** Copies all files of a model into a folder. */
  async checkOut(model: Model, folder: string): Promise<void> {
    for (const { path, sha256 } of model.files) {
      await this.recorder.objects.copyTo(sha256, join(folder, path));
    }
  }

  /** What has been added and set so far. */
  changes(): Changes {
    return { models: [...this.added], cfg: Object.fromEntries(this.set) };
  }

  toData(): MetaModelData {
    const { branch, cfg } = this.state;
    return { branch, cfg: Object.fromEntries(cfg), models: this.models() };
  }
}

export function stateOf({ branch, cfg, models }: MetaModelData): MetaModelState {
  return { branch, cfg: new Map(Object.entries(cfg)), shelf: withModels(null, models) };
}

/** The state after a step. */
export function advance(state: MetaModelState, changes: Changes, branch = state.branch): MetaModelState {
  const set = Object.entries(changes.cfg);
  return {
    branch,
    cfg: set.length === 0 ? state.cfg : new Map([...state.cfg, ...set]),
    shelf: withModels(state.shelf, changes.models),
  };
}

function withModels(shelf: Shelf | null, models: readonly Model[]): Shelf | null {
  return models.reduce<Shelf | null>((older, model) => ({ model: freeze(model), older }), shelf);
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.values(Object.freeze(value)).forEach(freeze);
  }
  return value;
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
