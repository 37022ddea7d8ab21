import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isMetaprogram, type Metaprogram } from 'hlsmith/cpp';
import { testMetaprogram } from '../../src/batch/index.js';

const folder = fileURLToPath(new URL('../../metaprograms/pragmas', import.meta.url));
const names = readdirSync(folder)
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => !['banks', 'rules', 'unrolled'].includes(name));
const load = async (name: string): Promise<Metaprogram> => {
  const module = (await import(`../../metaprograms/pragmas/${name}.ts`)) as { default: unknown };
  if (!isMetaprogram(module.default)) throw new Error(`${name} exports no metaprogram`);
  return module.default;
};

describe.each(names)('%s', async (name) => {
  const program = await load(name);

  it('is named as its file, describes itself and may be run again', () => {
    expect(program.name).toBe(name);
    expect(program.description).toMatch(/^[A-Z].*[^.]$/);
    expect(program.idempotent).toBe(true);
    expect(program.cases.length).toBeGreaterThan(0);
  });

  it('gives what its cases say, also in a second run', async () => {
    const results = await testMetaprogram(program);
    expect(results.filter(({ complaints }) => complaints.length > 0)).toEqual([]);
  });
});
