import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('the build notes the licences of the packages that it puts into the bundles', () => {
  const notices = readFileSync(new URL('../../dist/THIRD-PARTY-NOTICES.txt', import.meta.url), 'utf8');
  const texts = new Map(
    notices.split('\n\n---\n\n').map((text) => [/^Name: (.*)$/m.exec(text)?.[1] ?? text, text]),
  );
  const globbing = [
    ...[
      'globby',
      'fast-glob',
      'micromatch',
      'picomatch',
      'braces',
      'fill-range',
      'to-regex-range',
      'is-number',
    ],
    ...[
      'glob-parent',
      'is-glob',
      'is-extglob',
      'merge2',
      'slash',
      'unicorn-magic',
      'is-path-inside',
      'ignore',
    ],
    ...['@nodelib/fs.scandir', '@nodelib/fs.stat', '@nodelib/fs.walk', 'fastq', 'reusify', 'run-parallel'],
    ...['queue-microtask', '@sindresorhus/merge-streams'],
  ];
  const bundled = ['handlebars', 'yaml', 'zod', 'jsfive', 'pako', ...globbing];
  expect([...texts.keys()].sort()).toEqual(bundled.sort());
  for (const [name, text] of texts)
    expect([name, /Permission is hereby granted|Permission to use, copy|public domain/.test(text)]).toEqual([
      name,
      true,
    ]);
});
