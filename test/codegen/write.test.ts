import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { convertModel, writeProject } from '../../src/codegen/index.js';
import { tiny } from './models.js';
import { complaint, scratchFolder } from './scratch.js';

const scratch = scratchFolder();
const project = convertModel(tiny);

function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(directory, path)).isFile())
    .sort();
}

describe('a project on disk', () => {
  it('has the files, byte for byte, in folders that are made for it', () => {
    const directory = join(scratch, 'deep', 'er', 'new');
    writeProject(directory, project);
    expect(filesOf(directory)).toEqual([...project.files.keys()].sort());
    for (const [path, text] of project.files) expect(readFileSync(join(directory, path), 'utf8')).toBe(text);
    expect(statSync(join(directory, 'build_lib.sh')).mode & 0o100).toBe(0o100);
    expect(readdirSync(join(scratch, 'deep', 'er'))).toEqual(['new']);
  });

  it('fills an empty folder', () => {
    const directory = join(scratch, 'empty');
    mkdirSync(directory);
    writeProject(directory, project);
    expect(existsSync(join(directory, 'firmware', 'myproject.cpp'))).toBe(true);
  });

  it('replaces an older one, and leaves what the user put beside it', () => {
    const directory = join(scratch, 'again');
    writeProject(directory, convertModel(tiny, { name: 'older' }));
    mkdirSync(join(directory, 'tb_data'));
    writeFileSync(join(directory, 'tb_data', 'tb_input_features.dat'), '1 2 3\n');
    writeProject(directory, project);
    expect(readFileSync(join(directory, 'tb_data', 'tb_input_features.dat'), 'utf8')).toBe('1 2 3\n');
    expect(readdirSync(join(directory, 'firmware')).filter((name) => /older/.test(name))).toEqual([]);
  });

  it('refuses a folder of other things, and changes nothing in it', () => {
    const directory = join(scratch, 'foreign');
    mkdirSync(directory);
    writeFileSync(join(directory, 'thesis.tex'), 'mine');
    expect(complaint(() => writeProject(directory, project)).code).toBe('codegen.foreign-folder');
    expect(filesOf(directory)).toEqual(['thesis.tex']);
  });

  it('refuses a file, and a place that cannot be', () => {
    const file = join(scratch, 'file');
    writeFileSync(file, 'mine');
    expect(complaint(() => writeProject(file, project)).code).toBe('codegen.foreign-folder');
    expect(complaint(() => writeProject(join(file, 'below'), project)).code).toBe('file.unwritable');
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });
});
