import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HlsmithError, problem } from '../diagnostics/index.js';
import { unifiedDiff } from '../text/index.js';
import {
  applyMetaprogram,
  Project,
  type FileNode,
  type Metaprogram,
  type OptionDeclarations,
  type OptionValues,
} from '../cpp/index.js';

import { firstLine } from './load-metaprogram.js';
import type { BatchRequest, Failure, Unit, UnitResult } from './protocol.js';

type Wanted = Pick<BatchRequest, 'diff' | 'contents' | 'lookIn'>;

/** Runs a metaprogram on one file or project. Never throws; nothing is written. */
export async function runUnit(
  program: Metaprogram,
  options: OptionValues<OptionDeclarations>,
  unit: Unit,
  { diff = true, contents = false, lookIn = [] }: Wanted,
): Promise<UnitResult> {
  const { path } = unit;
  try {
    const project = await Project.load({ root: path, lookIn, ...(await filesOf(unit)) });
    // A question to the project leaves unparsed what was not asked for.
    if (unit.named) void project.file(path).degraded;
    const { report } = await applyMetaprogram(program, project, options);
    const reported = report === undefined ? {} : { report: asData(report) };
    const shownPath = (file: FileNode): string => (unit.files ? join(path, file.path) : path);
    const changed = project.files.filter((file) => file.unit.isChanged);
    if (changed.length === 0) return { status: 'unchanged', path, ...reported };
    return {
      status: 'changed',
      path,
      files: changed.map((file) => file.path),
      ...(diff ? { diff: changed.map((file) => diffOf(shownPath(file), file)).join('') } : {}),
      ...(contents
        ? {
            contents: changed.map((file) => [shownPath(file), file.source.encode()]),
          }
        : {}),
      ...reported,
    };
  } catch (error) {
    return { status: 'failed', path, error: failureOf(error, program.name) };
  }
}

/** The files of a project, as patterns. */
async function filesOf({ files }: Unit): Promise<{ readonly files?: readonly string[] }> {
  if (files === null) return {};
  // Not needed where files are run one by one.
  const { escapePath } = await import('tinyglobby');
  return { files: files.map((file) => escapePath(file)) };
}

const diffOf = (path: string, { unit, text }: FileNode): string =>
  unifiedDiff(path, unit.origin.read().text, text);

/** What crosses to another process and becomes JSON: data, no handles. */
function asData(report: unknown): unknown {
  const text = JSON.stringify(report) as string | undefined;
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

export function failureOf(error: unknown, metaprogram: string): Failure {
  const known =
    error instanceof HlsmithError
      ? error
      : problem('metaprogram.failed', { metaprogram, reason: firstLine(error), where: userFrame(error) });
  return { code: known.code, message: known.message, hint: known.hint };
}

const ownFolder = fileURLToPath(new URL('../', import.meta.url));

/** `file:line:column` of the innermost stack frame that is neither hlsmith's nor Node's. */
function userFrame(error: unknown): string {
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').slice(1) : [];
  for (const frame of frames) {
    const place = /(?:file:\/\/)?(\/[^()]*:\d+:\d+)\)?$/.exec(frame)?.[1];
    if (place && !place.startsWith(ownFolder) && !place.includes('/node_modules/')) return place;
  }
  return '';
}
