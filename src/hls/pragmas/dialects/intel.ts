import type { Dialect, DirectiveSpec } from '../dialect.js';
import { given, textOf, type Meaning } from '../meaning.js';
import { readOwnWord, words } from './families.js';
import { intelLoops, intelMemories, intelWords, intervalOf } from './intel-words.js';

const directives: Readonly<Record<string, DirectiveSpec>> = {
  ...intelLoops,
  ...intelMemories,
  ii: { ...intervalOf, aliases: ['initiation_interval'] },
  ivdep: {
    attach: intervalOf.attach,
    options: { array: 'argument', safelen: 'argument', value: 'positional' },
    key: ['array'],
    means: (options): Meaning => ({
      kind: 'independent',
      variable: textOf(options, 'array'),
      distance: textOf(options, 'safelen'),
    }),
  },
};

/** Intel HLS compiler and FPGA SDK for OpenCL: pragmas in front of loops, and `hls_*` qualifiers of variables. */
export const intel: Dialect = {
  name: 'intel',
  title: 'Intel HLS',
  directives,
  sharedWith: { oneapi: ['unroll', 'nounroll'] },
  read: (site) => (site.form === 'attribute' ? null : readOwnWord(directives, () => false, site)),
  write(name, options) {
    const word = Object.hasOwn(intelMemories, name)
      ? directives[name]!.aliases!.find((alias) => alias.startsWith('hls_'))
      : undefined;
    if (word === undefined) return `#pragma ${words(directives, name, options)}`;
    const { value } = options;
    return value === undefined ? word : `${word}(${String(value)})`;
  },
  express: {
    ...intelWords,
    pipeline: ({ interval }) =>
      interval === null
        ? 'Intel compilers pipeline every loop; without an interval there is nothing to say'
        : { name: 'ii', options: { value: interval } },
    independent: ({ variable, distance }) => ({
      name: 'ivdep',
      options: given({ array: variable, safelen: distance }),
    }),
  },
};
