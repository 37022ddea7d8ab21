import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isMetaprogram } from 'hlsmith/cpp';
import { testMetaprogram } from '../../src/batch/index.js';

const folder = fileURLToPath(new URL('../../metaprograms', import.meta.url));
/** Folders of helpers only need no metaprogram. */
const folders = ['loops', 'functions', 'expressions'];
const found = await Promise.all(
  folders.flatMap((name) =>
    readdirSync(`${folder}/${name}`).map(async (path) => {
      const file = path.replace(/\.ts$/, '');
      const module = (await import(`../../metaprograms/${name}/${file}.ts`)) as { default?: unknown };
      return { file, program: module.default };
    }),
  ),
);
const library = found.flatMap(({ file, program }) => (isMetaprogram(program) ? [{ file, program }] : []));

describe.each(library)('$file', ({ file, program }) => {
  it('is named as its file and describes itself', () => {
    expect(program.name).toBe(file);
    expect(program.description).toMatch(/^[A-Z].*[^.]$/);
    expect(program.cases.length).toBeGreaterThan(0);
  });

  it('gives what its cases say, also in a second run where it says so', async () => {
    const results = await testMetaprogram(program);
    expect(results.filter(({ complaints }) => complaints.length > 0)).toEqual([]);
  });
});
