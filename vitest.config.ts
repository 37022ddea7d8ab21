import { defineConfig } from 'vitest/config';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^hlsmith$/, replacement: `${root}src/index.ts` },
      { find: /^hlsmith\/metaprograms\/(.*)$/, replacement: `${root}metaprograms/$1.ts` },
      { find: /^hlsmith\/([a-z]+)$/, replacement: `${root}src/$1/index.ts` },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    benchmark: { include: ['test/**/*.bench.ts'] },
  },
});
