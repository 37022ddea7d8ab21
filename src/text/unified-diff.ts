import { createTwoFilesPatch } from 'diff';

/** A unified diff of one file (`--- a/PATH`, `+++ b/PATH`, three lines of context); '' where nothing differs. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return '';
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, '', '', {
    context: 3,
    stripTrailingCr: false,
    headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
  });
  return patch.replace(/^(--- [^\t\n]*|\+\+\+ [^\t\n]*)\t$/gm, '$1');
}
