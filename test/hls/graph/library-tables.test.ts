import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Project } from 'hlsmith/cpp';
import { afterAll, describe, expect, it } from 'vitest';
import { libraryTables } from '../../../src/hls/graph/library-tables.js';

const root = mkdtempSync(join(tmpdir(), 'hlsmith-tables-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('the tables beside the library of Intel backends', () => {
  const project = Project.fromFiles(root, { 'firmware/parameters.h': 'struct config2 {};\n' });
  const [file] = project.files;

  it('are none where there is no folder of them', () => {
    expect(libraryTables(project, file!)).toBeNull();
  });

  it('are read by name, and refused where they hold no numbers', () => {
    const folder = join(root, 'firmware', 'nnet_utils', 'activation_tables');
    mkdirSync(folder, { recursive: true });
    let guard = '';
    const write = (name: string, list: string): void =>
      writeFileSync(join(folder, `${name}.tb`), `${guard}static const T ${name}[3] = {${list}};\n`);
    write('sigmoid_table', '0.5');
    expect(libraryTables(project, file!)).toBeNull();
    guard = '#ifdef __INTELFPGA_COMPILER__\nhls_init_on_powerup\n#endif\n';
    write('sigmoid_table', '0.5, 0.75, 1.7976931348623157e+308');
    write('tanh_table', '0.5, nan');
    const tables = libraryTables(project, file!)!;
    expect([...tables.table('sigmoid_table')]).toEqual([0.5, 0.75, Number.MAX_VALUE]);
    expect(() => tables.table('tanh_table')).toThrow('nan');
    expect(() => tables.table('exp_table')).toThrow('exp_table');
  });
});
