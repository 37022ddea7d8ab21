import { beforeAnything, beforeFunction, beforeOrInLoop, byName, byPort } from '../attachment.js';
import type { Dialect, DirectiveSpec } from '../dialect.js';
import { given, textOf, type Express } from '../meaning.js';
import { readFamily, words } from './families.js';

const loop = { attach: beforeOrInLoop } as const;
const array = { attach: byName, names: 'VARIABLE' } as const;

/** The Merlin compiler's pragmas (its user guide), those of its explorers and earlier versions included. */
const directives = {
  ARRAY_PARTITION: {
    ...array,
    options: { VARIABLE: 'value', TYPE: 'value', DIM: 'value', FACTOR: 'value', OFF: 'flag' },
    key: ['DIM'],
  },
  ATTRIBUTE: {
    ...array,
    options: {
      VARIABLE: 'value',
      DEPTH: 'value',
      MAX_DEPTH: 'value',
      STREAM: 'flag',
      REGISTER: 'flag',
      OFF: 'flag',
    },
  },
  CACHE: { ...array, options: { VARIABLE: 'value', OFF: 'flag' } },
  COALESCING: { ...loop, options: { VARIABLE: 'value', FORCE: 'value' }, key: ['VARIABLE'] },
  DATA_REUSE: { ...loop, options: { SCOPE: 'flag', VARIABLE: 'value' } },
  FALSE_DEPENDENCE: {
    ...loop,
    options: { VARIABLE: 'value' },
    key: ['VARIABLE'],
    means: (options) => ({ kind: 'independent', variable: textOf(options, 'VARIABLE'), distance: null }),
  },
  INLINE: {
    options: { OFF: 'flag' },
    attach: beforeFunction,
    means: (options) => ({ kind: options.OFF ? 'no inline' : 'inline' }),
  },
  INTERFACE: {
    options: {
      VARIABLE: 'value',
      DEPTH: 'value',
      MAX_DEPTH: 'value',
      BUS_BITWIDTH: 'value',
      BURST_LENGTH: 'value',
      BUNDLE: 'value',
      MEMORY_BURST: 'value',
      STREAM: 'flag',
      SCALAR: 'flag',
      STREAM_PREFETCH: 'value',
      BURST_OFF: 'flag',
      MAX_BURST_SIZE: 'value',
      BANK: 'value',
      TYPE: 'value',
      IO: 'value',
      SCOPE_TYPE: 'value',
      EXPLICIT_BUNDLE: 'flag',
      HAS_ADDROP: 'value',
      CONTINUE: 'value',
    },
    attach: byPort,
    names: 'VARIABLE',
  },
  KERNEL: {
    options: { NAME: 'value', DIE: 'value' },
    attach: beforeFunction,
    means: () => ({ kind: 'top' }),
  },
  LINE_BUFFER: { ...array, options: { VARIABLE: 'value' } },
  LOOP_FLATTEN: {
    ...loop,
    aliases: ['FLATTEN'],
    options: { OFF: 'flag' },
    means: (options) => (options.OFF ? { kind: 'no flatten' } : null),
  },
  LOOP_TRIPCOUNT: {
    ...loop,
    options: { MIN: 'value', MAX: 'value', AVG: 'value' },
    means: (options) => ({
      kind: 'trip count',
      minimum: textOf(options, 'MIN'),
      maximum: textOf(options, 'MAX'),
      average: textOf(options, 'AVG'),
    }),
  },
  PARALLEL: {
    ...loop,
    options: {
      FACTOR: 'value',
      COMPLETE: 'flag',
      FLATTEN: 'flag',
      REDUCTION: 'value',
      PRIORITY: 'value',
      SCOPE: 'flag',
      SKIP: 'flag',
      AUTO: 'flag',
      OFF: 'flag',
    },
    means: (options) => {
      if (options.FLATTEN || options.REDUCTION || options.SCOPE || options.SKIP) return null;
      if (options.OFF || options.FACTOR === '1') return { kind: 'no unroll' };
      const factor = textOf(options, 'FACTOR');
      return { kind: 'unroll', factor: factor ?? (options.COMPLETE ? 'all' : null) };
    },
  },
  PIPELINE: {
    ...loop,
    options: { II: 'value', FLATTEN: 'flag', OFF: 'flag', AUTO: 'flag', MODE: 'positional' },
    means: (options) => {
      if (options.OFF || options.MODE?.toString().toLowerCase() === 'off') return { kind: 'no pipeline' };
      // FLATTEN unrolls every loop below; a placeholder is no choice yet.
      return options.FLATTEN || options.MODE ? null : { kind: 'pipeline', interval: textOf(options, 'II') };
    },
  },
  PIPELINE_PARALLEL: { ...loop, options: { FACTOR: 'value', COMPLETE: 'flag', PRIORITY: 'value' } },
  REDUCTION: { ...loop, options: { VARIABLE: 'value', SCHEME: 'value' }, key: ['VARIABLE'] },
  REGISTER: { ...array, options: { VARIABLE: 'value', OFF: 'flag' } },
  SPAWN_KERNEL: { options: { FACTOR: 'value' }, attach: beforeAnything },
  SYSTOLIC: { ...loop, options: { AUTO: 'value' } },
  TASK: { options: { NAME: 'value', PARALLEL: 'flag' }, attach: beforeAnything },
  TASKWAIT: { options: { TASKS: 'positional' }, attach: beforeAnything },
  TILE: { ...loop, aliases: ['TILING'], options: { FACTOR: 'value', PARALLEL_FACTOR: 'value' } },
} satisfies Record<string, DirectiveSpec>;

const express: Express = {
  unroll: ({ factor }) => ({
    name: 'PARALLEL',
    options: factor === 'all' ? { COMPLETE: true } : given({ FACTOR: factor }),
  }),
  'no unroll': () => ({ name: 'PARALLEL', options: { FACTOR: '1' } }),
  pipeline: ({ interval }) => ({ name: 'PIPELINE', options: given({ II: interval }) }),
  'no pipeline': () => ({ name: 'PIPELINE', options: { OFF: true } }),
  independent: ({ variable, distance }) =>
    distance === null
      ? { name: 'FALSE_DEPENDENCE', options: given({ VARIABLE: variable }) }
      : 'Merlin cannot be told the distance of a dependence',
  'no flatten': () => ({ name: 'LOOP_FLATTEN', options: { OFF: true } }),
  partition: () => 'Merlin partitions arrays by itself, from PARALLEL',
  'trip count': ({ minimum, maximum, average }) => ({
    name: 'LOOP_TRIPCOUNT',
    options: given({ MIN: minimum, MAX: maximum, AVG: average }),
  }),
  inline: () => ({ name: 'INLINE', options: {} }),
  'no inline': () => ({ name: 'INLINE', options: { OFF: true } }),
  top: () => ({ name: 'KERNEL', options: {} }),
};

/** The Merlin compiler: `#pragma ACCEL`; `cmost` is what its first versions wrote. */
export const merlin: Dialect = {
  name: 'merlin',
  title: 'Merlin',
  directives,
  read: (site) => readFamily(directives, ['ACCEL', 'CMOST'], site),
  write: (name, options) => `#pragma ACCEL ${words(directives, name, options)}`,
  express,
};
