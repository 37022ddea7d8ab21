import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('the build notes the licences of the packages that it puts into the bundle', () => {
  const notices = readFileSync(new URL('../../dist/THIRD-PARTY-NOTICES.txt', import.meta.url), 'utf8');
  const bundled = ['handlebars', 'yaml', 'zod', 'jsfive', 'pako'];
  expect([...notices.matchAll(/^Name: (.*)$/gm)].map(([, name]) => name).sort()).toEqual(bundled.sort());
  expect(notices.match(/Permission is hereby granted|Permission to use, copy|public domain/g)).toHaveLength(
    5,
  );
});
