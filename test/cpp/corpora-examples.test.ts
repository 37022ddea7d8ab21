import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Project, type Metaprogram } from 'hlsmith/cpp';
import { corpora } from './corpora.js';

const all = corpora();
if (all.length === 0)
  console.log('examples over corpora skipped: set HLSMITH_CORPORA to a folder of corpora');
const examples = readdirSync(new URL('../../metaprograms/examples', import.meta.url)).filter((f) =>
  f.endsWith('.ts'),
);

describe.skipIf(all.length === 0)('the example metaprograms over the corpora', () => {
  for (const file of examples) {
    it(
      `${file}: no crash, no new syntax error, a second run without edits`,
      { timeout: 600_000 },
      async () => {
        const loaded = (await import(`../../metaprograms/examples/${file}`)) as { default: Metaprogram };
        for (const { name, root } of all) {
          const project = await Project.load({ root });
          const options = Object.fromEntries(
            Object.entries(loaded.default.options ?? {}).map(([key, option]) => [
              key,
              (option as { default?: unknown }).default,
            ]),
          );
          if (Object.values(options).includes(undefined)) {
            console.log(`${file} skipped: an option has no default`);
            return;
          }
          await loaded.default.run(project, options as never);
          const first = project.commit();
          if (!loaded.default.idempotent) continue;
          await loaded.default.run(project, options as never);
          expect([name, project.commit().edits, first.edits >= 0]).toEqual([name, 0, true]);
        }
      },
    );
  }
});
