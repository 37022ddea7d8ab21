import { describe, expect, expectTypeOf, it } from 'vitest';
import { applyMetaprogram, metaprogram, Project } from 'hlsmith/cpp';

const insert = metaprogram({
  name: 'insert',
  description: 'Inserts lines',
  scope: 'file',
  idempotent: false,
  options: {
    count: { type: 'number', default: 1, description: 'how many' },
    text: {
      type: 'string',
      description: 'what',
      check: (text: string) => (text === '' ? 'it takes code' : null),
    },
    comment: { type: 'string', default: null, description: 'why' },
    where: { type: 'string', choices: ['start', 'end'], default: 'end', description: 'where' },
    fail: { type: 'boolean', description: 'throw after the edit' },
  },
  run(project, options) {
    expectTypeOf(options).toEqualTypeOf<{
      readonly count: number;
      readonly text: string;
      readonly comment: string | null;
      readonly where: 'start' | 'end';
      readonly fail: boolean;
    }>();
    for (let i = 0; i < options.count; i++) {
      const [file] = project.files;
      if (options.where === 'start') file!.insertAtStart(options.text);
      else file!.insertAtEnd(options.text);
    }
    if (options.fail) throw new Error('after the edit');
    return options.comment;
  },
});

const project = (): Project => Project.fromFiles('p', { 'a.cpp': 'int a;\n' });

describe('a metaprogram', () => {
  it('commits what it recorded, under its name, and gives its report', async () => {
    const p = project();
    p.author = 'someone';
    const { commit, report } = await applyMetaprogram(insert, p, { text: 'int b;', comment: 'so' });
    expect(p.file('a.cpp').text).toBe('int a;\nint b;\n');
    expect(commit.edits).toBe(1);
    expect(report).toBe('so');
    expect(p.author).toBe('someone');
    await expect(applyMetaprogram(insert, p, { text: 'int (' })).rejects.toThrow(/edits by insert/);
  });

  it('leaves nothing pending when it throws', async () => {
    const p = project();
    await expect(applyMetaprogram(insert, p, { text: 'int b;', fail: true })).rejects.toThrow(
      'after the edit',
    );
    expect(p.diff()).toBe('');
    expect(p.commit().edits).toBe(0);
  });

  it('checks options', async () => {
    const apply = (options: object): Promise<unknown> => applyMetaprogram(insert, project(), options);
    await expect(apply({})).rejects.toThrow(/option text of insert: it must be given/);
    await expect(apply({ text: 3 })).rejects.toThrow(/it takes a text, not 3/);
    await expect(apply({ text: 'x', count: '3' })).rejects.toThrow(/it takes a number, not "3"/);
    await expect(apply({ text: 'x', where: 'middle' })).rejects.toThrow(/one of start, end, not "middle"/);
    await expect(apply({ text: '' })).rejects.toThrow(/option text of insert: it takes code, not ""/);
    await expect(apply({ text: 'x', toString: 1 })).rejects.toThrow(/option toString .*no such option/);
  });

  it('does not compile with wrong options', () => {
    // @ts-expect-error: it is a number
    void (() => applyMetaprogram(insert, project(), { count: 'many' }));
    // @ts-expect-error: there is no such option
    void (() => applyMetaprogram(insert, project(), { number: 2 }));
  });
});
