import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Project, type LoopNode } from 'hlsmith/cpp';
import type { dialectNames } from 'hlsmith/hls';
import { pragmasIn, pragmasOf, readPragma } from 'hlsmith/hls';

/** A directive that loops have in each dialect, with the options that a value goes to. */
const directives = fc.constantFrom(
  { dialect: 'vitis', name: 'PIPELINE', value: 'II', flags: ['rewind', 'enable_flush'] },
  { dialect: 'vitis', name: 'UNROLL', value: 'factor', flags: ['skip_exit_check'] },
  { dialect: 'vitis', name: 'DEPENDENCE', value: 'distance', flags: [] },
  { dialect: 'merlin', name: 'PARALLEL', value: 'FACTOR', flags: ['FLATTEN'] },
  { dialect: 'merlin', name: 'TILE', value: 'FACTOR', flags: [] },
  { dialect: 'intel', name: 'unroll', value: 'factor', flags: [] },
  { dialect: 'intel', name: 'ivdep', value: 'array', flags: [] },
  { dialect: 'catapult', name: 'hls_unroll', value: 'factor', flags: [] },
  { dialect: 'catapult', name: 'hls_pipeline_init_interval', value: 'interval', flags: [] },
) as fc.Arbitrary<{ dialect: (typeof dialectNames)[number]; name: string; value: string; flags: string[] }>;

const name = fc.constantFrom('N', 'CONFIG_T::n_in', 'f<3>::x', 'g(a, b)', 'a[2]', 'p->q');
const values = fc.oneof(
  fc.integer({ min: 1, max: 64 }).map(String),
  name,
  fc.tuple(name, fc.constantFrom('/', '+', '*', ' / ', ' << ', ' > '), name).map((parts) => parts.join('')),
  fc.constantFrom('(N > 4 ? 4 : N)', 'auto{options: 1, 2; default: 1}', '"text"', "'c'", 'h<A, g<B> >'),
);

const body = fc.constantFrom(
  'a[i] = 0;',
  '{ a[i] = 0; }',
  '{\n\t\ta[i] = 0; // end\n\t}',
  '\n      a[i] = 0;',
);
const head = fc.constantFrom('', 'L: ', 'L:\n  ', '#pragma HLS nonsense x=1\n  ', '/* c */ ');

const kernel = fc
  .tuple(head, body, fc.constantFrom('\n', '\r\n'))
  .map(([before, inside, end]) =>
    `void f(int *a) {\n\n  ${before}for (int i = 0; i < 8; i++) ${inside}\n}\n`.replace(/\n/g, end),
  );

const open = (text: string): Project => Project.fromFiles('/x', { 'k.cpp': text });
const loopIn = (project: Project): LoopNode => project.one('l:ForLoop').l;
const bare = (text: string): string => text.replace(/#pragma[^\n]*|[\s{}]/g, '');

describe('pragmas', () => {
  it('read back as they were written, in every dialect', () => {
    fc.assert(
      fc.property(kernel, directives, values, fc.boolean(), (text, directive, value, flagged) => {
        const project = open(text);
        const flags = flagged ? Object.fromEntries(directive.flags.map((flag) => [flag, true as const])) : {};
        const options = { [directive.value]: value, ...flags };
        pragmasOf(loopIn(project), directive.dialect).set(directive.name, options);
        project.commit();
        const found = pragmasOf(loopIn(project), directive.dialect).get(directive.name)!;
        expect(found.complaints).toEqual([]);
        expect(found.options).toEqual(options);
        expect(readPragma(found.text)).toEqual({ dialect: directive.dialect, name: directive.name, options });
      }),
      { numRuns: 200 },
    );
  });

  it('set twice make one edit, and only braces, blanks and the pragma are new', () => {
    fc.assert(
      fc.property(kernel, directives, values, values, (text, { dialect, name, value }, first, second) => {
        // Another array is another ivdep.
        fc.pre(name !== 'ivdep');
        const project = open(text);
        const set = (to: string): boolean => pragmasOf(loopIn(project), dialect).set(name, { [value]: to });
        expect(set(first)).toBe(true);
        expect(set(first)).toBe(false);
        project.commit();
        const once = project.file('k.cpp').text;
        expect(set(first)).toBe(false);
        expect(project.commit().edits).toBe(0);
        expect(bare(once)).toBe(bare(text));
        expect(/(?<!\r)\n/.test(once)).toBe(/(?<!\r)\n/.test(text));
        // Another value changes the line and nothing else.
        set(second);
        project.commit();
        const changed = project.file('k.cpp').text.split('\n');
        const different = once.split('\n').filter((line, index) => line !== changed[index]);
        expect(changed.length).toBe(once.split('\n').length);
        expect(different.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
  });

  it('removed leave the lines that were there', () => {
    fc.assert(
      fc.property(kernel, directives, values, (text, { dialect, name, value }, to) => {
        const project = open(text);
        pragmasOf(loopIn(project), dialect).set(name, { [value]: to });
        project.commit();
        expect(pragmasOf(loopIn(project), dialect).remove(name)).toBe(1);
        project.commit();
        expect(bare(project.file('k.cpp').text)).toBe(bare(text));
        expect([...pragmasOf(loopIn(project), dialect)]).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('of any text are read without an error, and edited nowhere', () => {
    const words = fc.constantFrom(
      ...['HLS', 'ACCEL', 'unroll', 'hls_unroll', 'ivdep', 'PIPELINE', 'II=', 'factor=4', '=', '(', ')', '{'],
      ...['auto{', '}', '"', 'port=a,', ',', 'N/2', '::', '<', '>', '\\\n', '//', '/*', '*/', '[', ']', ';'],
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 8 }), (list) => {
        const text = `void f(int a[8]) {\n#pragma ${list.join(' ')}\n  for (;;) {}\n}\n`;
        const project = open(text);
        for (const pragma of pragmasIn(project.file('k.cpp'))) {
          expect(pragma.text.toLowerCase()).toContain(pragma.name.toLowerCase());
          expect(pragma.isKnown || pragma.complaints.length > 0).toBe(true);
        }
        expect(project.commit().edits).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
