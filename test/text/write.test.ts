import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  chmodSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFilesAtomically, writeFolderAtomically } from '../../src/text/index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hlsmith-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const listing = (at = folder): string[] => readdirSync(at, { recursive: true, encoding: 'utf8' }).sort();

describe('writing files', () => {
  it('writes all of them, makes folders and keeps modes', () => {
    writeFileSync(join(folder, 'run.sh'), 'old');
    chmodSync(join(folder, 'run.sh'), 0o755);
    writeFilesAtomically(
      new Map<string, string | Uint8Array>([
        [join(folder, 'run.sh'), 'new'],
        [join(folder, 'a/b/c.h'), Buffer.from([0xe9])],
      ]),
    );
    expect(readFileSync(join(folder, 'run.sh'), 'utf8')).toBe('new');
    expect(statSync(join(folder, 'run.sh')).mode & 0o777).toBe(0o755);
    expect([...readFileSync(join(folder, 'a/b/c.h'))]).toEqual([0xe9]);
    expect(listing()).toEqual(['a', 'a/b', 'a/b/c.h', 'run.sh']);
  });

  it('writes none when one cannot be written, and leaves nothing behind', () => {
    writeFileSync(join(folder, 'one.h'), 'old');
    mkdirSync(join(folder, 'two.h'));
    const files = new Map([
      [join(folder, 'one.h'), 'new'],
      [join(folder, 'deep/new.h'), 'new'],
      [join(folder, 'two.h'), 'new'],
    ]);
    expect(() => writeFilesAtomically(files)).toThrow(/two\.h: cannot be written/);
    expect(readFileSync(join(folder, 'one.h'), 'utf8')).toBe('old');
    expect(listing()).toEqual(['one.h', 'two.h']);
  });
});

describe('writing a folder', () => {
  it('builds it from a copy and new contents', () => {
    const source = join(folder, 'source');
    mkdirSync(join(source, 'firmware'), { recursive: true });
    writeFileSync(join(source, 'build.tcl'), 'tcl');
    writeFileSync(join(source, 'firmware/k.cpp'), 'old');
    writeFolderAtomically(join(folder, 'out'), new Map([['firmware/k.cpp', 'new']]), { copyOf: source });
    expect(listing(join(folder, 'out'))).toEqual(['build.tcl', 'firmware', 'firmware/k.cpp']);
    expect(readFileSync(join(folder, 'out/firmware/k.cpp'), 'utf8')).toBe('new');
    expect(readFileSync(join(source, 'firmware/k.cpp'), 'utf8')).toBe('old');
  });

  it('can stand inside the folder that it copies', () => {
    writeFileSync(join(folder, 'k.cpp'), 'k');
    writeFolderAtomically(join(folder, 'out'), new Map(), { copyOf: folder });
    expect(listing()).toEqual(['k.cpp', 'out', 'out/k.cpp']);
  });

  it('refuses a folder with content unless told, and paths that lead out', () => {
    const out = join(folder, 'out');
    mkdirSync(out);
    writeFileSync(join(out, 'mine'), 'precious');
    expect(() => writeFolderAtomically(out, new Map([['a', 'a']]))).toThrow(/not empty/);
    expect(() => writeFolderAtomically(join(folder, 'new'), new Map([['../a', 'a']]))).toThrow(/leads out/);
    expect(listing()).toEqual(['out', 'out/mine']);
    writeFolderAtomically(out, new Map([['a', 'a']]), { overwrite: true });
    expect(listing(out)).toEqual(['a']);
  });

  it('takes no empty path for the working directory', () => {
    expect(() => writeFolderAtomically('', new Map([['a', 'a']]), { overwrite: true })).toThrow(/no path/);
  });

  it('replaces what a folder holds, not the folder: it may be where a shell stands, or behind a link', () => {
    const out = join(folder, 'out');
    mkdirSync(join(out, 'deep'), { recursive: true });
    writeFileSync(join(out, 'deep/old'), 'old');
    symlinkSync('out', join(folder, 'link'));
    const { ino } = statSync(out);
    writeFolderAtomically(join(folder, 'link'), new Map([['deep/new', 'new']]), { overwrite: true });
    expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
    expect(statSync(out).ino).toBe(ino);
    expect(listing(out)).toEqual(['deep', 'deep/new']);
  });

  it('leaves no folder that it made when it cannot go on', () => {
    const files = new Map([
      ['a', 'a'],
      ['a/b', 'below a file'],
    ]);
    expect(() => writeFolderAtomically(join(folder, 'x/y'), files)).toThrow(/x\/y: cannot be written/);
    const full = join(folder, 'full');
    mkdirSync(full);
    writeFileSync(join(full, 'mine'), 'precious');
    expect(() => writeFolderAtomically(full, files, { overwrite: true })).toThrow(/cannot be written/);
    expect(listing()).toEqual(['full', 'full/mine']);
  });

  it('writes beside links, never through them, and keeps where the others lead', () => {
    const source = join(folder, 'source');
    const shared = join(folder, 'shared');
    for (const made of [source, shared]) mkdirSync(made);
    writeFileSync(join(shared, 'k.cpp'), 'old');
    writeFileSync(join(shared, 'k.h'), 'header');
    symlinkSync('../shared', join(source, 'firmware'));
    symlinkSync('../shared/k.h', join(source, 'outside.h'));
    symlinkSync('outside.h', join(source, 'inside.h'));
    const out = join(folder, 'far/out');
    writeFolderAtomically(out, new Map([['firmware/k.cpp', 'new']]), { copyOf: source });
    expect(readFileSync(join(shared, 'k.cpp'), 'utf8')).toBe('old');
    expect(readFileSync(join(out, 'firmware/k.cpp'), 'utf8')).toBe('new');
    for (const path of ['firmware/k.h', 'outside.h', 'inside.h'])
      expect([path, readFileSync(join(out, path), 'utf8')]).toEqual([path, 'header']);
  });
});
