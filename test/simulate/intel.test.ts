import { describe, expect, it } from 'vitest';
import { parseFixedType, type FixedType } from 'hlsmith/hls';
import { openSession } from 'hlsmith/simulate';
import { chain, network, type LayerSketch } from './graphs.js';

/*
 * The libraries of hls4ml's backends for ac_fixed, by hand. Whole projects are compared with compiled ones by
 * verify/bridged-projects.test.ts.
 */
const of = (spelled: string): FixedType => parseFixedType(spelled)!;
const fine = of('ac_fixed<18,8,true>');

async function answers(layer: LayerSketch, inputs: readonly number[], input = fine): Promise<number[]> {
  const graph = chain(inputs.length, input, [{ libraryTables: {}, ...layer }]);
  const session = await openSession(graph, { inputs: Float64Array.from(inputs), samples: 1 });
  const { tensor } = session.evaluate(new Map(), { until: 'outputs' });
  session.close();
  return [...tensor.toDoubles()];
}

describe('tables of one half of a function', () => {
  // Entries of a sigmoid are for magnitudes of 0, 1, ... 7.
  const sigmoid_table = [0.5, 0.625, 0.75, 0.8125, 0.875, 0.90625, 0.9375, 0.96875];
  const layer = { output: fine, types: { table: fine }, parameters: { table_size: 8 } } as const;

  it('are mirrored: a sigmoid at one half, others at zero', async () => {
    const sigmoid = { ...layer, kind: 'sigmoid', libraryTables: { sigmoid_table } } as const;
    expect(await answers(sigmoid, [0, 1.5, -1.5, 7.75, 9, -100])).toEqual([
      ...[0.5, 0.625, 0.375, 0.96875, 0.96875, 0.03125],
    ]);
    // Up to 4, in steps of a half.
    const tanh = { ...layer, kind: 'tanh', libraryTables: { tanh_table: sigmoid_table } } as const;
    expect(await answers(tanh, [0.5, -0.5, -3])).toEqual([0.625, -0.625, -0.9375]);
  });

  it('begin at -8 for a softplus', async () => {
    const softplus = {
      ...layer,
      kind: 'softplus',
      libraryTables: { softplus_table: sigmoid_table },
    } as const;
    // Steps of 2: the quotient loses its last bits toward zero, and its fraction downwards.
    expect(await answers(softplus, [-8, -0.5, 0, 7.5, 50])).toEqual([0.5, 0.8125, 0.875, 0.96875, 0.96875]);
  });
});

it('softmax takes the bits below the sign, and never none of them', async () => {
  // Two bits of a type of four: the value itself without its sign and its last bit.
  const type = of('ac_fixed<4,3,true>');
  const table = of('ac_fixed<16,8,true>');
  const layer: LayerSketch = {
    ...{
      kind: 'softmax',
      output: fine,
      types: { table, expTable: of('ac_fixed<4,3,true>'), invTable: table },
    },
    parameters: { implementation: 2, table_size: 4 },
    libraryTables: { exp_table: [1, 0.5, 0.5, 0.5], invert_table: [8, 1, 0.5, 0.25] },
  };
  // 1 and 1/2; their sum 1.5 is 0011 and gives 01, for 1.
  expect(await answers(layer, [1, 0.5], type)).toEqual([1, 0.5]);
});

it('a mean is that of the whole window, then rescaled to what lies in the image', async () => {
  const layer: LayerSketch = {
    ...{ kind: 'pooling', output: fine, shape: [2, 1] },
    parameters: { pool_op: 1, n_in: 3, n_out: 2, n_filt: 1, pool_width: 2, stride_width: 2, pad_right: 1 },
  };
  expect(await answers(layer, [1, 2, 5])).toEqual([1.5, 5]);
});

describe('libraries for ac_fixed differ', () => {
  const mean = async (
    library: 'catapult' | 'oneapi' | 'quartus' | 'hlsmith',
    packed?: 'last',
  ): Promise<number[]> => {
    const inputs = ['x', 'y'].map((name) => ({ name, type: fine, shape: [2] }));
    const layer = { kind: 'average', output: fine, library, reads: ['x', 'y'] } as const;
    const graph = network({ inputs, layers: [layer], ...(packed ? { packed } : {}) });
    const lsb = 2 ** -10;
    const session = await openSession(graph, { inputs: Float64Array.of(-lsb, 3, 0, 1), samples: 1 });
    const { tensor } = session.evaluate(new Map(), { until: 'outputs' });
    session.close();
    return Array.from(tensor.toDoubles(), (x, at) => (at === 0 ? x / lsb : x));
  };

  it('in how the mean of two values is cut off', async () => {
    for (const library of ['quartus', 'hlsmith'] as const) expect(await mean(library)).toEqual([-1, 2]);
    expect(await mean('oneapi')).toEqual([0, 2]);
    expect(await mean('oneapi', 'last')).toEqual([-1, 2]);
    // Its constant 0.5 has no such bit.
    expect(await mean('catapult')).toEqual([0, 0]);
    expect(await mean('catapult', 'last')).toEqual([-1, 2]);
  });

  it('in the type in which windows are added', async () => {
    const layer = {
      ...({ kind: 'pooling', output: fine, shape: [1, 1], calls: 'nnet::pooling1d_cl' } as const),
      types: { accumulator: of('ac_fixed<8,8,true>') },
      parameters: { n_in: 2, n_out: 1, n_filt: 1, pool_width: 2, stride_width: 2, pool_op: 1 },
    };
    const pooled = async (library: 'catapult' | 'oneapi', packed?: 'last'): Promise<number[]> => {
      const inputs = [{ name: 'x', type: fine, shape: [2, 1] }];
      const graph = network({ inputs, layers: [{ ...layer, library }], ...(packed ? { packed } : {}) });
      const session = await openSession(graph, { inputs: Float64Array.of(1.5, 2.5), samples: 1 });
      const { tensor } = session.evaluate(new Map(), { until: 'outputs' });
      session.close();
      return [...tensor.toDoubles()];
    };
    // 1.5, then 4 after both, cut off after each sum; by two.
    expect(await pooled('oneapi')).toEqual([1]);
    expect(await pooled('oneapi', 'last')).toEqual([1]);
    expect(await pooled('catapult')).toEqual([2]);
    expect(await pooled('catapult', 'last')).toEqual([2]);
  });

  it('in what is known of them', async () => {
    const softmax = { kind: 'softmax', output: fine, library: 'catapult' } as const;
    await expect(answers({ ...softmax, libraryTables: undefined }, [1, 2])).rejects.toMatchObject({
      code: 'simulate.library',
    });
  });
});
