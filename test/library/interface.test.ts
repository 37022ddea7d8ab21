import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { arithmeticHeaders, compiler } from './driver.js';

const reason = compiler ? '' : ' (skipped: no g++ or clang++)';

describe('the headers as HLS sources use them', { timeout: 300_000 }, () => {
  for (const [standard, ...checks] of [['c++14', '-fsanitize=undefined,address'], ['c++20']]) {
    it.skipIf(!compiler)(`keep their promises in ${standard}, without a warning${reason}`, () => {
      const folder = mkdtempSync(join(tmpdir(), 'hlsmith-interface-'));
      try {
        const source = fileURLToPath(new URL('interface.cpp', import.meta.url));
        const program = join(folder, 'interface');
        const flags = [`-std=${standard}`, '-O0', '-Wall', '-Wextra', ...checks];
        const built = spawnSync(compiler!, [...flags, `-I${arithmeticHeaders}`, source, '-o', program], {
          encoding: 'utf8',
        });
        expect(built.stderr).toBe('');
        const { stdout, stderr, status } = spawnSync(program, { encoding: 'utf8' });
        expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});
