import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Project } from 'hlsmith/cpp';
import { afterAll, describe, expect, it } from 'vitest';
import { libraryFinder, type FoundLibrary } from '../../../src/hls/graph/kernel-library.js';

const root = mkdtempSync(join(tmpdir(), 'hlsmith-tables-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('the library beside a project', () => {
  const project = Project.fromFiles(root, { 'firmware/parameters.h': 'struct config2 {};\n' });
  const folder = join(root, 'firmware', 'nnet_utils');
  const find = (): FoundLibrary => libraryFinder(project)(project.files[0]!);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const writeTable = (name: string, list: string, guard = ''): void =>
    write(`activation_tables/${name}.tb`, `${guard}static const T ${name}[3] = {${list}};\n`);

  it('is one that a header of its own tells', () => {
    expect(find()).toEqual({ library: null, tables: null });
    write('nnet_activation.h', 'typedef ap_fixed<18, 8> table_t;\n');
    expect(find()).toEqual({ library: 'xilinx', tables: null });
    write('nnet_activation.h', 'typedef ac_fixed<18, 8, true> table_t;\n');
    expect(find()).toEqual({ library: 'catapult', tables: null });
  });

  it('of Intel backends has tables, read by name, refused where they hold no numbers', () => {
    writeTable('sigmoid_table', '0.5');
    expect(find().library).toBe('oneapi');
    const guard = '#ifdef __INTELFPGA_COMPILER__\nhls_init_on_powerup\n#endif\n';
    writeTable('sigmoid_table', '0.5, 0.75, 1.7976931348623157e+308', guard);
    writeTable('tanh_table', '0.5, nan');
    const { library, tables } = find();
    expect(library).toBe('quartus');
    expect([...tables!.table('sigmoid_table')]).toEqual([0.5, 0.75, Number.MAX_VALUE]);
    expect(() => tables!.table('tanh_table')).toThrow('nan');
    expect(() => tables!.table('exp_table')).toThrow('exp_table');
  });

  it('is ours where it knows dialects', () => {
    write('nnet_dialect.h', '');
    expect(find()).toEqual({ library: 'hlsmith', tables: null });
  });
});
