import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Batch, type BatchRequest, type Unit, type UnitResult } from '../../src/batch/index.js';
import { metaprogramPath, scratchFolder, script } from './scratch.js';

interface Run {
  readonly files: Readonly<Record<string, string>>;
  readonly request?: Partial<BatchRequest>;
  readonly jobs?: number;
  readonly timeLimit?: number;
}

async function run({ files, request, jobs = 1, timeLimit = 20 }: Run): Promise<UnitResult[]> {
  const folder = scratchFolder(files);
  const complete = { metaprogram: metaprogramPath('moody'), options: [], ...request };
  const batch = await Batch.open(complete, { jobs, timeLimit, script });
  try {
    const units: Unit[] = Object.keys(files).map((name) => ({ path: join(folder, name), files: null }));
    const results: UnitResult[] = [];
    for await (const result of batch.run(units)) {
      results.push({ ...result, path: result.path.slice(folder.length + 1) });
    }
    return results;
  } finally {
    batch.close();
  }
}

const statuses = (results: readonly UnitResult[]): string[] =>
  results.map((r) => `${r.path} ${r.status}${r.status === 'failed' ? ` ${r.error.code}` : ''}`);

describe('a batch', () => {
  it('gives every file its result, whatever the others do, in order', async () => {
    const names = ['a', 'throw', 'b', 'exit', 'c', 'killed', 'slow', 'break', 'hang', 'd', 'same'];
    const files = Object.fromEntries(names.map((name) => [`${name}.cpp`, 'int x;\n']));
    const expected = [
      'a.cpp changed',
      'throw.cpp failed metaprogram.failed',
      'b.cpp changed',
      'exit.cpp failed batch.ended',
      'c.cpp changed',
      'killed.cpp failed batch.ended',
      'slow.cpp changed',
      'break.cpp failed cpp.commit.breaks',
      'hang.cpp failed batch.time',
      'd.cpp changed',
      'same.cpp unchanged',
    ];
    const results = await run({ files, timeLimit: 3 });
    expect(statuses(results)).toEqual(expected);
    const thrown = results[1]!;
    expect(thrown.status === 'failed' && thrown.error.message).toMatch(
      /^moody failed: I do not \(.*moody\.ts:\d+:\d+\)$/,
    );
  });

  it('gives diffs, reports, and new bytes only if asked; the files stay as they are', async () => {
    const files = { 'a.cpp': 'int x;\r\n', 'same.cpp': '' };
    const [changed, same] = await run({ files, request: { contents: true } });
    expect(changed).toMatchObject({ status: 'changed', files: [expect.stringContaining('a.cpp')] });
    if (changed?.status !== 'changed') return;
    expect(changed.diff).toContain('+// mark');
    expect(Buffer.from(changed.contents![0]![1]).toString()).toBe('int x;\r\n// mark\r\n');
    expect(same).toEqual({ status: 'unchanged', path: 'same.cpp', report: { lines: 0 } });
    const [bare] = await run({ files, request: { diff: false } });
    expect(bare).not.toHaveProperty('diff');
    expect(bare).not.toHaveProperty('contents');
  });

  it('keeps the order of the units with several children', async () => {
    const names = Array.from({ length: 200 }, (_, i) => `${i % 40 === 0 ? 'slow' : 'f'}${i}.cpp`);
    const files = Object.fromEntries(names.map((name) => [name, 'int x;\n']));
    files['0/slow.cpp'] = 'int y;\n';
    const results = await run({ files, jobs: 3 });
    expect(results.map(({ path }) => path)).toEqual(Object.keys(files));
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['changed']));
  });

  it('reads options from words and by name', async () => {
    const files = { 'a.cpp': 'int x;\n' };
    const marks = async (options: BatchRequest['options']): Promise<number> => {
      const [result] = await run({ files, request: { options } });
      return result?.status === 'changed' ? result.diff!.split('+// mark').length - 1 : -1;
    };
    expect(await marks(['--count', '3', '--loop-name=x', '--no-loud'])).toBe(3);
    expect(await marks({ count: 2 })).toBe(2);
  });

  it('refuses wrong options before it begins', async () => {
    const request = { metaprogram: metaprogramPath('moody'), options: ['--count', '0'] };
    const error = await Batch.open(request, { script }).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'HlsmithError', code: 'metaprogram.option', exit: 2 });
  });

  it('says what is wrong with a metaprogram that does not load', async () => {
    const open = (metaprogram: string): Promise<Batch> =>
      Batch.open({ metaprogram, options: [] }, { script });
    const folder = scratchFolder({
      'syntax.ts': 'export default {{;',
      'throws.js': 'throw new Error("at once")',
    });
    await expect(open('no-such-thing')).rejects.toThrow(/no metaprogram no-such-thing/);
    await expect(open(metaprogramPath('none'))).rejects.toThrow(/none\.ts: its default export/);
    await expect(open(join(folder, 'syntax.ts'))).rejects.toThrow(/syntax\.ts: does not load/);
    await expect(open(join(folder, 'throws.js'))).rejects.toThrow(/throws\.js: does not load \(at once\)/);
  });

  it('runs a project with all its files at once', async () => {
    const folder = scratchFolder({ 'a[1].cpp': 'int a;', 'sub/b.h': 'int b;', 'ignored.h': '' });
    writeFileSync(join(folder, '.gitignore'), 'ignored.h\n');
    const request = { metaprogram: metaprogramPath('whole-project'), options: [] };
    const batch = await Batch.open(request, { script });
    expect(batch.metaprogram).toEqual({ name: 'whole-project', scope: 'project' });
    const units = [{ path: folder, files: ['a[1].cpp', 'sub/b.h'] }];
    const results: UnitResult[] = [];
    for await (const result of batch.run(units)) results.push(result);
    batch.close();
    expect(results).toEqual([{ status: 'unchanged', path: folder, report: ['a[1].cpp', 'sub/b.h'] }]);
  });

  it('has its child built', () => expect(existsSync(script)).toBe(true));
});
