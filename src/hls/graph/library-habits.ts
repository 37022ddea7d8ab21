import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileNode, Project } from '../../cpp/index.js';

/** Where hls4ml's library has the functions that compare with a threshold; those of streams compare alike. */
const headers: Readonly<Record<string, string>> = {
  'nnet::binary_tanh': 'nnet_activation.h',
  'nnet::normalize_binary_tanh': 'nnet_batchnorm.h',
};

/**
 * Whether a binary activation takes a value at its threshold for one below: the older versions of hls4ml compare
 * with `>` (normalised ones up to 0.7, others up to 1.1 and in Quartus), the newer with `>=`. The library beside the
 * project tells; without one it is as in the newest version.
 *
 * @param file where the layer's config struct is: the library's folder is beside it
 */
export function hasStrictThreshold(project: Project, file: FileNode, calls: string): boolean {
  const header = headers[calls];
  const text = header === undefined ? null : libraryText(project, file, header);
  if (text === null) return false;
  const [, name] = calls.split('::');
  const comparison = new RegExp(`void ${name}\\s*\\([^{]*\\{[\\s\\S]*?>(=?)\\s*(?:0|threshold)\\b`);
  return comparison.exec(text)?.[1] === '';
}

/**
 * Whether a maximum or minimum compiles for inputs of one type only: up to 1.1, hls4ml's library chooses between
 * them with `?:`, later it converts both first.
 */
export function needsSameInputs(project: Project, file: FileNode, calls: string): boolean {
  const [, name] = /^nnet::(maximum|minimum)$/.exec(calls) ?? [];
  if (name === undefined) return false;
  const chosen = new RegExp(`void ${name}\\s*\\([^{]*\\{[\\s\\S]*?\\?\\s*(static_cast)?`);
  return ['nnet_merge.h', 'nnet_merge_stream.h'].some((header) => {
    const found = chosen.exec(libraryText(project, file, header) ?? '');
    return found !== null && found[1] === undefined;
  });
}

function libraryText(project: Project, file: FileNode, header: string): string | null {
  const path = join(project.root, dirname(file.path), 'nnet_utils', header);
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
