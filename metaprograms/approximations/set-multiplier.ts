import { metaprogram, type FileNode, type Project, type StructNode } from 'hlsmith/cpp';
import { structs } from '../networks/configurations.js';
import { addHeader, libraryText, usesAcTypes } from './library.js';
import { chooseMultiplier, knownMultipliers, type ChosenMultiplier } from './multipliers.js';

/**
 * Gives the products of a generated network's dense, convolution and recurrent layers to an approximate multiplier
 * (as AdaPT emulates approximate accelerators): raw bits are multiplied by its model, and the binary point is put
 * where it belongs. `exact` takes that back. The models go into a header beside the structs; `hlsmith simulate`
 * and `hlsmith qhs` compute with what the config structs name then.
 */
export default metaprogram({
  name: 'set-multiplier',
  description: 'Let layers of generated networks multiply by an approximate multiplier',
  scope: 'project',
  idempotent: true,
  options: {
    multiplier: { type: 'string', default: 'mitchell', description: `${knownMultipliers}; exact for none` },
    structs,
  },
  run(project, { multiplier, structs: only }) {
    return setMultiplier(project, multiplier === 'exact' ? null : chooseMultiplier(multiplier), only);
  },
  cases: [
    {
      title: 'products of one layer; those of signs need no multiplier',
      options: { multiplier: 'drum:6' },
      before: {
        'parameters.h': `
          #include "hlsmith_approximations.h"
          struct config2 : nnet::dense_config {
              typedef weight2_t weight_t;
              template<class x_T, class y_T> using product = nnet::product::mult<x_T, y_T>;
          };
          struct config4 : nnet::dense_config {
              typedef weight4_t weight_t;
              template<class x_T, class y_T> using product = nnet::product::weight_binary<x_T, y_T>;
          };
        `,
        'hlsmith_approximations.h': `
          // Has the models already.
          #define HLSMITH_OPERANDS
          #define HLSMITH_MULTIPLIERS
          #define HLSMITH_FIXED_PRODUCTS
        `,
      },
      after: {
        'parameters.h': `
          #include "hlsmith_approximations.h"
          struct config2 : nnet::dense_config {
              typedef weight2_t weight_t;
              template<class x_T, class y_T> using product = hlsmith::approximate<x_T, y_T, hlsmith::drum<6>>;
          };
          struct config4 : nnet::dense_config {
              typedef weight4_t weight_t;
              template<class x_T, class y_T> using product = nnet::product::weight_binary<x_T, y_T>;
          };
        `,
        'hlsmith_approximations.h': `
          // Has the models already.
          #define HLSMITH_OPERANDS
          #define HLSMITH_MULTIPLIERS
          #define HLSMITH_FIXED_PRODUCTS
        `,
      },
      report: [],
    },
    {
      title: 'says which layers compute their products by themselves',
      before: `
        struct config2_mult : nnet::dense_config {
            typedef weight2_t weight_t;
            template<class x_T, class y_T> using product = nnet::product::mult<x_T, y_T>;
        };
        struct config2 : nnet::conv1d_config {
            static const unsigned filt_width = 3;
            static const unsigned impl_filt_width = 4;
            typedef config2_mult mult_config;
        };
      `,
      report: [
        "kernel.cpp:1: config2_mult: the convolution is Winograd's, whose products the library computes by itself; implementation im2col asks for them",
      ],
    },
  ],
});

/**
 * Records the edits of `set-multiplier`.
 *
 * @param chosen null for exact products.
 * @param only a part of the names of the config structs that are meant; null for all.
 * @returns why layers were left as they are, and how a table was read.
 */
export function setMultiplier(
  project: Project,
  chosen: ChosenMultiplier | null,
  only: string | null,
): string[] {
  const said: string[] = [];
  const touched = new Set<FileNode>();
  for (const struct of project.structs()) {
    if (!isMatrixProduct(struct) || (only !== null && !struct.name.includes(only))) continue;
    const alias = struct.query('t:Typedef').find(({ t }) => t.name === 'product')?.t;
    const found = alias ? replaceable.exec(alias.type.text) : null;
    // Signs and powers of two need no multiplier.
    if (alias && !found) continue;
    const reason = chosen && whyNot(struct, project);
    if (reason) {
      said.push(`${struct.at.file}:${struct.at.line}: ${struct.name}: ${reason}`);
      continue;
    }
    const [, x = 'x_T', w = 'w_T'] = found ?? [];
    if (!chosen)
      alias?.set(alias.type.text.startsWith('hlsmith') ? `nnet::product::mult<${x}, ${w}>` : alias.type.text);
    else {
      const product = `hlsmith::approximate<${x}, ${w}, ${chosen.model}>`;
      if (alias) alias.set(product);
      else addMember(struct, `template <class ${x}, class ${w}> using product = ${product};`);
    }
    touched.add(struct.file);
  }
  if (!chosen || touched.size === 0) return said;
  const operands = usesAcTypes(project) ? 'operands_ac.h' : 'operands_ap.h';
  addHeader(project, touched, [operands, 'multipliers.h', 'fixed_products.h'].map(libraryText));
  const { definition, model } = chosen;
  if (definition !== null) addHeader(project, touched, [definition], `${model.replace('::', '_')}.h`);
  return chosen.remark === null ? said : [...said, chosen.remark];
}

const replaceable = /^(?:nnet::product::mult|hlsmith::approximate)\s*<\s*(\w+)\s*,\s*(\w+)/;

/** All matrix products are configured by structs that derive from this one. */
const isMatrixProduct = ({ base, types }: StructNode): boolean =>
  base !== null && /(?:^|::)dense_config$/.test(base.text) && 'weight_t' in types;

/** Behind the last member type, for a struct that has exact products by default. */
function addMember(struct: StructNode, text: string): void {
  Object.values(struct.typedefs).at(-1)!.after(text);
}

/** Layers whose library functions do not ask for the product that their config struct names. */
function whyNot({ name, constants }: StructNode, project: Project): string | null {
  const strategy = constants['strategy']?.text ?? '';
  if (/distributed_arithmetic/.test(strategy)) return `the strategy ${strategy} has no products`;
  return project.structs().some((struct) => struct.types['mult_config']?.text === name && isWinograd(struct))
    ? "the convolution is Winograd's, whose products the library computes by itself; implementation im2col asks for them"
    : null;
}

/** The weights are those of transformed tiles, more than the kernel has (Quartus: `impl_filt_width`). */
const isWinograd = ({ constants }: StructNode): boolean =>
  ['filt_width', 'filt_height'].some((size) => {
    const [kernel, transformed] = [constants[size]?.value, constants[`impl_${size}`]?.value];
    return transformed !== undefined && kernel !== transformed;
  });
