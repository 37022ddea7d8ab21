import type { Dialect } from '../dialect.js';
import { given, type Express } from '../meaning.js';
import { readFamily, words } from './families.js';
import { vitisDirectives } from './vitis-directives.js';

const express: Express = {
  unroll: ({ factor }) => ({ name: 'UNROLL', options: given({ factor: factor === 'all' ? null : factor }) }),
  'no unroll': () => ({ name: 'UNROLL', options: { off: 'true' } }),
  pipeline: ({ interval }) => ({ name: 'PIPELINE', options: given({ II: interval }) }),
  'no pipeline': () => ({ name: 'PIPELINE', options: { off: true } }),
  independent: ({ variable, distance }) => ({
    name: 'DEPENDENCE',
    options: given({ variable, type: 'inter', distance, dependent: distance === null ? 'false' : 'true' }),
  }),
  flatten({ outer, depth }) {
    const innermost = outer.nest[Number(depth) - 1];
    if (!innermost) return `${depth} loops that are no perfect nest cannot become one`;
    return { name: 'LOOP_FLATTEN', options: {}, on: innermost };
  },
  'no flatten': () => ({ name: 'LOOP_FLATTEN', options: { off: true } }),
  partition: ({ variable, type, factor, dimension }) => ({
    name: 'ARRAY_PARTITION',
    options: given({ variable, type, factor, dim: dimension }),
  }),
  registers: ({ variable }) => ({
    name: 'ARRAY_PARTITION',
    options: { variable, type: 'complete', dim: '0' },
  }),
  'trip count': ({ minimum, maximum, average }) => ({
    name: 'LOOP_TRIPCOUNT',
    options: given({ min: minimum, max: maximum, avg: average }),
  }),
  inline: () => ({ name: 'INLINE', options: {} }),
  'no inline': () => ({ name: 'INLINE', options: { off: true } }),
  dataflow: () => ({ name: 'DATAFLOW', options: {} }),
  top: () => ({ name: 'TOP', options: {} }),
};

/** AMD Vivado HLS and Vitis HLS, with the older `AP` spelling. */
export const vitis: Dialect = {
  name: 'vitis',
  title: 'Vitis HLS',
  directives: vitisDirectives,
  read: (site) => readFamily(vitisDirectives, ['HLS', 'AP'], site),
  write: (name, options) => `#pragma HLS ${words(vitisDirectives, name, options)}`,
  express,
};
