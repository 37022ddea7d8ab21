import { createRequire } from 'node:module';
import type * as Diff from 'diff';

const require = createRequire(import.meta.url);

/**
 * A unified diff of one file (`--- a/PATH`, `+++ b/PATH`, three lines of context); '' where nothing differs. The
 * slash of an absolute path is left out, so that `patch -p1 -d /` takes it.
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return '';
  const name = path.replace(/^\/+/, '');
  // Loaded when needed: it is twenty files, and many runs only write.
  const { createTwoFilesPatch } = require('diff') as typeof Diff;
  const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, '', '', {
    context: 3,
    stripTrailingCr: false,
    headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
  });
  return patch.replace(/^(--- [^\t\n]*|\+\+\+ [^\t\n]*)\t$/gm, '$1');
}
