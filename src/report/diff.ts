import { styleText } from 'node:util';

/** Colours a unified diff where standard output is a terminal and NO_COLOR is not set. */
export function colouredDiff(diff: string): string {
  if (!process.stdout.isTTY || process.env.NO_COLOR) return diff;
  return diff
    .split('\n')
    .map((line) => {
      if (/^(---|\+\+\+) /.test(line)) return styleText('bold', line);
      if (line.startsWith('@@')) return styleText('cyan', line);
      if (line.startsWith('-')) return styleText('red', line);
      return line.startsWith('+') ? styleText('green', line) : line;
    })
    .join('\n');
}
