import type { Dialect, DirectiveSpec } from '../dialect.js';
import { given, textOf, type Meaning } from '../meaning.js';
import { readOwnWord, words } from './families.js';
import { intelLoops, intelMemories, intelWords, intervalOf } from './intel-words.js';

const directives: Readonly<Record<string, DirectiveSpec>> = {
  ...intelLoops,
  ...intelMemories,
  force_pow2_depth: intelMemories.numbanks,
  initiation_interval: { ...intervalOf, aliases: ['ii'] },
  ivdep: {
    attach: intervalOf.attach,
    options: { value: 'positional' },
    means: (options): Meaning => {
      const given = (textOf(options, 'value') ?? '').split(',').map((each) => each.trim());
      const isArray = (word: string | undefined): boolean => /^[A-Za-z_]\w*$/.test(word ?? '');
      const [first = '', second] = given;
      // `ivdep(array)`, `ivdep(8)`, `ivdep(array, 8)`.
      const variable = second !== undefined || isArray(first) ? first : '';
      return {
        kind: 'independent',
        variable: variable || null,
        distance: second ?? (variable === '' ? first || null : null),
      };
    },
  },
};

/**
 * oneAPI's compiler for FPGAs (Intel oneAPI DPC++/C++ Compiler Handbook for FPGAs, "FPGA Loop Directives", "FPGA Memory
 * Attributes"): attributes in front of loops and in declarations; only unrolling is a pragma.
 */
export const oneapi: Dialect = {
  name: 'oneapi',
  title: 'oneAPI',
  directives,
  read: (site) => (site.form === 'attribute' ? readOwnWord(directives, () => true, site) : null),
  write(name, options) {
    if (/unroll$/.test(name)) return `#pragma ${words(directives, name, options)}`;
    const { value } = options;
    return value === undefined ? `[[intel::${name}]]` : `[[intel::${name}(${String(value)})]]`;
  },
  express: {
    ...intelWords,
    pipeline: ({ interval }) =>
      interval === null
        ? 'oneAPI pipelines every loop; without an interval there is nothing to say'
        : { name: 'initiation_interval', options: { value: interval } },
    independent: ({ variable, distance }) => ({
      name: 'ivdep',
      options: given({ value: [variable, distance].filter((each) => each !== null).join(', ') || null }),
    }),
  },
};
