import { availableParallelism } from 'node:os';
import { Option, type Command } from 'commander';
import { Batch, findTargets, unitsOf, type BatchRequest, type UnitResult } from '../batch/index.js';
import { exitCode, HlsmithError } from '../diagnostics/index.js';
import { batchSummary, type BatchCounts, unitJson, unitText } from '../report/index.js';
import { writeFilesAtomically } from '../text/index.js';
import { numberFromZero, positiveInteger } from './options.js';
import { printPart, remark } from './output.js';

/** What the commands that run over files and projects have in common. */
export interface OverPathsOptions {
  readonly include?: readonly string[];
  readonly write?: boolean;
  readonly check?: boolean;
  readonly jobs: number;
  readonly timeLimit: number;
  readonly json?: boolean;
}

export function addBatchOptions(command: Command): Command {
  return command
    .option(
      '-I, --include <dir>',
      'look for included headers there too, to know what names mean; may be given again',
      (folder: string, before: readonly string[] = []) => [...before, folder],
    )
    .option('--jobs <n>', 'child processes at most', positiveInteger, availableParallelism())
    .option('--time-limit <seconds>', 'for one file or project; 0 for none', numberFromZero, 60)
    .option('--json', 'print one JSON object a line');
}

export function addRewriteOptions(command: Command): Command {
  command
    .addOption(new Option('--write', 'write the files back').conflicts(['diff', 'check']))
    .addOption(new Option('--diff', 'print a unified diff and write nothing (default)').conflicts('check'))
    .addOption(new Option('--check', 'write nothing; exit code 1 if a file would change'));
  return addBatchOptions(command);
}

/**
 * Runs a metaprogram over paths, prints each result as soon as it and those before it are there, a summary on
 * standard error, and sets the exit code: 2 if anything failed, else 1 if `--check` found something to change.
 */
export async function runOverPaths(
  request: BatchRequest,
  paths: readonly string[],
  options: OverPathsOptions,
  show: (result: UnitResult) => string = options.json ? unitJson : options.check ? checkText : unitText,
  summary: (counts: BatchCounts, scope: 'file' | 'project') => string = (counts, scope) =>
    batchSummary(counts, scope, options.write ? 'changed' : 'would change'),
): Promise<void> {
  const targets = await findTargets(paths);
  const { write = false, check = false, json = false, include: lookIn = [] } = options;
  // What is not shown need not be worked out.
  const diff = json || !(write || check);
  const batch = await Batch.open({ diff, contents: write, lookIn, ...request }, options);
  const counts: BatchCounts = { changed: 0, unchanged: 0, failed: 0 };
  try {
    for await (const found of batch.run(unitsOf(targets, batch.metaprogram.scope))) {
      const result = write ? written(found) : found;
      counts[result.status]++;
      if (result.status === 'failed') remark(`${failureText(result)}`);
      await printPart(show(result));
    }
  } finally {
    batch.close();
  }
  remark(summary(counts, batch.metaprogram.scope));
  if (counts.failed > 0) process.exitCode = exitCode.badInput;
  else if (check && counts.changed > 0) process.exitCode = exitCode.negative;
}

/** Writes a changed unit's files, all or none. */
function written(result: UnitResult): UnitResult {
  if (result.status !== 'changed') return result;
  try {
    writeFilesAtomically(new Map(result.contents));
    return result;
  } catch (error) {
    if (!(error instanceof HlsmithError)) throw error;
    const { code, message, hint } = error;
    return { status: 'failed', path: result.path, error: { code, message, hint } };
  }
}

const checkText = (result: UnitResult): string =>
  result.status === 'changed' ? `${result.path}\n` : unitText(result);

function failureText({ path, error }: Extract<UnitResult, { status: 'failed' }>): string {
  // Messages with a place name the file already.
  const where = error.message.startsWith(path) ? '' : `${path}: `;
  return `${where}${error.message}; ${error.hint} [${error.code}]`;
}
