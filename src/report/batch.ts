import type { CaseResult, UnitResult } from '../batch/index.js';
import { colouredDiff } from './diff.js';

export interface BatchCounts {
  changed: number;
  unchanged: number;
  failed: number;
}

/** What a person reads of one file or project: its report, then its diff. Failures are told elsewhere. */
export function unitText(result: UnitResult): string {
  if (result.status === 'failed') return '';
  const report = result.report === undefined ? '' : reportText(result.report);
  const diff = result.status === 'changed' ? colouredDiff(result.diff ?? '') : '';
  return report + diff;
}

/** One object for each file or project, on one line. */
export function unitJson(result: UnitResult): string {
  const shown = result.status === 'changed' ? { ...result, contents: undefined } : result;
  return `${JSON.stringify(shown)}\n`;
}

function reportText(report: unknown): string {
  if (Array.isArray(report)) return report.map(reportText).join('');
  const line = typeof report === 'string' ? report : JSON.stringify(report);
  return line === '' || line.endsWith('\n') ? line : `${line}\n`;
}

/** `3 files changed, 10 unchanged, 1 failed`. */
export function batchSummary(counts: BatchCounts, what: 'file' | 'project', verb: string): string {
  const { changed, unchanged, failed } = counts;
  return `${changed} ${what}${changed === 1 ? '' : 's'} ${verb}, ${unchanged} unchanged, ${failed} failed`;
}

/** How a metaprogram's cases ended. */
export function casesText(name: string, results: readonly CaseResult[]): string {
  const lines = results.flatMap(({ title, complaints }) => [
    `${complaints.length === 0 ? 'ok    ' : 'FAILED'} ${name}: ${title}`,
    ...complaints.flatMap(({ what, details }) => [`  ${what}`, indent(colouredDiff(details.trimEnd()))]),
  ]);
  return `${lines.join('\n')}\n`;
}

const indent = (text: string): string => text.replace(/^/gm, '    ');
