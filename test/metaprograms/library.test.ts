import { describe, expect, it } from 'vitest';
import { testMetaprogram } from '../../src/batch/index.js';
import { folders, shippedIn } from './library.js';

// Those two have tests of their own.
const library = await shippedIn(...folders.filter((name) => name !== 'examples' && name !== 'pragmas'));

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
