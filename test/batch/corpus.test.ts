import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { applyMetaprogram, Project, type Metaprogram } from 'hlsmith/cpp';
import { HlsmithError } from '../../src/diagnostics/index.js';
import { corpus, corpusFiles, exampleOptions, isAbsence } from './corpus.js';

const folder = fileURLToPath(new URL('../../metaprograms/examples', import.meta.url));
const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));
const load = async (name: string): Promise<Metaprogram> =>
  ((await import(`../../metaprograms/examples/${name}.ts`)) as { default: Metaprogram }).default;

if (corpus.length === 0) console.log('skipped: HLSMITH_CORPUS names no folders of HLS sources');

/** Runs a metaprogram on one file, then again on what it made of it; gives what is wrong. */
async function check(program: Metaprogram, path: string): Promise<string[]> {
  const options = exampleOptions[program.name] ?? {};
  try {
    const project = await Project.load({ root: path });
    const errorsBefore = project.files[0]!.isDeferred ? 0 : project.files[0]!.degraded.length;
    const { commit } = await applyMetaprogram(program, project, options);
    if (commit.files.length === 0) return [];
    const [file] = project.files;
    const complaints = file!.degraded.length > errorsBefore ? [`${path}: more syntax errors`] : [];
    const again = Project.fromFiles('again', { 'again.cpp': file!.text });
    const second = await applyMetaprogram(program, again, options);
    const { edits, diff } = second.commit;
    return edits === 0 ? complaints : [...complaints, `${path}: ${edits} edits in a second run\n${diff}`];
  } catch (error) {
    if (error instanceof HlsmithError && isAbsence(error.code)) return [];
    return [`${path}: ${error instanceof HlsmithError ? error.line : String((error as Error).stack)}`];
  }
}

describe.skipIf(corpus.length === 0)(`the examples over ${corpus.join(', ')}`, async () => {
  const files = corpus.length > 0 ? await corpusFiles() : [];

  it.each(names)(
    '%s runs without a crash, adds no syntax error, and does nothing twice',
    async (name) => {
      const program = await load(name);
      const complaints: string[] = [];
      for (const { path } of files) {
        complaints.push(...(await check(program, path)));
        // Native trees are freed between turns of the event loop.
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(complaints).toEqual([]);
    },
    1_800_000,
  );
});
