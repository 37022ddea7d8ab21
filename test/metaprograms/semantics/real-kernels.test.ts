import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyMetaprogram, Project } from 'hlsmith/cpp';
import { transforms } from './transforms.js';

/**
 * The kernels of MachSuite with their own inputs, before and after each transform:
 * `HLSMITH_MACHSUITE=/checkout npx vitest run test/metaprograms/semantics/real-kernels`.
 */
const root = process.env['HLSMITH_MACHSUITE'] ?? '';
const benchmarks = existsSync(join(root, 'common/harness.c'))
  ? readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => basename(path) === 'input.data')
      .map((path) => path.replace(/\/input\.data$/, ''))
      .sort()
  : [];
if (benchmarks.length === 0)
  console.log('real kernels skipped: set HLSMITH_MACHSUITE to a checkout of MachSuite');

const isExtra = (file: string): boolean => file === 'generate.c' || file.endsWith('_test.c');

/** The bytes that a benchmark writes; null if it does not compile or run. */
function outputOf(folder: string, benchmark: string): Buffer | string {
  const sources = readdirSync(folder).filter((file) => file.endsWith('.c') && !isExtra(file));
  const common = ['harness.c', 'support.c'].map((file) => join(root, 'common', file));
  const options = ['-std=gnu99', '-O1', '-w', '-fwrapv', '-ffp-contract=off', `-I${join(root, 'common')}`];
  const compiled = spawnSync('gcc', [...options, ...sources, ...common, '-lm', '-o', 'run'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (compiled.status !== 0) return compiled.stderr.slice(0, 1500);
  const data = join(root, benchmark);
  rmSync(join(folder, 'output.data'), { force: true });
  spawnSync('./run', [join(data, 'input.data'), join(data, 'check.data')], { cwd: folder, timeout: 60_000 });
  return existsSync(join(folder, 'output.data'))
    ? readFileSync(join(folder, 'output.data'))
    : 'it writes no output';
}

describe.skipIf(benchmarks.length === 0).each(benchmarks.length > 0 ? benchmarks : ['MachSuite'])(
  '%s',
  (benchmark) => {
    it('gives the same output after each transform', { timeout: 600_000 }, async () => {
      const scratch = mkdtempSync(join(tmpdir(), 'hlsmith-machsuite-'));
      // Headers are included from ../../common.
      cpSync(join(root, 'common'), join(scratch, 'common'), { recursive: true });
      const folder = join(scratch, 'benchmark', 'before');
      mkdirSync(folder, { recursive: true });
      try {
        for (const file of readdirSync(join(root, benchmark))) {
          if (/\.[ch]$/.test(file)) copyFileSync(join(root, benchmark, file), join(folder, file));
        }
        const expected = outputOf(folder, benchmark);
        if (typeof expected === 'string')
          return console.log(`${benchmark} skipped: ${expected.split('\n')[0]!}`);
        const kernels = readdirSync(folder).filter(
          (file) => /\.c$/.test(file) && !isExtra(file) && file !== 'local_support.c',
        );
        const done: string[] = [];
        for (const { name, program, options } of await transforms()) {
          const project = await Project.load({ root: folder, files: [...kernels, '*.h'] });
          await applyMetaprogram(program, project, options);
          const changed = project.files.filter((file) => file.unit.isChanged);
          if (changed.length === 0) continue;
          const copy = join(scratch, 'benchmark', 'after');
          cpSync(folder, copy, { recursive: true });
          for (const file of changed) writeFileSync(join(copy, file.path), file.text);
          const output = outputOf(copy, benchmark);
          const same = typeof output !== 'string' && output.equals(expected);
          if (!same)
            throw new Error(
              `${name}: ${typeof output === 'string' ? output : 'another output'}\n${project.diff()}`,
            );
          rmSync(copy, { recursive: true });
          done.push(name.split(' ')[0]!);
        }
        console.log(`${benchmark}: ${[...new Set(done)].join(', ')}`);
        expect(done.length).toBeGreaterThanOrEqual(0);
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    });
  },
);
