import type { FixedType } from '../hls/index.js';

/** The tools that a project can be made for. */
export const targetNames = ['vitis', 'vivado', 'catapult', 'cpp'] as const;
export type TargetName = (typeof targetNames)[number];

/** What a tool wants otherwise than the others: its numbers, its words around a kernel, its build files. */
export interface Target {
  /** hls4ml's name for it. */
  readonly backend: string;
  readonly family: FixedType['family'];
  readonly hasStreams: boolean;
  /** Build files by their path; the templates are under `project/`. */
  readonly files: Readonly<Record<string, string>>;
  /** What its scripts name: the tool's command, its title, the C++ that it reads. */
  readonly tool: { readonly command: string; readonly title: string; readonly standard: string };
  /** The folder under `templates/` whose files replace those of the kernel library; null for none. */
  readonly dialect: string | null;
}

const xilinx = {
  family: 'ap',
  hasStreams: true,
  files: {
    'build_prj.tcl': 'build_prj.tcl',
    'build_opt.tcl': 'build_opt.tcl',
    'project.tcl': 'project.tcl',
    'vivado_synth.tcl': 'vivado_synth.tcl',
  },
  dialect: null,
} as const satisfies Partial<Target>;

export const targets: Readonly<Record<TargetName, Target>> = {
  vitis: {
    ...xilinx,
    backend: 'Vitis',
    tool: { command: 'vitis_hls', title: 'Vitis HLS', standard: 'c++14' },
  },
  vivado: {
    ...xilinx,
    backend: 'Vivado',
    // The kernels keep to C++11, which is what Vivado HLS reads.
    tool: { command: 'vivado_hls', title: 'Vivado HLS', standard: 'c++0x' },
  },
  catapult: {
    backend: 'Catapult',
    family: 'ac',
    hasStreams: false,
    files: { 'build_prj.tcl': 'catapult/build_prj.tcl' },
    tool: { command: 'catapult', title: 'Catapult', standard: 'c++14' },
    dialect: 'dialects/ac',
  },
  cpp: {
    backend: 'Cpp',
    family: 'ap',
    hasStreams: true,
    files: { 'CMakeLists.txt': 'cpp/CMakeLists.txt' },
    tool: { command: 'cmake', title: 'a C++ compiler', standard: 'c++14' },
    dialect: null,
  },
};
