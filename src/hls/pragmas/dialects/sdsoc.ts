import { beforeAnything, beforeFunction } from '../attachment.js';
import type { Dialect, DirectiveSpec } from '../dialect.js';
import { readFamily, words } from './families.js';

const directives = {
  data: {
    options: {
      copy: 'argument',
      zero_copy: 'argument',
      access_pattern: 'argument',
      mem_attribute: 'argument',
      sys_port: 'argument',
      data_mover: 'argument',
      buffer_depth: 'argument',
    },
    attach: beforeFunction,
  },
  async: { options: { id: 'positional' }, attach: beforeAnything },
  wait: { options: { id: 'positional' }, attach: beforeAnything },
  resource: { options: { id: 'positional' }, attach: beforeAnything },
  partition: { options: { id: 'positional' }, attach: beforeAnything },
  trace: { options: { names: 'positional' }, attach: beforeAnything },
} satisfies Record<string, DirectiveSpec>;

/** SDSoC (UG1253): hints for what moves the data of the function that follows; no other dialect says the like. */
export const sdsoc: Dialect = {
  name: 'sdsoc',
  title: 'SDSoC',
  directives,
  read: (site) => readFamily(directives, ['SDS'], site),
  write: (name, options) => `#pragma SDS ${words(directives, name, options)}`,
  express: {},
};
