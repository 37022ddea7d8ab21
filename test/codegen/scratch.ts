import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { HlsmithError } from '../../src/diagnostics/index.js';

/** A folder that goes away after the test file. */
export function scratchFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'hlsmith-codegen-'));
  afterAll(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

/** The error that a user would read, after checking that it is one of ours and one line. */
export function complaint(act: () => unknown): HlsmithError {
  try {
    act();
  } catch (error) {
    if (!(error instanceof HlsmithError)) throw error;
    if (error.line.includes('\n')) throw new Error(`more than one line: ${error.line}`, { cause: error });
    return error;
  }
  throw new Error('expected a complaint');
}
