import { LoopNode } from '../../../cpp/index.js';
import { directlyBeforeLoop, inDeclaration } from '../attachment.js';
import type { DirectiveSpec } from '../dialect.js';
import { given, textOf, type Express, type Expression, type Meaning } from '../meaning.js';

const loop = { attach: directlyBeforeLoop } as const;
const memory = { attach: inDeclaration } as const;
const count = { options: { value: 'positional' } } as const;

/** What loops can be told in Intel's compilers before and with oneAPI, under the same words. */
export const intelLoops = {
  disable_loop_pipelining: { ...loop, options: {}, means: (): Meaning => ({ kind: 'no pipeline' }) },
  loop_coalesce: {
    ...loop,
    ...count,
    means: (options, target) => {
      const depth = textOf(options, 'value');
      return target instanceof LoopNode && depth !== null ? { kind: 'flatten', outer: target, depth } : null;
    },
  },
  loop_fuse: { ...loop, options: { depth: 'argument', independent: 'flag' } },
  loop_count: { ...loop, options: { value: 'positional', min: 'value', max: 'value', avg: 'value' } },
  max_concurrency: { ...loop, ...count },
  max_interleaving: { ...loop, ...count },
  max_reinvocation_delay: { ...loop, ...count },
  min_ii_at_target_fmax: { ...loop, ...count, aliases: ['min_ii_at_fmax'] },
  nofusion: { ...loop, options: {} },
  nounroll: { ...loop, options: {}, means: (): Meaning => ({ kind: 'no unroll' }) },
  speculated_iterations: { ...loop, ...count },
  unroll: {
    ...loop,
    options: { factor: 'positional' },
    means: (options) => {
      const factor = textOf(options, 'factor');
      return factor === '1' ? { kind: 'no unroll' } : { kind: 'unroll', factor: factor ?? 'all' };
    },
  },
} satisfies Record<string, DirectiveSpec>;

/** The word for a loop's initiation interval differs. */
export const intervalOf: DirectiveSpec = {
  ...loop,
  ...count,
  means: (options) => ({ kind: 'pipeline', interval: textOf(options, 'value') }),
};

/** What variables can be told; qualifiers of Intel HLS as other words (`hls_register`). */
export const intelMemories = {
  bank_bits: { ...memory, ...count, aliases: ['hls_bankbits'] },
  bankwidth: { ...memory, ...count, aliases: ['hls_bankwidth'] },
  doublepump: { ...memory, options: {}, aliases: ['hls_doublepump'] },
  fpga_memory: { ...memory, ...count, aliases: ['hls_memory', 'hls_memory_impl'] },
  fpga_register: {
    ...memory,
    options: {},
    aliases: ['hls_register'],
    means: (_, target): Meaning | null => {
      const variable = (target as { name?: string } | null)?.name;
      return variable === undefined ? null : { kind: 'registers', variable };
    },
  },
  max_replicates: { ...memory, ...count, aliases: ['hls_max_replicates'] },
  merge: { ...memory, ...count, aliases: ['hls_merge'] },
  numbanks: { ...memory, ...count, aliases: ['hls_numbanks'] },
  private_copies: { ...memory, ...count, aliases: ['hls_private_copies'] },
  simple_dual_port: { ...memory, options: {}, aliases: ['hls_simple_dual_port_memory'] },
  singlepump: { ...memory, options: {}, aliases: ['hls_singlepump'] },
} satisfies Record<string, DirectiveSpec>;

/** What both say alike. */
export const intelWords: Express = {
  unroll: ({ factor }) => ({ name: 'unroll', options: given({ factor: factor === 'all' ? null : factor }) }),
  'no unroll': () => ({ name: 'unroll', options: { factor: '1' } }),
  'no pipeline': () => ({ name: 'disable_loop_pipelining', options: {} }),
  flatten: ({ outer, depth }) => ({ name: 'loop_coalesce', options: { value: depth }, on: outer }),
  partition: ({ type, factor, dimension }): Expression | string => {
    if (type === 'complete') {
      const lost =
        dimension === null || dimension === '0' ? [] : [`dim=${dimension}: all dimensions become registers`];
      return { name: 'fpga_register', options: {}, lost };
    }
    if (type === 'block' || factor === null) return 'banks of Intel memories are interleaved, not blocks';
    return {
      name: 'numbanks',
      options: { value: factor },
      lost:
        dimension === null
          ? []
          : [`dim=${dimension}: Intel compilers take the bank from the lowest bits of the address`],
    };
  },
  registers: () => ({ name: 'fpga_register', options: {} }),
};
