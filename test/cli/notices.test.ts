import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('the build notes the licences of the packages that it puts into the bundles', () => {
  const notices = readFileSync(new URL('../../dist/THIRD-PARTY-NOTICES.txt', import.meta.url), 'utf8');
  const texts = new Map(
    notices.split('\n\n---\n\n').map((text) => [/^Name: (.*)$/m.exec(text)?.[1] ?? text, text]),
  );
  const bundled = ['handlebars', 'yaml', 'zod', 'jsfive', 'pako', 'globby', 'fast-glob', 'ignore'];
  expect([...texts.keys()]).toEqual(expect.arrayContaining(bundled));
  for (const [name, text] of texts)
    expect([name, /Permission is hereby granted|Permission to use, copy|public domain/.test(text)]).toEqual([
      name,
      true,
    ]);
});
