import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isMetaprogram, type Metaprogram } from 'hlsmith/cpp';
import { testMetaprogram } from '../../src/batch/index.js';

const folder = fileURLToPath(new URL('../../metaprograms/examples', import.meta.url));
const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));
const load = async (name: string): Promise<Metaprogram> => {
  const module = (await import(`../../metaprograms/examples/${name}.ts`)) as { default: unknown };
  if (!isMetaprogram(module.default)) throw new Error(`${name} exports no metaprogram`);
  return module.default;
};

describe.each(names)('%s', async (name) => {
  const program = await load(name);

  it('is named as its file and describes itself', () => {
    expect(program.name).toBe(name);
    expect(program.description).toMatch(/^[A-Z].*[^.]$/);
    expect(program.cases.length).toBeGreaterThan(0);
  });

  it('gives what its cases say, also in a second run', async () => {
    const results = await testMetaprogram(program);
    expect(results.filter(({ complaints }) => complaints.length > 0)).toEqual([]);
  });
});

it('the loops of Fig. 6(b) take at most ten lines', async () => {
  const { run } = await load('unroll-outermost');
  expect(run.toString().split('\n').length - 2).toBeLessThanOrEqual(10);
});
