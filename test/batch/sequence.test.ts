import { describe, expect, it } from 'vitest';
import { applyMetaprogram, metaprogram, Project } from 'hlsmith/cpp';
import { loadMetaprogram, optionsFromWords } from '../../src/batch/index.js';
import { sequenceOf } from '../../src/batch/sequence.js';

const append = (name: string) =>
  metaprogram({
    name,
    description: 'Append a line',
    scope: 'file',
    idempotent: false,
    options: { line: { type: 'string', description: 'the line' } },
    run(project, { line }) {
      for (const file of project.files) file.insertAtEnd(line);
      return [`${file(project)} lines before`];
    },
  });
const file = (project: Project): number => project.files[0]!.text.split('\n').length - 1;

describe('metaprograms in turn', () => {
  it('work on what the one before has left; options go to all, or to one by its name', async () => {
    const both = sequenceOf([append('first'), append('second')]);
    const project = Project.fromFiles('p', { 'a.cpp': 'int a;\n' });
    const options = optionsFromWords(both, ['--line', 'int b;', '--second.line', 'int c;']);
    const { report } = await applyMetaprogram(both, project, options as never);
    expect(project.files[0]!.text).toBe('int a;\nint b;\nint c;\n');
    expect(report).toEqual(['first: 1 lines before', 'second: 2 lines before']);
  });

  it('need the options that any of them needs', async () => {
    const both = sequenceOf([append('first'), append('second')]);
    const project = Project.fromFiles('p', { 'a.cpp': 'int a;\n' });
    await expect(applyMetaprogram(both, project, {})).rejects.toMatchObject({ code: 'metaprogram.option' });
  });

  it('are loaded by names with commas', async () => {
    const three = await loadMetaprogram('normalize-loops,unroll-loops, partition-arrays');
    expect(three.name).toBe('normalize-loops,unroll-loops,partition-arrays');
    expect(three.scope).toBe('file');
    await expect(loadMetaprogram('normalize-loops,nothing')).rejects.toMatchObject({
      code: 'metaprogram.unknown',
    });
  });
});
