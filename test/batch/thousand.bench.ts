import { spawnSync } from 'node:child_process';
import {
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
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { bench, describe } from 'vitest';
import { kernel, render } from '../metaprograms/semantics/kernels.js';

/**
 * A thousand generated kernels, rewritten by three metaprograms in one command; and by ast-grep (its path in
 * HLSMITH_AST_GREP) what it can express of it, a pragma in every innermost loop, against the same of ours.
 *
 *   npm run build && npx vitest bench --run test/batch/thousand
 */
const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const astGrep = process.env['HLSMITH_AST_GREP'] ?? '';
const isBuilt = existsSync(main);
if (!isBuilt) console.log('skipped: npm run build comes first');
if (astGrep === '') console.log('no comparison: HLSMITH_AST_GREP names no ast-grep');

function measured(command: string, words: readonly string[]): string {
  const script = 'TIMEFORMAT="%R s, %U + %S CPU s"; time "$0" "$@" >/dev/null';
  const { stderr } = spawnSync('bash', ['-c', script, command, ...words], { encoding: 'utf8' });
  return stderr.trim().split('\n').slice(-2).join('; ');
}

describe.skipIf(!isBuilt)('a thousand kernels', () => {
  bench(
    'three metaprograms',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'hlsmith-thousand-'));
      const rules = mkdtempSync(join(tmpdir(), 'hlsmith-rule-'));
      try {
        for (const [number, each] of fc.sample(kernel, { numRuns: 1000, seed: 1 }).entries()) {
          writeFileSync(join(folder, `k${number}.cpp`), render(each, `kernel_${number}`));
        }
        const copy = `${folder}-copy`;
        const names = ['normalize-loops', 'pipeline-loops', 'partition-arrays'];
        for (const list of [names.join(','), 'pipeline-innermost']) {
          for (const jobs of ['1', '2']) {
            cpSync(folder, copy, { recursive: true });
            const words = [main, 'run', list, copy, '--write', '--jobs', jobs];
            console.log(`${list}, ${jobs} jobs: ${measured(process.execPath, words)}`);
            const changed = readdirSync(copy).filter(
              (file) => readFileSync(join(copy, file), 'utf8') !== readFileSync(join(folder, file), 'utf8'),
            );
            console.log(`${changed.length} files changed`);
            rmSync(copy, { recursive: true });
          }
        }
        if (astGrep === '') return;
        const rule = readFileSync(fileURLToPath(new URL('ast-grep-rule.yml', import.meta.url)), 'utf8');
        mkdirSync(join(rules, 'rules'));
        writeFileSync(join(rules, 'rules', 'rule.yml'), rule);
        writeFileSync(join(rules, 'sgconfig.yml'), JSON.stringify({ ruleDirs: ['rules'] }));
        const config = join(rules, 'sgconfig.yml');
        for (const jobs of ['1', '2']) {
          cpSync(folder, copy, { recursive: true });
          console.log(
            `ast-grep, ${jobs} jobs: ${measured(astGrep, ['scan', '-c', config, '-U', '-j', jobs, copy])}`,
          );
          rmSync(copy, { recursive: true });
        }
      } finally {
        rmSync(folder, { recursive: true });
        rmSync(rules, { recursive: true });
      }
    },
    { iterations: 1, warmupIterations: 0, time: 0, warmupTime: 0 },
  );
});
