import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { HlsmithError } from '../../src/diagnostics/index.js';

/** A folder that goes away after the test file; returns a function that writes a file there and gives its path. */
export function scratchFolder(): { path: string; write(name: string, bytes: Uint8Array | string): string } {
  const path = mkdtempSync(join(tmpdir(), 'hlsmith-nn-'));
  afterAll(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return {
    path,
    write(name, bytes) {
      writeFileSync(join(path, name), bytes);
      return join(path, name);
    },
  };
}

/** The line that a user would read, after checking that it is one line and that it is an error of ours. */
export function complaint(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (!(error instanceof HlsmithError)) throw error;
    if (error.line.includes('\n')) throw new Error(`more than one line: ${error.line}`, { cause: error });
    return error.line;
  }
  throw new Error('expected a complaint');
}
