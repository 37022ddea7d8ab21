import { metaprogram, type StructNode } from 'hlsmith/cpp';
import { configurationsWith, structs } from './configurations.js';

/** Sets how often each multiplier of a layer is used, and how the layer is built, in hls4ml's config structs. */
export default metaprogram({
  name: 'set-reuse',
  description: 'Set reuse factor and strategy in the config structs of hls4ml networks',
  scope: 'file',
  idempotent: true,
  options: {
    factor: {
      type: 'number',
      default: null,
      integer: true,
      minimum: 1,
      description: 'multiplications on one multiplier',
    },
    strategy: {
      type: 'string',
      default: null,
      choices: ['latency', 'resource', 'unrolled', 'distributed_arithmetic'],
      description: 'how products are built',
    },
    structs,
  },
  run(project, { factor, strategy, structs: name }) {
    const refused: string[] = [];
    for (const struct of configurationsWith(project, 'reuse_factor', name)) {
      const { constants } = struct;
      const before = constants['strategy']?.text.split('::').at(-1) ?? null;
      const reason = factor === null ? null : whyInvalid(struct, factor, strategy ?? before);
      if (reason !== null) {
        refused.push(`${struct.at.file}:${struct.at.line}: ${struct.name}: ${reason}`);
        continue;
      }
      if (factor !== null) constants['reuse_factor'].set(factor);
      if (strategy === null || before === null || before === strategy) continue;
      const scope = constants['strategy'].text.slice(0, -before.length);
      constants['strategy'].set(scope + strategy);
    }
    return refused;
  },
  cases: [
    {
      title: 'both, in one layer',
      options: { factor: 4, strategy: 'resource', structs: 'config2' },
      before: `
        struct config2 : nnet::dense_config {
            static const unsigned n_in = 16;
            static const unsigned n_out = 8;
            static const unsigned strategy = nnet::latency;
            static const unsigned reuse_factor = 1;
        };
        struct relu_config3 : nnet::activ_config {
            static const unsigned reuse_factor = 1;
        };
      `,
      after: `
        struct config2 : nnet::dense_config {
            static const unsigned n_in = 16;
            static const unsigned n_out = 8;
            static const unsigned strategy = nnet::resource;
            static const unsigned reuse_factor = 4;
        };
        struct relu_config3 : nnet::activ_config {
            static const unsigned reuse_factor = 1;
        };
      `,
      report: [],
    },
    {
      title: 'refuses a factor that the resource strategy cannot build',
      options: { factor: 24 },
      before: `
        struct config2 {
            static const unsigned n_in = 16;
            static const unsigned n_out = 8;
            static const unsigned strategy = nnet::resource;
            static const unsigned reuse_factor = 1;
        };
      `,
      report: [
        'kernel.cpp:1: config2: a reuse factor of 24 does not divide 16 x 8 products evenly; near it: 16, 32',
      ],
    },
  ],
});

/** The resource strategy deals products out in whole columns of the weights (hls4ml, valid reuse factors). */
function whyInvalid({ constants }: StructNode, factor: number, strategy: string | null): string | null {
  const [inputs, outputs] = ['n_in', 'n_out'].map((name) => constants[name]?.value);
  if (strategy !== 'resource' || typeof inputs !== 'number' || typeof outputs !== 'number') return null;
  if (isValid(factor, inputs, outputs)) return null;
  const valid = Array.from({ length: inputs * outputs }, (_, n) => n + 1).filter((n) =>
    isValid(n, inputs, outputs),
  );
  const below = valid.filter((n) => n < factor).at(-1);
  const above = valid.find((n) => n > factor);
  const near = [below, above].filter((n) => n !== undefined).join(', ');
  return `a reuse factor of ${factor} does not divide ${inputs} x ${outputs} products evenly; near it: ${near}`;
}

function isValid(factor: number, inputs: number, outputs: number): boolean {
  const products = inputs * outputs;
  const multipliers = Math.ceil(products / Math.min(inputs, factor));
  const fillsColumns = multipliers % outputs === 0 || factor >= inputs;
  const takesColumns = factor % inputs === 0 || factor < inputs;
  return fillsColumns && takesColumns && products % factor === 0;
}
