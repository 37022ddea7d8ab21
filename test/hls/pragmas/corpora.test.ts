import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Project } from 'hlsmith/cpp';
import { pragmasIn } from 'hlsmith/hls';

// Real kernels are not part of the project. To run this:
//   HLSMITH_KERNELS=FOLDER[:FOLDER...] npx vitest run test/hls/pragmas/corpora.test.ts
const folders = (process.env.HLSMITH_KERNELS ?? '').split(':').filter((folder) => folder !== '');
if (folders.length === 0) console.log('skipped: set HLSMITH_KERNELS to folders of C++ kernels');

/** Larger files are tables and generated host code. */
const largest = 400_000;

function* kernelsIn(folder: string): Generator<string> {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    if (!/\.(c|cc|cpp|cxx|h|hpp|hh|cl)$/.test(name) || /weights\//.test(name) || !existsSync(path)) continue;
    const text = readFileSync(path, 'latin1');
    if (text.length <= largest && /pragma|intel::|hls_/.test(text)) yield text;
  }
}

const textOf = (text: string): Project => Project.fromFiles('/kernels', { 'kernel.cpp': text });

describe.skipIf(folders.length === 0).each(folders.length > 0 ? folders : ['no folder'])(
  'the pragmas of %s',
  (folder) => {
    it('that a dialect knows read back from what it writes', { timeout: 600_000 }, () => {
      const count = { files: 0, claimed: 0, read: 0, known: 0, attached: 0, meaning: 0, back: 0 };
      const reasons = new Map<string, number>();
      const failures: string[] = [];
      for (const text of kernelsIn(folder)) {
        count.files++;
        for (const pragma of pragmasIn(textOf(text).files[0]!)) {
          count.claimed++;
          const { complaints } = pragma;
          if (!complaints.some((line) => line.includes('(column'))) count.read++;
          if (pragma.targets.length > 0) count.attached++;
          if (pragma.meaning) count.meaning++;
          for (const line of complaints) {
            const reason = `${pragma.dialect} ${pragma.name}: ${line}`;
            reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
          }
          if (!pragma.isKnown) continue;
          count.known++;
          const again = pragmasIn(textOf(`${pragma.withChanges({})}\nint a;\n`).files[0]!)[0];
          const isSame =
            again?.name === pragma.name && JSON.stringify(again.options) === JSON.stringify(pragma.options);
          if (isSame) count.back++;
          else failures.push(pragma.text);
        }
      }
      console.log(folder, count);
      for (const [reason, times] of [...reasons].sort((a, b) => b[1] - a[1]).slice(0, 20)) {
        console.log(`${times} ${reason}`);
      }
      expect(failures).toEqual([]);
    });
  },
);
