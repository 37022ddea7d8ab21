import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { convertModel, writeProject } from '../../src/codegen/index.js';
import { tiny } from './models.js';
import { scratchFolder } from './scratch.js';

const scratch = scratchFolder();
const hasTcl = spawnSync('tclsh', [], { input: 'exit', stdio: ['pipe', 'ignore', 'ignore'] }).status === 0;

/** Runs build_prj.tcl with Vitis HLS's commands replaced by ones that print themselves. */
function build(name: string, words: string, prepare: (directory: string) => void = () => undefined) {
  const directory = join(scratch, name);
  writeProject(
    directory,
    convertModel(tiny, { name: 'net', part: 'xcku115-flvb2104-2-i', clockPeriod: 4.2 }),
  );
  prepare(directory);
  const commands =
    'open_project set_top add_files open_solution config_array_partition config_compile set_part create_clock ' +
    'set_clock_uncertainty csim_design csynth_design cosim_design export_design';
  const stubs = commands.split(' ').map((command) => `proc ${command} {args} { puts "> ${command} $args" }`);
  const start = [`set argv [list {${words}}]`, `source ${join(directory, 'build_prj.tcl')}`];
  writeFileSync(join(directory, 'run.tcl'), [...stubs, ...start].join('\n'));
  // From another folder: the script must find its own.
  const { stdout, stderr, status } = spawnSync('tclsh', [join(directory, 'run.tcl')], {
    cwd: '/',
    encoding: 'utf8',
  });
  const calls = stdout
    .split('\n')
    .filter((line) => line.startsWith('> '))
    .map((line) => line.slice(2).trim());
  return { calls, stderr, status };
}

describe.skipIf(!hasTcl)(`build_prj.tcl${hasTcl ? '' : ' (skipped: there is no tclsh)'}`, () => {
  it('simulates and synthesises the top function for the part and the clock', () => {
    const { calls, stderr, status } = build('plain', '');
    expect([stderr, status]).toEqual(['', 0]);
    expect(calls).toEqual([
      'open_project net_prj',
      'set_top net',
      'add_files firmware/net.cpp -cflags -std=c++14',
      'add_files -tb net_test.cpp -cflags -std=c++14',
      'add_files -tb tb_data',
      'open_solution solution1',
      'config_array_partition -maximum_size 4096',
      'config_compile -name_max_length 80',
      'set_part xcku115-flvb2104-2-i',
      'create_clock -period 4.2 -name default',
      'set_clock_uncertainty 27% default',
      'csim_design',
      'csynth_design',
    ]);
  });

  it('takes its steps from the command line', () => {
    const { calls } = build('steps', 'reset=1 csim=0 synth=0 export=1 nonsense=1');
    expect(calls).toContain('open_project -reset net_prj');
    expect(calls).toContain('export_design -format ip_catalog -version 1.0.0');
    expect(calls).not.toContain('csim_design');
    expect(calls).not.toContain('csynth_design');
  });

  it('compares the two simulations', () => {
    const logs = (rtl: string) => (directory: string) => {
      mkdirSync(join(directory, 'tb_data'));
      writeFileSync(join(directory, 'tb_data', 'csim_results.log'), '1 2\n');
      writeFileSync(join(directory, 'tb_data', 'rtl_cosim_results.log'), rtl);
    };
    expect(build('agree', 'validation=1', logs('1 2\n')).status).toBe(0);
    expect(build('differ', 'validation=1', logs('1 3\n'))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('differ') as string,
    });
    expect(build('missing', 'validation=1').stderr).toContain('csim_results.log is missing');
  });
});
