import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { branching } from '../hls/graph/branching.js';
import { networkFiles } from '../hls/graph/network.js';
import { hlsmith, temporaryFolder } from './run.js';

function writtenProject(): string {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(networkFiles(branching))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

describe('hlsmith layers', () => {
  it('prints a table, or one JSON object', () => {
    const folder = writtenProject();
    const { code, out } = hlsmith(['layers', folder]);
    expect(code).toBe(0);
    expect(out).toMatch(/^kernel {4}net\n/);
    expect(out).toContain('relu + conv*');
    const json = JSON.parse(hlsmith(['layers', folder, '--json']).out) as { virtualLayers: unknown[] };
    expect(json.virtualLayers).toHaveLength(4);
  });

  it('refuses a folder without a kernel', () => {
    const { code, errors } = hlsmith(['layers', temporaryFolder()]);
    expect(code).toBe(2);
    expect(errors).toMatch(/no C\+\+ kernel/);
  });
});
