/** Whose arbitrary-precision numbers: Xilinx's `ap_*`, or the `ac_*` of Siemens and Intel. */
export type Family = 'ap' | 'ac';

/** How a tool's C++ differs from the others', its pragmas apart. */
export interface ToolWords {
  readonly family: Family;
  /** Where its headers of numbers are: `HLS/ac_int.h`. */
  readonly numbers: (type: 'int' | 'fixed') => string;
  /** The type of its streams. */
  readonly stream: string;
  /** What the header of its streams is; the first is written, all are read. */
  readonly streamHeaders: readonly string[];
  /** Methods of other tools' streams that its own have not. */
  readonly noMethods: RegExp;
}

/**
 * Vitis HLS (UG1399, "HLS Stream Library"), Intel HLS (reference manual, "Streaming Interfaces"), oneAPI for FPGAs
 * (handbook, "Pipes"), Catapult (hlslibs/ac_types).
 */
export const tools = {
  vitis: {
    family: 'ap',
    numbers: (type) => `ap_${type}.h`,
    stream: 'hls::stream',
    streamHeaders: ['hls_stream.h', 'hls/streams.h'],
    noMethods: /^(?:available|tryRead|tryWrite|nb_read|nb_write)$/,
  },
  intel: {
    family: 'ac',
    numbers: (type) => `HLS/ac_${type}.h`,
    stream: 'ihc::stream',
    streamHeaders: ['HLS/hls.h'],
    noMethods: /^(?:empty|full|read_nb|write_nb|size|available|nb_read|nb_write)$/,
  },
  oneapi: {
    family: 'ac',
    numbers: (type) => `sycl/ext/intel/ac_types/ac_${type}.hpp`,
    stream: 'sycl::ext::intel::pipe',
    streamHeaders: ['sycl/ext/intel/fpga_extensions.hpp', 'sycl/ext/intel/pipes.hpp'],
    noMethods: /./,
  },
  catapult: {
    family: 'ac',
    numbers: (type) => `ac_${type}.h`,
    stream: 'ac_channel',
    streamHeaders: ['ac_channel.h'],
    noMethods: /^(?:empty|full|read_nb|write_nb|tryRead|tryWrite)$/,
  },
} as const satisfies Readonly<Record<string, ToolWords>>;

export type Tool = keyof typeof tools;
export const toolNames = Object.keys(tools) as readonly Tool[];
export const toolWords = (tool: Tool): ToolWords => tools[tool];
