import { describe, expect, it } from 'vitest';
import { parseFixedType, type FixedType } from 'hlsmith/hls';
import { openSession } from 'hlsmith/simulate';
import { chain, type LayerSketch } from './graphs.js';
import { exactOutputs } from './oracle.js';

const of = (spelling: string): FixedType => parseFixedType(spelling)!;

/** Both evaluators' answers for one sample, as numbers; they must agree. */
async function answers(input: string, values: number[], ...layers: LayerSketch[]): Promise<number[]> {
  const graph = chain(values.length, of(input), layers);
  const inputs = Float64Array.from(values);
  const session = await openSession(graph, { inputs, samples: 1 });
  const { tensor } = session.evaluate(new Map(), { until: 'outputs' });
  session.close();
  expect(Array.from(tensor.raw, BigInt)).toEqual(exactOutputs(graph, inputs));
  return [...tensor.toDoubles()];
}

function dense(accumulator: string, output: string, weights: number[], bias: number[]): LayerSketch {
  const types = { weight: of('ap_fixed<12,6>'), bias: of('ap_fixed<12,6>'), accumulator: of(accumulator) };
  return { kind: 'dense', output: of(output), types, weights, bias };
}

describe('dense, by hand', () => {
  it('adds products to the bias', async () => {
    // 1.5 * 0.5 - 2 * 0.25 + 0.125 and 1.5 * 1 - 2 * -1.75 + 0.5
    const layer = dense('ap_fixed<24,12>', 'ap_fixed<16,8>', [0.5, 1, 0.25, -1.75], [0.125, 0.5]);
    expect(await answers('ap_fixed<8,4>', [1.5, -2], layer)).toEqual([0.375, 5.5]);
  });

  it('truncates each product, not their sum', async () => {
    // 0.75 * 0.75 = 0.5625 becomes 0.5 three times; -0.5625 becomes -0.75.
    const weights = [0.75, -0.75, 0.75, -0.75, 0.75, -0.75];
    const layer = dense('ap_fixed<8,6>', 'ap_fixed<8,6>', weights, [0, 0]);
    expect(await answers('ap_fixed<8,4>', [0.75, 0.75, 0.75], layer)).toEqual([1.5, -2.25]);
  });

  it('rounds each product by the accumulator’s mode', async () => {
    const rounded = (mode: string): Promise<number[]> =>
      answers(
        'ap_fixed<8,4>',
        [0.5, 0.5],
        dense(`ap_fixed<8,6,AP_${mode}>`, 'ap_fixed<8,6>', [0.75, -0.75, 0.75, -0.75], [0, 0]),
      );
    // 0.375 is a tie between 0.25 and 0.5.
    expect(await rounded('TRN')).toEqual([0.5, -1]);
    expect(await rounded('TRN_ZERO')).toEqual([0.5, -0.5]);
    expect(await rounded('RND')).toEqual([1, -0.5]);
    expect(await rounded('RND_INF')).toEqual([1, -1]);
    expect(await rounded('RND_ZERO')).toEqual([0.5, -0.5]);
    expect(await rounded('RND_MIN_INF')).toEqual([0.5, -1]);
    expect(await rounded('RND_CONV')).toEqual([1, -1]);
  });

  it('wraps the sum, in whatever order it was added', async () => {
    // 5 + 6 - 4 = 7 passes through 11, which a 4-bit accumulator does not hold.
    const layer = dense('ap_fixed<4,4>', 'ap_fixed<8,8>', [6, -4], [5]);
    expect(await answers('ap_fixed<8,4>', [1, 1], layer)).toEqual([7]);
  });

  it('saturates after every addition, in the order of the inputs', async () => {
    const saturating = (weights: number[]): Promise<number[]> =>
      answers('ap_fixed<8,4>', [1, 1], dense('ap_fixed<4,4,AP_TRN,AP_SAT>', 'ap_fixed<8,8>', weights, [5]));
    expect(await saturating([6, -4])).toEqual([3]);
    expect(await saturating([-4, 6])).toEqual([7]);
  });

  it('saturates the product before it is added', async () => {
    // 3 * 4 = 12 becomes 7, then -8 + 7.
    const layer = dense('ap_fixed<4,4,AP_TRN,AP_SAT>', 'ap_fixed<8,8>', [4], [-8]);
    expect(await answers('ap_fixed<8,4>', [3], layer)).toEqual([-1]);
  });

  it('saturates where the sum needs one bit more than the accumulator', async () => {
    const types = {
      weight: of('ap_fixed<8,8>'),
      bias: of('ap_fixed<16,16>'),
      accumulator: of('ap_fixed<16,16,AP_TRN,AP_SAT>'),
    };
    const layer: LayerSketch = {
      kind: 'dense',
      output: of('ap_fixed<18,18>'),
      types,
      weights: [127, -128],
      bias: [32767, -32768],
    };
    expect(await answers('ap_fixed<4,4>', [7], layer)).toEqual([32767, -32768]);
  });

  it('converts the bias to the accumulator’s type first', async () => {
    // 0.625 rounds to 0.5 in quarters (ties to even), then the sum is exact.
    const layer = dense('ap_fixed<8,6,AP_RND_CONV>', 'ap_fixed<8,6>', [1], [0.625]);
    expect(await answers('ap_fixed<8,4>', [1], layer)).toEqual([1.5]);
  });
});

describe('activations, by hand', () => {
  it('relu drops negatives, then rounds and saturates', async () => {
    const layer: LayerSketch = { kind: 'relu', output: of('ap_ufixed<4,2,AP_RND,AP_SAT>') };
    const values = [-1.5, 0, 0.125, 0.0625, 1.3125, 7];
    expect(await answers('ap_fixed<8,4>', values, layer)).toEqual([0, 0, 0.25, 0, 1.25, 3.75]);
  });

  it('rounds up to a value that the lanes of its input do not hold', async () => {
    // 15.9995 has all of 15 bits set; half a unit more is 16.
    const layer: LayerSketch = { kind: 'linear', output: of('ap_ufixed<5,5,AP_RND>') };
    expect(await answers('ap_ufixed<15,4>', [32767 / 2048, 15.25, 0.5], layer)).toEqual([16, 15, 1]);
  });

  it('linear converts', async () => {
    const layer: LayerSketch = { kind: 'linear', output: of('ap_fixed<4,2>') };
    expect(await answers('ap_fixed<8,4>', [1.9375, -0.0625, 2, -2.25], layer)).toEqual([
      1.75, -0.25, -2, 1.75,
    ]);
  });
});

describe('softmax, by hand', () => {
  const table = of('ap_fixed<18,8,AP_RND,AP_SAT>');
  const types = {
    norm: of('ap_ufixed<17,7>'),
    expTable: table,
    invTable: table,
    invInput: table,
    accumulator: table,
  };
  const softmax = (parameters: Record<string, number>): LayerSketch => ({
    kind: 'softmax',
    output: of('ap_fixed<16,4>'),
    types,
    parameters: { exp_table_size: 1024, inv_table_size: 1024, ...parameters },
  });

  it('stable', async () => {
    // exp(0) = 1024, exp(-1) = 376.7 -> 377 (in 1/1024); their sum 1401 has the index 5, which is 1.25;
    // 1/1.25 = 819.2 -> 819; 1024 * 819 and 377 * 819 in 2^-20, truncated to 2^-12.
    expect(await answers('ap_fixed<18,8>', [1, 0], softmax({}))).toEqual([3276 / 4096, 1206 / 4096]);
  });

  it('latency: no maximum is taken off', async () => {
    // exp(1) = 2783.5 -> 2784 and exp(0) = 1024; index (2784 + 1024) >> 8 = 14 is 3.5; 1/3.5 = 292.57 -> 293.
    const parameters = { implementation: 0 };
    expect(await answers('ap_fixed<18,8>', [1, 0], softmax(parameters))).toEqual([
      Math.floor((2784 * 293) / 256) / 4096,
      Math.floor((1024 * 293) / 256) / 4096,
    ]);
  });

  it('argmax: one for the first of equals', async () => {
    expect(await answers('ap_fixed<18,8>', [3, 5, 5, -1], softmax({ implementation: 3 }))).toEqual([
      0, 1, 0, 0,
    ]);
  });

  it('takes an infinite 1/x for what its table’s type makes of it', async () => {
    // Two ones are more than an accumulator of 1.75 at most holds; it becomes 0, and 1/0 0 where the table wraps.
    const accumulator = of('ap_ufixed<3,1,AP_TRN,AP_SAT_ZERO>');
    const layer = (invTable: string): LayerSketch => ({
      ...softmax({}),
      output: of('ap_fixed<24,12>'),
      types: { ...types, accumulator, invTable: of(invTable) },
    });
    const largest = 131071 / 1024;
    expect(await answers('ap_fixed<18,8>', [1, 1], layer('ap_fixed<18,8>'))).toEqual([0, 0]);
    expect(await answers('ap_fixed<18,8>', [1, 1], layer('ap_fixed<18,8,AP_TRN,AP_SAT>'))).toEqual([
      largest,
      largest,
    ]);
  });

  it('adds in a balanced tree', async () => {
    // In quarters 4 3 3 3, where more than 7 becomes 0: (4 + 3) + (3 + 3) is 0, but ((4 + 3) + 3) + 3 were 3.
    const accumulator = of('ap_ufixed<3,1,AP_TRN,AP_SAT_ZERO>');
    const layer: LayerSketch = {
      ...softmax({}),
      output: of('ap_fixed<24,12>'),
      types: { ...types, norm: of('ap_ufixed<10,4>'), accumulator },
    };
    const inverse = 131071 / 1024;
    expect(await answers('ap_fixed<18,8>', [0.25, 0, 0, 0], layer)).toEqual([
      inverse,
      ...[0.75 * inverse, 0.75 * inverse, 0.75 * inverse],
    ]);
  });

  it('refuses what is not simulated', async () => {
    const unknown = answers('ap_fixed<18,8>', [1, 0], softmax({ implementation: 7 }));
    await expect(unknown).rejects.toMatchObject({ code: 'simulate.softmax' });
  });

  it('is, in its oldest form, the inverse of a sum of differences', async () => {
    // 1 + 1/e = 1.368 is entry 21 of 1024 up to 64, for 1.3125; 1 + e = 3.718 is entry 59, for 3.6875.
    expect(await answers('ap_fixed<18,8>', [1, 0], softmax({ implementation: 1 }))).toEqual([
      Math.floor(1024 / 1.3125) / 1024,
      Math.floor(1024 / 3.6875) / 1024,
    ]);
  });
});
