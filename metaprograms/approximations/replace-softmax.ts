import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { metaprogram, type CallNode, type FileNode, type Project, type StructNode } from 'hlsmith/cpp';
import { structs } from '../networks/configurations.js';
import type { ClippedLinear } from './clipped-linear.js';
import { addHeader, libraryText, usesAcTypes } from './library.js';

/**
 * Replaces softmax layers of generated networks by cheaper ones. `argmax` gives 1 to the greatest logit: by the kernel
 * library's own implementation, where it has one. `clipped-linear` is the head-calibrated clipped-linear softmax (HCCS):
 * max-centred, clipped, linear, no exponential and no table; its parameters stand in the config struct, and
 * `hlsmith softmax` finds them for a network on data.
 */
export default metaprogram({
  name: 'replace-softmax',
  description: 'Replace softmax layers by argmax or by a clipped-linear surrogate',
  scope: 'project',
  idempotent: true,
  options: {
    by: {
      type: 'string',
      default: 'argmax',
      choices: ['argmax', 'clipped-linear'],
      description: 'the surrogate',
    },
    reach: {
      type: 'number',
      default: 4,
      minimum: 1 / 256,
      maximum: 1024,
      description: 'logits so far below the greatest count nothing',
    },
    clip: {
      type: 'number',
      default: null,
      minimum: 0,
      description:
        'distances are no longer than this; below the reach every logit counts; default: the reach',
    },
    structs,
  },
  run(project, { by, reach, clip, structs: only }) {
    if (clip !== null && clip > reach) throw new Error(`a clip of ${clip} is above the reach of ${reach}`);
    return replaceSoftmax(project, by === 'argmax' ? null : { reach, clip: clip ?? reach }, (name) =>
      only === null ? true : name.includes(only),
    );
  },
  cases: [
    {
      title: "the kernel library's own argmax",
      before: {
        'nnet_utils/nnet_activation.h':
          'enum class softmax_implementation { latency = 0, legacy = 1, stable = 2, argmax = 3 };\n',
        'parameters.h': `
          struct softmax_config9 : nnet::activ_config {
              static const unsigned n_in = 5;
              static const nnet::softmax_implementation implementation = nnet::softmax_implementation::stable;
          };
        `,
        'top.cpp':
          'void top(logit_t x[5], result_t y[5]) { nnet::softmax<logit_t, result_t, softmax_config9>(x, y); }\n',
      },
      after: {
        'nnet_utils/nnet_activation.h':
          'enum class softmax_implementation { latency = 0, legacy = 1, stable = 2, argmax = 3 };\n',
        'parameters.h': `
          struct softmax_config9 : nnet::activ_config {
              static const unsigned n_in = 5;
              static const nnet::softmax_implementation implementation = nnet::softmax_implementation::argmax;
          };
        `,
        'top.cpp':
          'void top(logit_t x[5], result_t y[5]) { nnet::softmax<logit_t, result_t, softmax_config9>(x, y); }\n',
      },
      report: [],
    },
    {
      title: 'clipped-linear, its parameters in 1/256',
      options: { by: 'clipped-linear', reach: 3.5 },
      before: {
        'hlsmith_approximations.h': `
          // Has the surrogates already.
          #define HLSMITH_OPERANDS
          #define HLSMITH_SOFTMAX_SURROGATES
        `,
        'top.cpp': `
          #include "hlsmith_approximations.h"
          struct softmax_config9 : nnet::activ_config {
              static const unsigned n_in = 5;
          };
          void top(logit_t x[5], result_t y[5]) { nnet::softmax<logit_t, result_t, softmax_config9>(x, y); }
        `,
      },
      after: {
        'hlsmith_approximations.h': `
          // Has the surrogates already.
          #define HLSMITH_OPERANDS
          #define HLSMITH_SOFTMAX_SURROGATES
        `,
        'top.cpp': `
          #include "hlsmith_approximations.h"
          struct softmax_config9 : nnet::activ_config {
              static const unsigned n_in = 5;
              static const int clipped_linear_reach = 896;
              static const int clipped_linear_clip = 896;
          };
          void top(logit_t x[5], result_t y[5]) { nnet::clipped_linear_softmax<logit_t, result_t, softmax_config9>(x, y); }
        `,
      },
      report: [],
    },
    {
      title: 'gives the reason where it cannot',
      options: { by: 'clipped-linear' },
      before: `
        void top() { task_sequence<nnet::softmax_stream<Layer8OutPipe, Layer9OutPipe, softmax_config9>> softmax; }
      `,
      report: ['kernel.cpp:1: nnet::softmax_stream: it reads pipes'],
    },
  ],
});

/** Calls that this metaprogram replaces, its own results among them. */
const replaceable = /^nnet::(?:(?:argmax_|clipped_linear_)?softmax(_multidim|_stream)?)$/;

/**
 * Records the edits of `replace-softmax`.
 *
 * @param parameters of the clipped-linear surrogate; null for argmax.
 * @param chosen whether the layer that a config struct of that name configures is meant.
 * @returns why layers were left as they are.
 */
export function replaceSoftmax(
  project: Project,
  parameters: ClippedLinear | null,
  chosen: (struct: string) => boolean,
): string[] {
  const refused: string[] = [];
  const touched = new Set<FileNode>();
  const byName = new Map(project.structs().map((struct) => [struct.name, struct]));
  const hasArgmax = libraryHasArgmax(project);
  for (const { c } of project.query('c:Call')) {
    if (!replaceable.test(c.qualifiedName)) continue;
    const config = c.templateArgs[2];
    const struct = byName.get(config?.text ?? '');
    if (!config || !chosen(config.text)) continue;
    if (!struct || c.args.length < 2) {
      const reason = struct
        ? 'it is not called as generated networks call it'
        : `there is no struct ${config.text}`;
      refused.push(`${c.at.file}:${c.at.line}: ${c.text}: ${reason}`);
      continue;
    }
    const implementation = struct.constants['implementation'];
    const isOwn = parameters === null && hasArgmax && implementation !== undefined;
    if (isOwn) implementation.set(implementation.text.replace(/\w+$/, 'argmax'));
    if (parameters) setParameters(struct, parameters);
    rename(c, isOwn ? '' : parameters ? 'clipped_linear_' : 'argmax_', struct);
    if (!isOwn) touched.add(c.file);
  }
  refused.push(...pipes(project, hasArgmax && parameters === null, byName, chosen));
  if (touched.size > 0) addSurrogates(project, touched);
  return refused;
}

/** Whether the kernel library, in the project or beside its files, has an argmax of its own. */
function libraryHasArgmax(project: Project): boolean {
  const folders = new Set(project.files.map(({ path }) => dirname(path)));
  const beside = [...folders]
    .flatMap((folder) =>
      ['nnet_activation.h', 'nnet_softmax.h'].map((name) => join(folder, 'nnet_utils', name)),
    )
    .map((path) => join(project.root, path))
    .filter((path) => existsSync(path));
  const loaded = project.files.filter(({ isDeferred }) => !isDeferred).map(({ text }) => text);
  const hasIt = (text: string): boolean => /softmax_implementation\s*\{[^}]*\bargmax\b/.test(text);
  return loaded.some(hasIt) || beside.some((path) => hasIt(readFileSync(path, 'utf8')));
}

function rename(call: CallNode, prefix: string, struct: StructNode): void {
  const isStream = /io_stream/.test(struct.constants['io_type']?.text ?? '') || call.name.endsWith('_stream');
  const suffix = call.name.includes('_multidim') ? '_multidim' : prefix !== '' && isStream ? '_stream' : '';
  const called = call.field('function')!;
  const renamed = called.text.replace(/\b\w*softmax\w*(?=\s*<)/, `${prefix}softmax${suffix}`);
  if (renamed !== called.text) called.replace(renamed);
}

function setParameters(struct: StructNode, { reach, clip }: ClippedLinear): void {
  const values = {
    clipped_linear_reach: Math.max(1, Math.round(reach * 256)),
    clipped_linear_clip: Math.min(Math.max(1, Math.round(reach * 256)), Math.round(clip * 256)),
  };
  const missing: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    const constant = struct.constants[name];
    if (constant) constant.set(value);
    else missing.push(`static const int ${name} = ${value};`);
  }
  if (missing.length > 0) struct.body.children.at(-1)!.after(missing.join('\n'));
}

/** oneAPI's streams are types: `task_sequence<nnet::softmax_stream<InPipe, OutPipe, config>>`. */
function pipes(
  project: Project,
  isOwn: boolean,
  byName: ReadonlyMap<string, StructNode>,
  chosen: (struct: string) => boolean,
): string[] {
  const refused: string[] = [];
  for (const file of project.files) {
    if (file.isDeferred || /nnet_utils\//.test(file.path)) continue;
    for (const found of file.text.matchAll(/<\s*(nnet::softmax_stream)\s*<\s*\w+\s*,\s*\w+\s*,\s*(\w+)/g)) {
      const [, name, config] = found;
      if (!chosen(config)) continue;
      const implementation = byName.get(config)?.constants['implementation'];
      if (isOwn && implementation) implementation.set(implementation.text.replace(/\w+$/, 'argmax'));
      else {
        const line = file.text.slice(0, found.index).split('\n').length;
        refused.push(`${file.path}:${line}: ${name}: it reads pipes`);
      }
    }
  }
  return refused;
}

function addSurrogates(project: Project, touched: ReadonlySet<FileNode>): void {
  const operands = usesAcTypes(project) ? 'operands_ac.h' : 'operands_ap.h';
  const texts = [operands, 'softmax_surrogates.h'].map(libraryText);
  addHeader(project, touched, texts);
}
