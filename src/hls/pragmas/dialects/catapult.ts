import { beforeAnything, beforeFunction, beforeLoop, ofFile } from '../attachment.js';
import type { Dialect, DirectiveSpec } from '../dialect.js';
import { given, textOf, type Express } from '../meaning.js';
import { readOwnWord, words } from './families.js';

const loop = { attach: beforeLoop } as const;

/** Catapult's pragmas (its user manual, as far as open libraries show them). */
const directives = {
  hls_ccore_type: { options: { type: ['sequential', 'combinational'] }, attach: beforeFunction },
  hls_design: {
    options: {
      kind: ['top', 'block', 'ccore', 'interface', 'inline', 'modulario', 'synthesis'],
      name: 'positional',
    },
    attach: beforeAnything,
    means: (options) =>
      options.kind === 'top' ? { kind: 'top' } : options.kind === 'inline' ? { kind: 'inline' } : null,
  },
  hls_direction: { options: { direction: ['in', 'out', 'inout'] }, attach: beforeAnything },
  hls_map_to_operator: { options: { operator: 'positional' }, attach: beforeFunction },
  hls_pipeline_init_interval: {
    ...loop,
    attach: beforeAnything,
    options: { interval: 'positional' },
    means: (options) => {
      const interval = textOf(options, 'interval');
      return interval === '0' ? { kind: 'no pipeline' } : { kind: 'pipeline', interval };
    },
  },
  hls_resource: {
    options: { name: 'positional', variables: 'value', map_to_module: 'value' },
    attach: beforeAnything,
  },
  hls_preserve_hierarchy: { options: {}, attach: beforeFunction },
  hls_unroll: {
    ...loop,
    options: { factor: 'positional' },
    means: (options) => {
      const factor = textOf(options, 'factor') ?? 'yes';
      if (factor === 'no') return { kind: 'no unroll' };
      return { kind: 'unroll', factor: factor === 'yes' ? 'all' : factor };
    },
  },
  hls_waive: { options: { checks: 'positional', more: 'positional', others: 'positional' }, attach: ofFile },
} satisfies Record<string, DirectiveSpec>;

const noArrays = 'Catapult maps arrays to memories in its Tcl directives, not in pragmas';

const express: Express = {
  unroll: ({ factor }) => ({
    name: 'hls_unroll',
    options: { factor: factor === 'all' || factor === null ? 'yes' : factor },
  }),
  'no unroll': () => ({ name: 'hls_unroll', options: { factor: 'no' } }),
  pipeline: ({ interval }) => ({
    name: 'hls_pipeline_init_interval',
    options: given({ interval: interval ?? '1' }),
  }),
  'no pipeline': () => ({ name: 'hls_pipeline_init_interval', options: { interval: '0' } }),
  partition: () => noArrays,
  registers: () => noArrays,
  inline: () => ({ name: 'hls_design', options: { kind: 'inline' } }),
  top: () => ({ name: 'hls_design', options: { kind: 'top' } }),
};

/** Siemens Catapult: `#pragma hls_*`, also `_Pragma("hls_unroll yes")`. */
export const catapult: Dialect = {
  name: 'catapult',
  title: 'Catapult',
  directives,
  read: (site) =>
    site.form === 'line' || site.form === 'operator'
      ? readOwnWord(directives, (word) => /^hls_/i.test(word), site)
      : null,
  write: (name, options) => `#pragma ${words(directives, name, options)}`,
  express,
};
