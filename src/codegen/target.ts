import type { FixedType } from '../hls/index.js';

/** The tools that a project can be made for. */
export const targetNames = ['vitis', 'vivado', 'oneapi', 'catapult', 'cpp'] as const;
export type TargetName = (typeof targetNames)[number];

/** What a tool wants otherwise than the others: its numbers, its words around a kernel, its build files. */
export interface Target {
  /** hls4ml's name for it. */
  readonly backend: string;
  readonly family: FixedType['family'];
  /** The queue between layers: its class, its header, and whether a declaration gives it a name to print. */
  readonly stream: { readonly type: string; readonly header: string; readonly isNamed: boolean };
  /** What its C++ includes for its numbers. */
  readonly numberHeaders: readonly string[];
  /** Whether weights are `static const`, as code for a SYCL device must have them. */
  readonly hasConstWeights: boolean;
  /** Build files by their path, in which NAME stands for the project's name; the templates are under `project/`. */
  readonly files: Readonly<Record<string, string>>;
  /** Where its projects go, if the user does not say. */
  readonly part: string;
  /** What its scripts name: the tool's command, its title, the C++ that it reads. */
  readonly tool: { readonly command: string; readonly title: string; readonly standard: string };
  /** The folders under `templates/` whose headers replace those of the kernel library, or join them. */
  readonly dialects: readonly string[];
}

const hlsStream = { type: 'hls::stream', header: 'hls_stream.h', isNamed: true } as const;

const apNumbers = {
  family: 'ap',
  numberHeaders: ['ap_fixed.h', 'ap_int.h'],
  hasConstWeights: false,
  part: 'xc7z020clg400-1',
} as const;

const xilinx = {
  ...apNumbers,
  stream: hlsStream,
  files: {
    'build_prj.tcl': 'build_prj.tcl',
    'build_opt.tcl': 'build_opt.tcl',
    'project.tcl': 'project.tcl',
    'vivado_synth.tcl': 'vivado_synth.tcl',
  },
  dialects: [],
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
  oneapi: {
    backend: 'oneAPI',
    family: 'ac',
    numberHeaders: ['nnet_utils/nnet_vendor.h'],
    hasConstWeights: true,
    part: 'Agilex7',
    stream: { type: 'nnet::stream', header: 'nnet_utils/nnet_vendor.h', isNamed: false },
    files: {
      'NAME_kernel.h': 'oneapi/kernel.h',
      'NAME_kernel.cpp': 'oneapi/kernel.cpp',
      'CMakeLists.txt': 'oneapi/CMakeLists.txt',
      'build.sh': 'oneapi/build.sh',
    },
    tool: { command: 'icpx', title: 'Intel oneAPI', standard: 'c++17' },
    dialects: ['dialects/ac', 'dialects/oneapi'],
  },
  catapult: {
    backend: 'Catapult',
    family: 'ac',
    numberHeaders: ['ac_fixed.h', 'ac_int.h'],
    hasConstWeights: false,
    part: 'xc7z020clg400-1',
    stream: { type: 'ac_channel', header: 'ac_channel.h', isNamed: false },
    files: { 'build_prj.tcl': 'catapult/build_prj.tcl' },
    tool: { command: 'catapult', title: 'Catapult', standard: 'c++14' },
    dialects: ['dialects/ac', 'dialects/catapult'],
  },
  cpp: {
    backend: 'Cpp',
    ...apNumbers,
    stream: hlsStream,
    files: { 'CMakeLists.txt': 'cpp/CMakeLists.txt' },
    tool: { command: 'cmake', title: 'a C++ compiler', standard: 'c++14' },
    dialects: [],
  },
};
