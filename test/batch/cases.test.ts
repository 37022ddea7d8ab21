import { describe, expect, it } from 'vitest';
import { metaprogram } from 'hlsmith/cpp';
import { testMetaprogram } from '../../src/batch/index.js';

const complaintsOf = async (program: Parameters<typeof testMetaprogram>[0]): Promise<string[]> =>
  (await testMetaprogram(program)).flatMap(({ complaints }) => complaints.map(({ what }) => what));

const appends = (cases: readonly { title: string; before: string; after?: string }[], idempotent = false) =>
  metaprogram({
    name: 'appends',
    description: 'Appends a line',
    scope: 'file',
    idempotent,
    run: (project) => project.files[0]!.insertAtEnd('int b;'),
    cases,
  });

describe("a metaprogram's cases", () => {
  it('pass when all is as written, indentation of the block apart', async () => {
    const title = 'one more line';
    expect(await complaintsOf(appends([{ title, before: 'int a;\n', after: 'int a;\nint b;\n' }]))).toEqual(
      [],
    );
    const before = `
      int a() {
        return 1;
      }
    `;
    const after = 'int a() {\n  return 1;\n}\nint b;\n';
    expect(await complaintsOf(appends([{ title, before, after }]))).toEqual([]);
  });

  it('complain with a diff when the result differs, also where nothing was to change', async () => {
    const [result] = await testMetaprogram(appends([{ title: 't', before: 'int a;\n' }]));
    expect(result!.complaints[0]!.what).toMatch(/result differs/);
    expect(result!.complaints[0]!.details).toContain('\n+int b;');
  });

  it('complain when a second run makes edits though it must not', async () => {
    const cases = [{ title: 't', before: 'int a;\n', after: 'int a;\nint b;\n' }];
    expect(await complaintsOf(appends(cases, true))).toEqual(['a second run makes edits']);
  });

  it('complain when it throws or would add a syntax error', async () => {
    const program = metaprogram({
      name: 'bad',
      description: 'Breaks things',
      scope: 'file',
      idempotent: false,
      options: { how: { type: 'string', choices: ['throw', 'break'], description: 'how' } },
      run(project, { how }) {
        if (how === 'throw') throw new Error('oh');
        project.files[0]!.insertAtEnd('int (');
      },
      cases: [
        { title: 'throws', before: 'int a;\n', options: { how: 'throw' } },
        { title: 'breaks', before: 'int a;\n', options: { how: 'break' } },
        { title: 'without its option', before: 'int a;\n' },
      ],
    });
    expect(await complaintsOf(program)).toEqual([
      expect.stringMatching(/^bad failed: oh \(.*cases\.test\.ts:\d+:\d+\)$/),
      expect.stringMatching(/kernel\.cpp.*syntax errors/),
      expect.stringMatching(/option how of bad: it must be given/),
    ]);
  });

  it('compare reports', async () => {
    const program = metaprogram({
      name: 'counts',
      description: 'Counts functions',
      scope: 'file',
      idempotent: true,
      run: (project) => project.functions().length,
      cases: [
        { title: 'right', before: 'void f();\n', report: 1 },
        { title: 'wrong', before: 'void f();\n', report: 2 },
      ],
    });
    expect(await complaintsOf(program)).toEqual([expect.stringMatching(/report differs/)]);
  });
});
