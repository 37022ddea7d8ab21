import { LoopNode } from '../../../cpp/index.js';
import { byName, byPort, inBody } from '../attachment.js';
import type { DirectiveSpec, OptionForm } from '../dialect.js';
import { textOf, type Meaning } from '../meaning.js';

const boolean: OptionForm = ['true', 'false'];
const partition = ['complete', 'cyclic', 'block'] as const;
const arrayOptions = {
  variable: 'value',
  type: partition,
  factor: 'value',
  dim: 'value',
  off: 'flag',
} as const;
const array = { attach: byName, names: 'variable' } as const;

/**
 * The directives of Vivado HLS (UG902, 2012 to 2020.1) and Vitis HLS (UG1399, 2020.1 to 2025.1), with the options
 * of all versions. Older versions write words alone where newer ones write `type=word`; both are read.
 */
export const vitisDirectives = {
  AGGREGATE: { ...array, options: { variable: 'value', compact: 'value' } },
  ALIAS: { options: { ports: 'value', distance: 'value', offset: 'value' }, attach: byPort, names: 'ports' },
  ALLOCATION: {
    options: {
      instances: 'value',
      limit: 'value',
      type: ['function', 'loop', 'operation', 'operator', 'core'],
    },
    attach: inBody('region', 'loop', 'function'),
    key: ['instances'],
  },
  ARRAY_MAP: {
    ...array,
    options: { variable: 'value', instance: 'value', offset: 'value', type: ['horizontal', 'vertical'] },
  },
  ARRAY_PARTITION: {
    ...array,
    options: arrayOptions,
    key: ['dim'],
    defaults: { dim: '1', type: 'complete' },
    means: (options, target) => {
      const variable = textOf(options, 'variable');
      if (variable === null || options.off || !target) return null;
      const type = partition.find((word) => word === (options.type ?? 'complete'));
      if (!type) return null;
      const factor = textOf(options, 'factor');
      return { kind: 'partition', variable, type, factor, dimension: textOf(options, 'dim') };
    },
  },
  ARRAY_RESHAPE: {
    ...array,
    options: { ...arrayOptions, object: 'flag' },
    key: ['dim'],
    defaults: { dim: '1', type: 'complete' },
  },
  ARRAY_STENCIL: { ...array, options: { variable: 'value', off: 'flag' } },
  BIND_OP: {
    ...array,
    options: { variable: 'value', op: 'value', impl: 'value', latency: 'value' },
    key: ['op'],
  },
  BIND_STORAGE: { ...array, options: { variable: 'value', type: 'value', impl: 'value', latency: 'value' } },
  CACHE: {
    options: { port: 'value', lines: 'value', depth: 'value', ways: 'value', users: 'value', burst: 'value' },
    attach: byPort,
    names: 'port',
  },
  CLOCK: { options: { domain: 'value' }, attach: inBody('function') },
  DATAFLOW: {
    options: { disable_start_propagation: 'flag', interval: 'value', off: 'flag' },
    attach: inBody('region', 'loop', 'function'),
    means: (options) => (options.off ? null : { kind: 'dataflow' }),
  },
  DATA_PACK: {
    ...array,
    options: {
      variable: 'value',
      instance: 'value',
      packing: ['struct_level', 'field_level'],
      byte_pad: 'value',
    },
  },
  DEPENDENCE: {
    options: {
      variable: 'value',
      type: ['inter', 'intra'],
      class: ['array', 'pointer'],
      direction: ['RAW', 'WAR', 'WAW'],
      distance: 'value',
      dependent: boolean,
    },
    attach: inBody('region', 'loop', 'function'),
    key: ['variable', 'type', 'direction'],
    means: (options) => {
      // Without a word on it, or with `true` and no distance, the tool is told of a dependence, not of none.
      const isFalse = options.dependent === 'false';
      const distance = textOf(options, 'distance');
      if (options.type === 'intra' || options.class || (!isFalse && distance === null)) return null;
      return {
        kind: 'independent',
        variable: textOf(options, 'variable'),
        distance: isFalse ? null : distance,
      };
    },
  },
  DISAGGREGATE: { ...array, options: { variable: 'value' } },
  EXPRESSION_BALANCE: { options: { off: 'flag' }, attach: inBody('region', 'loop', 'function') },
  FUNCTION_INSTANTIATE: { ...array, options: { variable: 'value' } },
  INLINE: {
    options: { off: 'flag', recursive: 'flag', region: 'flag', self: 'flag' },
    attach: inBody('region', 'function'),
    means: (options) => (options.region ? null : { kind: options.off ? 'no inline' : 'inline' }),
  },
  INTERFACE: {
    options: {
      mode: [
        ...['ap_none', 'ap_stable', 'ap_vld', 'ap_ack', 'ap_hs', 'ap_ovld', 'ap_memory', 'ap_fifo', 'ap_bus'],
        ...['ap_ctrl_none', 'ap_ctrl_hs', 'ap_ctrl_chain', 'ap_auto', 'bram', 'axis', 's_axilite', 'm_axi'],
      ],
      port: 'value',
      bundle: 'value',
      register: 'flag',
      register_mode: 'value',
      depth: 'value',
      offset: 'value',
      clock: 'value',
      name: 'value',
      storage_type: 'value',
      storage_impl: 'value',
      latency: 'value',
      interrupt: 'value',
      direct_io: 'value',
      max_widen_bitwidth: 'value',
      max_read_burst_length: 'value',
      max_write_burst_length: 'value',
      num_read_outstanding: 'value',
      num_write_outstanding: 'value',
      channel: 'value',
      autorestart: 'value',
      side_channel: 'value',
      ap_local_block: 'value',
    },
    attach: byPort,
    names: 'port',
    key: ['mode'],
  },
  LATENCY: { options: { min: 'value', max: 'value' }, attach: inBody('region', 'loop', 'function') },
  LOOP_FLATTEN: {
    options: { off: 'flag' },
    attach: inBody('loop'),
    means: (options, target) => {
      if (options.off) return { kind: 'no flatten' };
      return target instanceof LoopNode ? flattened(target) : null;
    },
  },
  LOOP_MERGE: { options: { force: 'flag' }, attach: inBody('region', 'loop', 'function') },
  LOOP_TRIPCOUNT: {
    options: { min: 'value', max: 'value', avg: 'value' },
    attach: inBody('loop'),
    means: (options) => ({
      kind: 'trip count',
      minimum: textOf(options, 'min'),
      maximum: textOf(options, 'max'),
      average: textOf(options, 'avg'),
    }),
  },
  OCCURRENCE: { options: { cycle: 'value', off: 'flag' }, attach: inBody('region', 'loop', 'function') },
  PERFORMANCE: {
    options: {
      target_ti: 'value',
      target_tl: 'value',
      assume_ti: 'value',
      assume_tl: 'value',
      unit: 'value',
      scope: 'value',
    },
    attach: inBody('loop', 'function'),
  },
  PIPELINE: {
    options: { II: 'value', off: 'flag', rewind: 'flag', enable_flush: 'flag', style: 'value' },
    attach: inBody('loop', 'function'),
    means: (options) =>
      options.off ? { kind: 'no pipeline' } : { kind: 'pipeline', interval: textOf(options, 'II') },
  },
  PROTOCOL: { options: { mode: ['fixed', 'floating'] }, attach: inBody('region', 'loop', 'function') },
  RESET: { ...array, options: { variable: 'value', off: 'flag' } },
  RESOURCE: {
    ...array,
    options: { variable: 'value', core: 'value', latency: 'value', metadata: 'value', memory_style: 'value' },
  },
  SHARED: { ...array, options: { variable: 'value' } },
  STABLE: { ...array, options: { variable: 'value' } },
  STREAM: {
    ...array,
    options: {
      variable: 'value',
      depth: 'value',
      dim: 'value',
      off: 'flag',
      type: 'value',
    },
  },
  TOP: { options: { name: 'value' }, attach: inBody('function'), means: () => ({ kind: 'top' }) },
  UNROLL: {
    options: { factor: 'value', region: 'flag', skip_exit_check: 'flag', off: 'flag' },
    attach: inBody('loop', 'function'),
    means: (options) => {
      if (options.region) return null;
      if (options.off || textOf(options, 'factor') === '1') return { kind: 'no unroll' };
      return { kind: 'unroll', factor: textOf(options, 'factor') ?? 'all' };
    },
  },
} satisfies Record<string, DirectiveSpec>;

/** UG1399: the pragma stands in the innermost loop; the perfect nest around that becomes one loop. */
function flattened(innermost: LoopNode): Meaning | null {
  const nest = [...innermost.loopsAround, innermost].filter((loop) => loop.nest.includes(innermost));
  return nest.length > 1 ? { kind: 'flatten', outer: nest[0]!, depth: String(nest.length) } : null;
}
