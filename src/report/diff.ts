import { styleText } from 'node:util';

/** Longer lines of a diff are cut in a terminal: a weight table is one line of up to megabytes. */
const longestLine = 240;

/**
 * A unified diff for a terminal: coloured unless NO_COLOR is set, with long lines cut. Elsewhere it is unchanged, so
 * that it can be applied.
 */
export function colouredDiff(diff: string): string {
  if (!process.stdout.isTTY) return diff;
  const lines = diff.split('\n').map(shortened);
  if (process.env.NO_COLOR) return lines.join('\n');
  return lines
    .map((line) => {
      if (/^(---|\+\+\+) /.test(line)) return styleText('bold', line);
      if (line.startsWith('@@')) return styleText('cyan', line);
      if (line.startsWith('-')) return styleText('red', line);
      return line.startsWith('+') ? styleText('green', line) : line;
    })
    .join('\n');
}

function shortened(line: string): string {
  const more = line.length - longestLine;
  return more > 0 ? `${line.slice(0, longestLine)} … (${more} more characters)` : line;
}
