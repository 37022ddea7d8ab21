import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyMetaprogram, Project, type Metaprogram } from 'hlsmith/cpp';
import { HlsmithError } from '../../src/diagnostics/index.js';
import { corpora } from '../cpp/corpora.js';
import { folders, shippedIn } from './library.js';

/**
 * Every metaprogram over corpora by others, file by file:
 * `HLSMITH_CORPORA=/folder npx vitest run test/metaprograms/corpora.test.ts`.
 */
const all = corpora();
if (all.length === 0)
  console.log('metaprograms over corpora skipped: set HLSMITH_CORPORA to a folder of corpora');

/** For options without a default. */
const given: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>> = {
  'strip-mine-loops': { size: 4 },
  'tile-loops': { sizes: '4,4' },
  'outline-code': { name: 'outlined_part', label: 'loop' },
};
const library = await shippedIn(...folders.filter((name) => name !== 'examples'));

function optionsFor({ name, options }: Metaprogram): Record<string, string | number | boolean> | null {
  const complete: Record<string, string | number | boolean> = { ...given[name] };
  for (const [option, declaration] of Object.entries(options)) {
    const needs = declaration.type !== 'boolean' && declaration.default === undefined;
    if (!needs || option in complete) continue;
    if (declaration.type !== 'string' || !declaration.choices) return null;
    complete[option] = declaration.choices[0]!;
  }
  return complete;
}

describe.skipIf(all.length === 0).each(library)('$file over the corpora', ({ program }) => {
  it(
    'neither crashes nor breaks a file, and changes nothing in a second run',
    { timeout: 1_200_000 },
    async () => {
      const options = optionsFor(program);
      if (options === null)
        return console.log(`${program.name} skipped: it needs options that fit one project`);
      const complaints: string[] = [];
      const counts = { files: 0, changed: 0 };
      for (const { root } of all) {
        const { files } = await Project.load({ root });
        for (const { path } of files) {
          if (statSync(join(root, path)).size > 100_000) continue;
          const project = await Project.load({ root, files: [path.replace(/[[\](){}!*?]/g, '\\$&')] });
          counts.files++;
          const before = project.diff();
          try {
            await applyMetaprogram(program, project, options);
            const after = project.diff();
            if (after === before) continue;
            counts.changed++;
            if (!program.idempotent) continue;
            await applyMetaprogram(program, project, options);
            if (project.diff() !== after) complaints.push(`${path}: a second run makes edits`);
          } catch (error) {
            const known = error instanceof HlsmithError ? error.code : '';
            if (known === 'cpp.missing' || known === 'cpp.ambiguous') continue;
            complaints.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
          }
        }
      }
      console.log(`${program.name}: ${counts.changed} of ${counts.files} files changed`);
      expect(complaints).toEqual([]);
    },
  );
});
