import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyMetaprogram, Project } from 'hlsmith/cpp';
import translateDialect from '../../../metaprograms/dialects/translate-dialect.js';
import { templatePath } from '../../../src/templates/index.js';
import { inTemporaryFolder } from '../../../src/text/index.js';
import { numberKernel, renderNumbers } from './kernels.js';

/*
 * Translated kernels compiled and run beside the originals, with our headers, or with the vendors':
 *
 *   HLSMITH_REFERENCE_AP_TYPES=/ap_types/include HLSMITH_REFERENCE_AC_TYPES=/ac_types/include HLSMITH_FUZZ=20
 *     npx vitest run test/metaprograms/dialects
 */
const hasCompiler = spawnSync('g++', ['--version'], { stdio: 'ignore' }).status === 0;
const unlessCompiler = hasCompiler ? '' : ' (skipped: there is no g++)';
const batches = Number(process.env['HLSMITH_FUZZ'] ?? 1);
const seed = Number(process.env['HLSMITH_SEED'] ?? 5);
const folder = fileURLToPath(new URL('.', import.meta.url));
const { HLSMITH_REFERENCE_AC_TYPES: ac, HLSMITH_REFERENCE_AP_TYPES: ap } = process.env;
const includes = [
  ...(ac ? [ac] : []),
  ...(ap ? [ap] : []),
  templatePath('library/ap_types'),
  join(folder, 'stubs'),
];

type Tool = 'vitis' | 'intel' | 'oneapi' | 'catapult';

async function translated(text: string, to: Tool): Promise<{ text: string; report: readonly string[] }> {
  const project = Project.fromFiles('p', { 'kernel.cpp': text });
  const { report } = await applyMetaprogram(translateDialect, project, { to });
  return { text: project.files[0]!.text, report: (report ?? []) as readonly string[] };
}

/** What the program prints; what the compiler says where it does not compile. */
function outputOf(text: string): Promise<string> {
  return inTemporaryFolder('dialects', (build) => {
    writeFileSync(join(build, 'trials.cpp'), text);
    const options = ['-std=c++17', '-O0', '-w', '-fwrapv', ...includes.map((path) => `-I${path}`)];
    const compiled = spawnSync('g++', [...options, 'trials.cpp', '-o', 'trials'], {
      cwd: build,
      encoding: 'utf8',
    });
    if (compiled.status !== 0) return Promise.resolve(compiled.stderr.slice(0, 3000));
    const ran = spawnSync('./trials', [], { cwd: build, encoding: 'utf8' });
    return Promise.resolve(
      ran.status === 0 ? ran.stdout : `it ends with ${ran.status ?? ran.signal}: ${ran.stderr}`,
    );
  });
}

describe.skipIf(!hasCompiler)(`translated kernels${unlessCompiler}`, () => {
  it('of numbers give the same bits with ac_* as with ap_*', { timeout: 600_000 }, async () => {
    for (let batch = 0; batch < batches; batch++) {
      const kernels = fc.sample(numberKernel, { numRuns: 16, seed: seed + batch }).map(renderNumbers);
      const parts = [
        '#include <ap_fixed.h>',
        '#include <ap_int.h>',
        '#include <ac_fixed.h>',
        '#include <ac_int.h>',
        `#include "${folder}/compare.cpp"`,
      ];
      for (const [number, before] of kernels.entries()) {
        const { text: after, report } = await translated(before, 'catapult');
        expect(report).toEqual([]);
        parts.push(`namespace k${number}_ap {\n${before}}\nnamespace k${number}_ac {\n${after}}`);
      }
      const calls = kernels.map(
        (_, number) => `check(${number}, k${number}_ap::kernel, k${number}_ac::kernel);`,
      );
      const output = await outputOf(`${parts.join('\n')}\nint main() {\n${calls.join('\n')}\n}\n`);
      const wrong = /^\d+/.exec(output)?.[0];
      if (wrong !== undefined)
        throw new Error(`seed ${seed + batch}: ${output.split('\n')[0]}\n${kernels[Number(wrong)]}`);
      expect(output).toBe('');
    }
  });

  it.each(['intel', 'oneapi', 'catapult'] as const)(
    'of streams run for %s',
    { timeout: 120_000 },
    async (to) => {
      const before = readFileSync(join(folder, 'pipeline.cpp'), 'utf8');
      const { text, report } = await translated(before, to);
      expect(report.filter((line) => !/DATAFLOW|STREAM|no pragma|not in pragmas/.test(line))).toEqual([]);
      expect(text).not.toMatch(/\bap_|hls::stream|hls_stream/);
      const expected = await outputOf(before);
      expect(expected.split('\n')).toHaveLength(17);
      expect(await outputOf(text)).toBe(expected);
    },
  );
});
