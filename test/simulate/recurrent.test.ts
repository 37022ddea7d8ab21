import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FixedType, Layer, LayerConfig, TypeRole } from 'hlsmith/hls';
import { anyType, compareGraph, fuzz, LaneCount, valuesOf } from './arbitrary.js';
import { network, randomNumbers, type LayerSketch } from './graphs.js';

interface CellTypes {
  readonly input: FixedType;
  readonly output: FixedType;
  readonly accumulator: FixedType;
  readonly weight: FixedType;
  readonly bias: FixedType;
  readonly recurrentWeight: FixedType;
  readonly recurrentBias: FixedType;
  readonly table: FixedType;
}

interface CellSizes {
  readonly steps: number;
  readonly inputs: number;
  readonly states: number;
}

type CellName = 'lstm' | 'gru' | 'simpleRnn';

const activations = [
  ...(['sigmoid', 'tanh', 'relu'] as const),
  // Of our converter's library only.
  ...(['hard_sigmoid', 'linear', 'softplus', 'softsign'] as const),
];

const gatesOf: Readonly<Record<CellName, number>> = { lstm: 4, gru: 3, simpleRnn: 1 };

/** The config structs of one cell, by member. */
function partsOf(cell: CellName, types: CellTypes, { inputs, states }: CellSizes, path = ''): Layer['parts'] {
  const gates = gatesOf[cell];
  const slot = (role: string, type: FixedType) => ({ typedef: `${path}${role}_t`, type });
  const part = (
    name: string,
    roles: Record<string, FixedType>,
    parameters: Record<string, number>,
  ): LayerConfig => ({
    config: name,
    types: Object.fromEntries(
      Object.entries(roles).map(([role, type]) => [role, slot(`${name}_${role}`, type)]),
    ),
    parameters,
  });
  const { accumulator, weight, bias, recurrentWeight, recurrentBias, table } = types;
  return {
    [`${path}mult_config1`]: part(
      'first',
      { accumulator, weight, bias },
      { n_in: inputs, n_out: states * gates },
    ),
    [`${path}mult_config2`]: part(
      'second',
      { accumulator, weight: recurrentWeight, bias: recurrentBias },
      { n_in: states, n_out: states * gates },
    ),
    [`${path}mult_config3`]: part(
      'third',
      { accumulator, weight: recurrentWeight, bias: recurrentBias },
      { n_in: states, n_out: states },
    ),
    [`${path}ACT_CONFIG_T`]: part(
      'activation',
      { table, slope: weight, shift: bias },
      { table_size: 256, slope: 0.2, shift: 0.5 },
    ),
    [`${path}ACT_CONFIG_${cell.toUpperCase()}`]: part(
      'gates',
      { table, slope: weight, shift: bias },
      { table_size: 64, slope: 0.25, shift: 0.5 },
    ),
  };
}

function constantsOf(
  gates: number,
  types: CellTypes,
  { inputs, states }: CellSizes,
  random: () => number,
): Partial<Record<'weight' | 'bias' | 'recurrentWeight' | 'recurrentBias', number[]>> {
  const small = (type: FixedType, count: number): number[] =>
    valuesOf(type, count, random).map((value) => (random() < 0.7 ? value / 4 : value));
  return {
    weight: small(types.weight, inputs * states * gates),
    recurrentWeight: small(types.recurrentWeight, states * states * gates),
    bias: small(types.bias, states * gates),
    recurrentBias: small(types.recurrentBias, states * gates),
  };
}

/** The arrays of a GRU whose reset gate works before the matrix, cut out of those of one where it does not. */
function splitCandidate(
  { recurrentWeight = [], recurrentBias = [] }: ReturnType<typeof constantsOf>,
  states: number,
): Record<'recurrentWeight' | 'recurrentBias' | 'candidateWeight' | 'candidateBias', number[]> {
  const [weights, biases] = [2 * states * states, 2 * states];
  return {
    ...{ recurrentWeight: recurrentWeight.slice(0, weights), recurrentBias: recurrentBias.slice(0, biases) },
    ...{ candidateWeight: recurrentWeight.slice(weights), candidateBias: recurrentBias.slice(biases) },
  };
}

describe.each([
  ['narrow', 12, 9],
  ['wide', 26, 18],
])('recurrent layers of %s types', (_, widest, spread) => {
  const type = anyType(widest, spread);
  const types = fc.record({
    ...{ input: type, output: type, accumulator: type, table: type },
    ...{ weight: type, bias: type, recurrentWeight: type, recurrentBias: type },
  });
  const sizes = fc.record({
    steps: fc.integer({ min: 1, max: 4 }),
    inputs: fc.integer({ min: 1, max: 3 }),
    states: fc.integer({ min: 1, max: 5 }),
  });
  const any = {
    ...{ types, sizes, sequences: fc.boolean(), cell: fc.constantFrom('lstm' as const, 'gru' as const) },
    ...{
      functions: fc.tuple(fc.constantFrom(...activations), fc.constantFrom(...activations)),
      seed: fc.nat(),
    },
  };

  it('LSTM, GRU and simple cells, from zeros and from given states', async () => {
    const lanes = new LaneCount();
    const cell = fc.constantFrom<CellName>('lstm', 'gru', 'simpleRnn');
    const run = fc.record({
      ...{ ...any, cell, resetFirst: fc.nat(1), starts: fc.boolean(), resetsBefore: fc.boolean() },
    });
    await fc.assert(
      fc.asyncProperty(
        run,
        async ({ types, sizes, sequences, cell, functions, seed, resetFirst, starts, resetsBefore }) => {
          const random = randomNumbers(seed);
          const { steps, inputs, states } = sizes;
          const gates = gatesOf[cell];
          const initial = starts ? (cell === 'lstm' ? ['h', 's'] : ['h']) : [];
          const { input, output, table, ...own } = types;
          const constants = constantsOf(gates, types, sizes, random);
          const ofCandidate = cell === 'gru' && resetsBefore ? splitCandidate(constants, states) : {};
          const candidateTypes = { candidateWeight: own.recurrentWeight, candidateBias: own.recurrentBias };
          const layer: LayerSketch = {
            ...{ kind: cell, output, types: { ...own, ...candidateTypes }, reads: ['x', ...initial] },
            constants: { ...constants, ...ofCandidate },
            shape: sequences ? [steps, states] : [states],
            parameters: {
              ...{ n_in: inputs, n_state: states, n_sequence: steps, pytorch_order: resetFirst },
              n_sequence_out: sequences ? steps : 1,
            },
            parts: partsOf(cell, types, sizes),
            functions: { activation: functions[0], activation_recr: functions[1] },
          };
          const states0 = initial.map((name) => ({ name, type: output, shape: [states] }));
          const graph = network({
            inputs: [{ name: 'x', type: input, shape: [steps, inputs] }, ...states0],
            layers: [layer],
          });
          expect(table.width).toBeGreaterThan(0);
          lanes.add(await compareGraph(graph, seed));
        },
      ),
      { numRuns: 50 * fuzz },
    );
    expect(lanes.fast).toBeGreaterThan(0);
  });

  it('bidirectional', async () => {
    const run = fc.record({ ...any, back: sizes });
    await fc.assert(
      fc.asyncProperty(run, async ({ types, sizes, back, sequences, cell, functions, seed }) => {
        const random = randomNumbers(seed);
        const { steps, inputs } = sizes;
        const gates = cell === 'lstm' ? 4 : 3;
        const backSizes = { ...sizes, states: back.states };
        const forward = constantsOf(gates, types, sizes, random);
        const backward = constantsOf(gates, types, backSizes, random);
        const oneWay = (path: string, { states }: CellSizes): Layer['parts'] => ({
          [path]: {
            config: path,
            types: { accumulator: { typedef: `${path}_accumulator_t`, type: types.accumulator } },
            parameters: { n_in: inputs, n_state: states, n_mult: gates },
          },
          ...partsOf(cell, types, { ...sizes, states }, `${path}.`),
        });
        const roles: Partial<Record<TypeRole, FixedType>> = {
          ...{ weight: types.weight, bias: types.bias },
          ...{ recurrentWeight: types.recurrentWeight, recurrentBias: types.recurrentBias },
          ...{ backwardWeight: types.weight, backwardBias: types.bias },
          ...{ backwardRecurrentWeight: types.recurrentWeight, backwardRecurrentBias: types.recurrentBias },
        };
        const width = sizes.states + back.states;
        const [activation, gate] = functions;
        const ways = ['FORWARD_CONFIG', 'BACKWARD_CONFIG'].map((path) => ({
          [`${path}.activation`]: activation,
          [`${path}.activation_recr`]: gate,
        }));
        const layer: LayerSketch = {
          ...{ kind: 'bidirectional', output: types.output, types: roles },
          constants: {
            ...forward,
            ...{ backwardWeight: backward.weight!, backwardBias: backward.bias! },
            backwardRecurrentWeight: backward.recurrentWeight!,
            backwardRecurrentBias: backward.recurrentBias!,
          },
          shape: sequences ? [steps, width] : [width],
          parameters: {
            n_in: inputs,
            n_out: width,
            n_sequence: steps,
            n_sequence_out: sequences ? steps : 1,
          },
          parts: { ...oneWay('FORWARD_CONFIG', sizes), ...oneWay('BACKWARD_CONFIG', backSizes) },
          functions: {
            ...{ RNNfunc_forward: `${cell}_class_static`, RNNfunc_backward: `${cell}_class` },
            ...Object.assign({}, ...ways),
          },
        };
        const inputs0 = [{ name: 'x', type: types.input, shape: [steps, inputs] }];
        await compareGraph(network({ inputs: inputs0, layers: [layer] }), seed);
      }),
      { numRuns: 30 * fuzz },
    );
  });
});
