import { mkdirSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findTargets, unitsOf } from '../../src/batch/index.js';
import { scratchFolder } from './scratch.js';

const folder = scratchFolder({
  'top.cpp': '',
  'notes.txt': '',
  '.gitignore': 'build/\n*.gen.h\n!keep.gen.h\n',
  '.hlsmithignore': 'third_party\nnnet/old_*.h\n',
  'build/a.cpp': '',
  'x.gen.h': '',
  'keep.gen.h': '',
  'third_party/b.h': '',
  'nnet/dense.h': '',
  'nnet/old_dense.h': '',
  'nnet/deep/.gitignore': 'secret.h\n',
  'nnet/deep/c[1].hpp': '',
  'nnet/deep/secret.h': '',
  'node_modules/p/q.cpp': '',
  '.git/hooks/h.cpp': '',
});
const at = (path: string): string => join(folder, path);
const find = async (...words: string[]): Promise<string[]> =>
  unitsOf(await findTargets(words.map(at)), 'file').map(({ path }) => relative(folder, path));

describe('finding files', () => {
  it('takes the C++ files of a folder, without what ignore files leave out', async () => {
    expect(await find('')).toEqual(['keep.gen.h', 'nnet/deep/c[1].hpp', 'nnet/dense.h', 'top.cpp']);
  });

  it('respects ignore files above the folder or glob', async () => {
    expect(await find('nnet')).toEqual(['nnet/deep/c[1].hpp', 'nnet/dense.h']);
    expect(await find('nnet/**/*.h')).toEqual(['nnet/dense.h']);
    expect(await find('n*/d*.h', '*.cpp')).toEqual(['nnet/dense.h', 'top.cpp']);
  });

  it('takes files that are named themselves, each once, if they are C++', async () => {
    expect(await find('notes.txt', 'top.cpp')).toEqual(['top.cpp']);
    expect(await find('*')).toEqual(['keep.gen.h', 'top.cpp']);
    expect(await find('build/a.cpp', 'nnet', 'nnet/deep/c[1].hpp')).toEqual([
      'build/a.cpp',
      'nnet/deep/c[1].hpp',
      'nnet/dense.h',
    ]);
  });

  it('makes one unit of a folder for a metaprogram that sees whole projects', async () => {
    const targets = await findTargets([at('nnet'), at('top.cpp')]);
    expect(unitsOf(targets, 'project')).toEqual([
      { path: at('nnet'), files: ['deep/c[1].hpp', 'dense.h'] },
      { path: at('top.cpp'), files: null, named: true },
    ]);
  });

  it('does not follow links into loops', async () => {
    const looped = scratchFolder({ 'a/x.cpp': '' });
    mkdirSync(join(looped, 'b'));
    symlinkSync(looped, join(looped, 'b', 'loop'));
    const [target] = await findTargets([looped]);
    expect(target!.files).toEqual([join(looped, 'a/x.cpp')]);
  });

  it('says what is not there', async () => {
    await expect(findTargets([at('nothing.cpp')])).rejects.toThrow(/nothing\.cpp: no such file or folder/);
    await expect(findTargets([at('third_party/*.cpp')])).rejects.toThrow(/no C\+\+ files in/);
  });
});
