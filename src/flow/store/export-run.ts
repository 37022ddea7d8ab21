import { writeFolderAtomically, type WriteFolderOptions } from '../../text/index.js';
import { problem } from '../../diagnostics/index.js';
import type { Model } from '../meta-model/model.js';
import { nearest } from '../nearest.js';
import { finalMetaModel, type RunHistory } from './history.js';
import type { Store } from './store.js';

/**
 * Writes a run to a folder that is complete without the store: `run.json` with CFG, LOG, steps and models, and the
 * files of each model under `models/`.
 * @throws folder.not-empty, object.damaged
 */
export async function exportRun(
  { objects }: Store,
  history: RunHistory,
  folder: string,
  options: Pick<WriteFolderOptions, 'overwrite'> = {},
): Promise<void> {
  const files = new Map<string, string | Uint8Array>();
  files.set('run.json', `${JSON.stringify(await finalMetaModel(history), null, 2)}\n`);
  for (const model of history.models) {
    for (const { path, sha256 } of model.files)
      files.set(`models/${folderName(model.id)}/${path}`, await objects.read(sha256));
  }
  writeFolderAtomically(folder, files, options);
}

/** Writes the files of one model to a folder. @throws folder.not-empty, object.damaged */
export async function exportModel(
  { objects }: Store,
  model: Model,
  folder: string,
  options: Pick<WriteFolderOptions, 'overwrite'> = {},
): Promise<void> {
  const files = new Map<string, Uint8Array>();
  for (const { path, sha256 } of model.files) files.set(path, await objects.read(sha256));
  writeFolderAtomically(folder, files, options);
}

/** @throws model.missing */
export function modelOf({ begun, models }: RunHistory, id: string): Model {
  const model = models.find((candidate) => candidate.id === id);
  if (model) return model;
  const ids = models.map((candidate) => candidate.id);
  throw problem('model.missing', { id, run: begun.run, nearest: nearest(id, ids) });
}

/** `Fork#1:A/Shrink#2` as a folder's name. */
const folderName = (id: string): string => id.replaceAll('/', '__').replaceAll(/[^\w.-]/g, '-');
