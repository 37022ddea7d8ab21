import { afterEach, expect, it, vi } from 'vitest';
import { colouredDiff } from '../../src/report/index.js';

const isTTY = process.stdout.isTTY;
afterEach(() => {
  process.stdout.isTTY = isTTY;
  vi.unstubAllEnvs();
});
const diff = `--- a/w2.h\n+++ b/w2.h\n-${'1, '.repeat(1000)}\n+short`;

it('cuts the lines of a diff in a terminal only, where a table of weights would fill the screen', () => {
  vi.stubEnv('NO_COLOR', '1');
  process.stdout.isTTY = true;
  const [, , table, short] = colouredDiff(diff).split('\n');
  expect(table).toMatch(/^-1, .{200,240} … \(2761 more characters\)$/);
  expect(short).toBe('+short');
  process.stdout.isTTY = false;
  expect(colouredDiff(diff)).toBe(diff);
});
