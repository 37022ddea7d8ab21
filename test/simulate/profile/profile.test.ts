import { fixedType, parseFixedType, type FixedType, type LayerGraph } from 'hlsmith/hls';
import { lintNetwork, openSession, profileNetwork, type ProfileRow } from 'hlsmith/simulate';
import { describe, expect, it } from 'vitest';
import { integerBits } from '../../../src/simulate/profile/ranges.js';
import { chain, gaussianInputs, jetNetwork, uniformTypes } from '../graphs.js';

const type = (text: string): FixedType => parseFixedType(text)!;
const plain = type('ap_fixed<16,8>');

/** One dense layer on pairs of numbers: x0 + x1 and 2 x0 - x1 + 0.5, and a ReLU behind it. */
function small(types: Partial<Record<'accumulator' | 'result' | 'relu', FixedType>> = {}): LayerGraph {
  return chain(2, plain, [
    {
      kind: 'dense',
      output: types.result ?? plain,
      types: { weight: plain, bias: plain, accumulator: types.accumulator ?? plain },
      weights: [1, 2, 1, -1],
      bias: [0, 0.5],
    },
    { kind: 'relu', output: types.relu ?? plain },
  ]);
}
const inputs = Float64Array.from([1, 2, 10, 20, -3, 1, 0, 0]);
const data = { inputs, samples: 4 };
// Sums: 3, 0.5; 30, 0.5; -2, -6.5; 0, 0.5.

const row = (rows: readonly ProfileRow[], what: string, name: string): ProfileRow =>
  rows.find((one) => one.what === what && one.name === name)!;

describe('a profile', () => {
  it('has the range of every input, constant, accumulator and result', async () => {
    const rows = await profileNetwork(small(), data);
    expect(rows.map(({ what, name }) => `${what} ${name}`)).toEqual([
      ...['input x', 'constants w0', 'constants b0', 'accumulator layer1'],
      ...['result layer1_out', 'result layer2_out'],
    ]);
    expect(row(rows, 'input', 'x')).toMatchObject({ min: -3, max: 20, zeros: 2, values: 8, integerBits: 6 });
    expect(row(rows, 'constants', 'w0')).toMatchObject({ min: -1, max: 2, typedef: 'layer1_weight_t' });
    const sums = { min: -6.5, max: 30, values: 8, zeros: 1, wraps: 0, saturations: 0 };
    expect(row(rows, 'accumulator', 'layer1')).toMatchObject({ ...sums, typedef: 'layer1_accumulator_t' });
    expect(row(rows, 'result', 'layer1_out')).toMatchObject({
      ...sums,
      typedef: 'layer1_t',
      layer: 'layer1',
    });
    expect(row(rows, 'result', 'layer2_out')).toMatchObject({ min: 0, max: 30, zeros: 3 });
  });

  it('counts overflow where it happens, with what goes in as the kernel computes it', async () => {
    const graph = small({ accumulator: type('ap_fixed<12,4>'), relu: type('ap_ufixed<6,2,AP_RND,AP_SAT>') });
    const rows = await profileNetwork(graph, data);
    // 30 wraps to -2 in four integer bits.
    expect(row(rows, 'accumulator', 'layer1')).toMatchObject({
      min: -6.5,
      max: 30,
      wraps: 1,
      integerBits: 6,
    });
    expect(row(rows, 'result', 'layer1_out')).toMatchObject({ min: -6.5, max: 3, wraps: 0 });
    expect(row(rows, 'result', 'layer2_out')).toMatchObject({ max: 3, saturations: 0, wraps: 0 });
    const saturating = await profileNetwork(small({ relu: type('ap_ufixed<6,2,AP_RND,AP_SAT>') }), data);
    expect(row(saturating, 'result', 'layer2_out')).toMatchObject({ max: 30, saturations: 1, wraps: 0 });
  });

  it('sees values far outside of a type', async () => {
    const rows = await profileNetwork(small({ result: type('ap_fixed<16,-8>') }), data);
    expect(row(rows, 'result', 'layer1_out')).toMatchObject({ min: -6.5, max: 30, wraps: 7, integerBits: 6 });
  });

  it('takes types of an assignment in place of those found', async () => {
    const assignment = new Map([['layer1_t', type('ap_fixed<12,4>')]]);
    const rows = await profileNetwork(small(), data, assignment);
    expect(row(rows, 'result', 'layer1_out')).toMatchObject({ wraps: 1, type: type('ap_fixed<12,4>') });
  });

  it('of a network agrees with its answers', async () => {
    const graph = jetNetwork(uniformTypes(fixedType(true, 12, 5)));
    const jets = { inputs: gaussianInputs(200), samples: 200 };
    const rows = await profileNetwork(graph, jets);
    const session = await openSession(graph, jets);
    for (const { output } of graph.layers) {
      const values = session.evaluate(new Map(), { until: { tensor: output.name } }).tensor.toDoubles();
      const { wraps, min, max, zeros } = row(rows, 'result', output.name);
      if (wraps! > 0) continue;
      expect([min, max]).toEqual([Math.min(...values), Math.max(...values)]);
      expect(zeros).toBe(values.filter((value) => value === 0).length);
    }
    session.close();
  });
});

describe('findings', () => {
  const softmax = (types: { norm: string; logits: string }): LayerGraph => {
    const table = type('ap_fixed<18,8,AP_RND,AP_SAT>');
    const dense = {
      kind: 'dense',
      output: type(types.logits),
      types: { weight: plain, bias: plain, accumulator: plain },
      weights: [1, 2, 1, -1],
      bias: [0, 0.5],
    } as const;
    const norm = {
      norm: type(types.norm),
      expTable: table,
      invTable: table,
      invInput: table,
      accumulator: table,
    };
    return chain(2, plain, [
      dense,
      {
        kind: 'softmax',
        output: plain,
        types: norm,
        parameters: { exp_table_size: 1024, implementation: 2 },
      },
    ]);
  };
  const lint = async (graph: LayerGraph): Promise<string[]> =>
    lintNetwork(graph, await profileNetwork(graph, data)).map(({ rule, severity, fix }) =>
      [rule, severity, fix].join(': '),
    );

  it('name a softmax whose index is coarser than the logits, and the type that mends it', async () => {
    const findings = await lint(softmax({ norm: 'ap_ufixed<37,17>', logits: 'ap_fixed<38,18>' }));
    expect(findings[0]).toBe(
      'softmax-resolution: error: make layer1_t ap_fixed<26,6>, which holds the logits seen, or make exp_table_size of config1 1048576',
    );
    const coarse = await lint(softmax({ norm: 'ap_ufixed<18,9>', logits: 'ap_fixed<19,10>' }));
    expect(coarse[0]).toMatch(/^softmax-table: warning: make layer1_t ap_fixed<15,6>/);
    const fine = await lint(softmax({ norm: 'ap_ufixed<18,7>', logits: 'ap_fixed<19,8>' }));
    expect(fine.filter((text) => text.startsWith('softmax'))).toEqual([]);
  });

  it('name an accumulator that wraps, and integer bits that hold nothing', async () => {
    const findings = await lint(small({ accumulator: type('ap_fixed<12,4>') }));
    expect(findings).toEqual([
      'overflow: error: make layer1_accumulator_t ap_fixed<14,6>',
      'unused-integer-bits: note: make input_t ap_fixed<14,6>',
      'unused-integer-bits: note: make layer1_weight_t ap_fixed<11,3>',
      'unused-integer-bits: note: make layer1_bias_t ap_fixed<9,1>',
      'unused-integer-bits: note: make layer1_t ap_fixed<12,4>',
      'unused-integer-bits: note: make layer2_t ap_fixed<11,3>',
    ]);
  });
});

it('integer bits hold the least and the greatest value', () => {
  expect(integerBits(-8, 7, true, 1)).toBe(4);
  expect(integerBits(-8, 8, true, 1)).toBe(5);
  expect(integerBits(0, 7.75, false, 0.25)).toBe(3);
  expect(integerBits(0, 0.25, false, 0.25)).toBe(-1);
  expect(integerBits(-0.5, 0.25, true, 0.25)).toBe(0);
});
