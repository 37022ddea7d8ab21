import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  openHlsProject,
  parseFixedType,
  readLayerGraph,
  type FixedType,
  type LayerGraph,
  type PrecisionAssignment,
} from 'hlsmith/hls';
import { setPrecisions } from 'hlsmith/metaprograms/precision';
import { openSession, verifyTiers } from 'hlsmith/simulate';
import { convertModel, writeProject } from '../../../src/codegen/index.js';
import { accumulatorTypes } from '../../../src/qhs/accumulators.js';
import { hasCompiler, unlessCompiler } from '../../codegen/compiling.js';
import { Network } from '../../codegen/every-layer.js';
import { randomNumbers } from '../../codegen/models.js';
import { scratchFolder } from '../../codegen/scratch.js';

/*
 * The places where a precision lives besides its typedef, as hls4ml writes them: a softmax's type in its config struct,
 * its tables' sizes, a product chosen by type, the tied types of an LSTM, accumulators by rule, code that traces. Each
 * is changed; what is simulated under the change must be what the rewritten project says, and what that answers when it
 * is compiled. HLSMITH_FUZZ compiles after each change, not only after all of them.
 */
const isThorough = process.env['HLSMITH_FUZZ'] !== undefined;
const directory = join(scratchFolder(), 'project');
const samples = 40;
const next = randomNumbers(4);
const inputs = Float64Array.from({ length: samples * 15 }, () => next() * 4);
const type = (spelled: string): FixedType => parseFixedType(spelled)!;

function edit(file: string, changes: readonly (readonly [RegExp, string])[]): void {
  const path = join(directory, 'firmware', file);
  const text = readFileSync(path, 'utf8');
  const changed = changes.reduce((before, [pattern, replacement]) => {
    expect(before).toMatch(pattern);
    return before.replace(pattern, replacement);
  }, text);
  writeFileSync(path, changed);
}

beforeAll(() => {
  const net = new Network(6);
  const x = net.input('x', 5, 3);
  net.add('lstm', [x], [4], {
    ...{ kind: 'lstm', units: 4, goBackwards: false, returnSequences: false },
    activation: { function: { activation: 'tanh' } },
    recurrentActivation: { function: { activation: 'sigmoid' } },
    ...{ kernel: net.array([3, 16]), recurrentKernel: net.array([4, 16]), bias: net.array([16]) },
  });
  const kernel = { shape: [4, 3], data: Float64Array.of(1, 0, -1, 0, 1, 1, -1, -1, 0, 1, 1, -1) };
  net.add('fc', ['lstm'], [3], { kind: 'dense', kernel, bias: net.array([3]) });
  net.add('last', ['fc'], [3], { kind: 'activation', activation: 'softmax' });
  writeProject(directory, convertModel(net.model('last'), { precision: type('ap_fixed<18,8>') }));
  edit('defines.h', [[/typedef [^;]* fc_weight_t;/, 'typedef ap_int<2> fc_weight_t;']]);
  edit('parameters.h', [
    [/typedef last_inp_norm_t inp_norm_t;/, 'typedef ap_ufixed<17,7> inp_norm_t;'],
    [/(typedef fc_weight_t weight_t;[^}]*?product::)mult/, '$1weight_ternary'],
  ]);
  const helper =
    'namespace nnet { template <class T> void save_layer_output(T *, const char *, unsigned) {} }';
  const [top] = readdirSync(join(directory, 'firmware')).filter((name) => name.endsWith('.cpp'));
  edit('nnet_utils/nnet_types.h', [[/#endif\s*$/, `${helper}\n#endif\n`]]);
  edit(top!, [
    [
      /(\n\s*nnet::dense<[^\n]*, (\w+), w\w+, b\w+\);[^\n]*)/,
      '$1\n    nnet::save_layer_output<layer3_t>($2, "fc", 3);',
    ],
  ]);
});

type Change = (graph: LayerGraph) => PrecisionAssignment;
const one =
  (typedef: string, spelled: string): Change =>
  () =>
    new Map([[typedef, type(spelled)]]);
const result =
  (layer: string, spelled: string): Change =>
  ({ layers }) =>
    new Map([[layers.find(({ name }) => name === layer)!.output.slot.typedef, type(spelled)]]);

const changes: Readonly<Record<string, { change: Change; says: readonly RegExp[] }>> = {
  'logits, and with them the type and the table of exp': {
    change: result('fc', 'ap_fixed<9,4>'),
    says: [/typedef ap_ufixed<8,3> inp_norm_t;/, /exp_table_size = 256;/, /save_layer_output<layer3_t>/],
  },
  'the argument of the reciprocal, and with it its table': {
    change: one('last_inv_inp_t', 'ap_fixed<8,4,AP_RND,AP_SAT>'),
    says: [/inv_table_size = 256;/],
  },
  'weights that were 1, 0 and -1, and with them the product': {
    change: one('fc_weight_t', 'ap_fixed<6,2>'),
    says: [/typedef ap_fixed<6,2> fc_weight_t;/, /fc_weight_t weight_t;[^}]*product::mult</],
  },
  'the states of an LSTM, and with them its sums and its input': {
    change: result('lstm', 'ap_fixed<12,3>'),
    says: ['layer2_t', 'lstm_accum_t', 'input_t'].map(
      (name) => new RegExp(`typedef ap_fixed<12,3> ${name};`),
    ),
  },
  'operands, and with them accumulators that lose nothing': {
    change: (graph) => {
      const given = new Map([['fc_bias_t', type('ap_fixed<7,2>')]]);
      return new Map([...given, ...accumulatorTypes(graph, 'lossless', given)]);
    },
    says: [/typedef ap_fixed<7,2> fc_bias_t;/, /typedef ap_fixed<23,13> fc_accum_t;/],
  },
};

/** Outputs and logits. */
async function answers(graph: LayerGraph, assignment: PrecisionAssignment): Promise<number[][]> {
  const session = await openSession(graph, { inputs, samples });
  const found = (['logits', 'outputs'] as const).map((until) => [
    ...session.evaluate(assignment, { until }).tensor.toDoubles(),
  ]);
  session.close();
  return found;
}

async function rewritten(change: Change, says: readonly RegExp[], isCompiled: boolean): Promise<number[][]> {
  const project = await openHlsProject(directory);
  const graph = readLayerGraph(project);
  const assignment = change(graph);
  const expected = await answers(graph, assignment);
  setPrecisions(project, assignment, graph);
  project.commit({ author: 'test' });
  const text = project.files.map((file) => file.text).join('\n');
  for (const words of says) expect(text).toMatch(words);
  expect(await answers(readLayerGraph(project), new Map())).toEqual(expected);
  if (isCompiled && hasCompiler) {
    const { tiers, comparisons } = await verifyTiers(project, { inputs, samples });
    expect(tiers.map(({ ran, remark }) => (ran ? '' : remark)).slice(0, 2)).toEqual(['', '']);
    expect(comparisons.map(({ mismatch }) => mismatch)).toEqual([undefined]);
    expect(comparisons[0]!.compared.length).toBeGreaterThan(2);
  }
  return expected;
}

describe('a precision is changed in every place where it lives', () => {
  it.each(Object.entries(changes))('%s', { timeout: 120_000 }, async (_, { change, says }) => {
    const project = await openHlsProject(directory);
    const before = await answers(readLayerGraph(project), new Map());
    const after = await rewritten(change, says, isThorough);
    if (!says.some((words) => words.source.includes('product'))) expect(after).not.toEqual(before);
  });

  it(`all of them, compiled${unlessCompiler}`, { timeout: 120_000 }, async () => {
    const all: Change = (graph) => {
      const types = Object.values(changes).flatMap(({ change }) => [...change(graph)]);
      // Accumulators follow what their operands are in the end.
      const given = new Map(types.filter(([typedef]) => !typedef.endsWith('accum_t')));
      const sums = [...accumulatorTypes(graph, 'lossless', given)].filter(([name]) => name === 'fc_accum_t');
      return new Map([...given, ...sums]);
    };
    await rewritten(all, [/product::mult</, /typedef ap_ufixed<8,3> inp_norm_t;/], true);
  });
});
