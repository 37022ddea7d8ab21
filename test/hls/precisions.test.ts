import { completePrecisions, type FixedType, type LayerGraph } from 'hlsmith/hls';
import { describe, expect, it } from 'vitest';
import { fixed, layer, tensor, weights } from '../graphs.js';

const graphOf = (...layers: LayerGraph['layers']): LayerGraph => ({
  name: 'net',
  inputs: layers[0]!.inputs,
  outputs: [layers.at(-1)!.output],
  layers,
});
const slot = (typedef: string, type: string) => ({ typedef, type: fixed(type) });
const spelled = (types: ReadonlyMap<string, FixedType>, typedef: string): unknown => types.get(typedef);

describe('completing a change of precisions', () => {
  const logits = tensor('logits', 4, 'ap_fixed<18,8>');
  const softmax = (
    parameters: Record<string, number>,
    norm = 'ap_ufixed<17,7>',
    typedef = 'softmax_config::inp_norm_t',
  ) =>
    graphOf(
      layer('softmax', 'softmax', logits, tensor('y', 4), {
        types: { norm: slot(typedef, norm), invInput: slot('inv_inp_t', 'ap_fixed<18,8>') },
        parameters: { implementation: 2, exp_table_size: 1024, inv_table_size: 1024, ...parameters },
      }),
    );
  const narrow = new Map([['logits_t', fixed('ap_fixed<8,3>')]]);

  it('derives the type of normalised logits and the size of their table from the logits', () => {
    const { types, parameters } = completePrecisions(softmax({}), narrow);
    expect(spelled(types, 'softmax_config::inp_norm_t')).toEqual(fixed('ap_ufixed<7,2>'));
    expect(parameters).toEqual([{ config: 'softmax_config', name: 'exp_table_size', value: 128 }]);
  });

  it('lets a table grow again that was cut to the width of the logits', () => {
    const cut = graphOf({
      ...softmax({ exp_table_size: 128 }, 'ap_ufixed<7,2>').layers[0]!,
      inputs: [tensor('logits', 4, 'ap_fixed<8,3>')],
    });
    const { parameters } = completePrecisions(cut, new Map([['logits_t', fixed('ap_fixed<18,8>')]]));
    expect(parameters).toEqual([{ config: 'softmax_config', name: 'exp_table_size', value: 1024 }]);
  });

  it('leaves a type of normalised logits alone that has a typedef of its own, or another format', () => {
    for (const graph of [softmax({}, 'ap_ufixed<17,7>', 'norm_t'), softmax({}, 'ap_ufixed<12,4>')]) {
      expect([...completePrecisions(graph, narrow).types.keys()]).toEqual(['logits_t']);
    }
    expect(
      completePrecisions(softmax({}), new Map([['inv_inp_t', fixed('ap_fixed<9,4>')]])).parameters,
    ).toEqual([{ config: 'softmax_config', name: 'inv_table_size', value: 512 }]);
  });

  const [x, h] = [tensor('x', 6), tensor('h', 2)];
  const lstm = graphOf(
    layer('lstm', 'lstm', x, h, { types: { accumulator: slot('acc_t', 'ap_fixed<18,8>') } }),
  );

  it('gives an LSTM one type for its sums, its states and its inputs', () => {
    const type = fixed('ap_fixed<12,4>');
    const { types } = completePrecisions(lstm, new Map([['h_t', type]]));
    expect(types).toEqual(new Map(['h_t', 'acc_t', 'x_t'].map((typedef) => [typedef, type])));
  });

  it('refuses tied types that are given different formats', () => {
    const both = new Map([
      ['h_t', fixed('ap_fixed<12,4>')],
      ['acc_t', fixed('ap_fixed<12,5>')],
    ]);
    expect(() => completePrecisions(lstm, both)).toThrow(
      /must be one type.*ap_fixed<12,4> and ap_fixed<12,5>/,
    );
  });

  const ternary = (product: string, weight: string): LayerGraph =>
    graphOf(
      layer('dense', 'fc', x, h, {
        types: { weight: slot('w_t', weight) },
        weights: weights('w', [1, -1], weight),
        functions: { product },
        product,
      }),
    );

  it('multiplies where weights are no longer ternary', () => {
    const wide = new Map([['w_t', fixed('ap_int<3>')]]);
    expect(completePrecisions(ternary('weight_ternary', 'ap_int<2>'), wide).products).toEqual([
      { config: 'fc_config', product: 'mult' },
    ]);
    const same = new Map([['w_t', fixed('ap_int<2>')]]);
    expect(completePrecisions(ternary('weight_ternary', 'ap_int<2>'), same).products).toEqual([]);
  });

  it('refuses another type for bits that stand for -1 and 1, and for what the library spells out', () => {
    const wide = new Map([['w_t', fixed('ap_int<3>')]]);
    expect(() => completePrecisions(ternary('weight_binary', 'ap_uint<1>'), wide)).toThrow(
      /w_t cannot become ap_int<3>: bits of fc stand for -1 and 1/,
    );
    const signs = graphOf(layer('binaryTanh', 'sign', x, tensor('y', 6, 'ap_uint<1>')));
    expect(() => completePrecisions(signs, new Map([['y_t', fixed('ap_fixed<8,3>')]]))).toThrow(
      /y_t cannot become/,
    );
  });

  it('adds nothing to a change that nothing depends on', () => {
    const asked = new Map([['w_t', fixed('ap_fixed<9,3>')]]);
    expect(completePrecisions(ternary('mult', 'ap_fixed<18,8>'), asked)).toEqual({
      types: asked,
      parameters: [],
      products: [],
    });
  });
});
