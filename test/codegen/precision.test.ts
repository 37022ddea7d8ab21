import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { maximum, minimum, parseFixedType, type FixedType } from 'hlsmith/hls';
import { convertModel, type ConvertOptions } from '../../src/codegen/index.js';
import type { LayerPrecisions, Model } from '../../src/nn/index.js';
import { trace } from '../../src/nn/index.js';
import { hasCompiler, runTestbench, unlessCompiler } from './compiling.js';
import { imageNetwork } from './every-layer.js';
import {
  activation,
  chain,
  dense,
  input,
  normalizedPerceptron,
  perceptron,
  randomNumbers,
} from './models.js';
import { scratchFolder } from './scratch.js';

const scratch = scratchFolder();
const fixed = (text: string): FixedType => parseFixedType(text)!;

function typesOf(model: Model, options: ConvertOptions): Map<string, FixedType> {
  const defines = convertModel(model, options).files.get('firmware/defines.h')!;
  return new Map(
    [...defines.matchAll(/^typedef (\S+) (\w+);/gm)].map(([, type, name]) => [name, fixed(type)]),
  );
}

describe('inferred precisions', () => {
  it('hold the largest sums that any input can lead to, and lose nothing in them', () => {
    const model = chain('m', input('x', 2), dense('fc', 'x', [[1.5], [-0.75]], [2]));
    const types = typesOf(model, { precision: fixed('ap_fixed<8,4>'), infersPrecision: true });
    // 1.5 * -8 - 0.75 * 7.9375 + 2 = -15.953125, and 1.5 * 7.9375 + 0.75 * 8 + 2 = 19.90625.
    expect(types.get('fc_accum_t')).toEqual(fixed('ap_fixed<14,6>'));
    expect(types.get('result_t')).toEqual(fixed('ap_fixed<10,6>'));
    expect(types.get('fc_weight_t')).toEqual(fixed('ap_fixed<8,4>'));
  });

  it('give constants the integer bits that they need', () => {
    const model = chain('m', input('x', 1), dense('fc', 'x', [[100]], [-3]));
    const types = typesOf(model, { precision: fixed('ap_fixed<8,4>'), infersPrecision: true });
    expect(types.get('fc_weight_t')).toEqual(fixed('ap_fixed<12,8>'));
    expect(types.get('fc_bias_t')).toEqual(fixed('ap_fixed<8,4>'));
  });

  it('are unsigned behind a relu', () => {
    const model = chain('m', input('x', 1), activation('relu', 'r', 'x', 1), activation('relu', 's', 'r', 1));
    const types = typesOf(model, { precision: fixed('ap_fixed<8,4>'), infersPrecision: true });
    expect(types.get('result_t')).toEqual(fixed('ap_ufixed<7,3>'));
  });

  it('lose nothing between weights and a quantizer that the model fixes', () => {
    const fixes = (width: number) => ({ signed: true, width, integer: 1, quantization: 'RND_CONV' }) as const;
    const weight = { ...fixes(6), overflow: 'SAT' } as const;
    const fc = { ...dense('fc', 'x', [[0.5]], [0.25]), precisions: { weight, bias: weight } };
    const rounded = {
      ...activation('linear', 'q', 'r', 1),
      precisions: { result: { ...fixes(8), overflow: 'SAT' } as const },
    };
    const options = { precision: fixed('ap_fixed<8,4>'), infersPrecision: true };
    const types = typesOf(chain('m', input('x', 1), fc, activation('relu', 'r', 'x', 1), rounded), options);
    expect(types.get('layer3_t')).toEqual(fixed('ap_ufixed<7,3>'));
    const behind = typesOf(chain('m', input('x', 1), fc, activation('relu', 'r', 'fc', 1), rounded), options);
    // 4 bits of the input and 5 of the weight are right of the point.
    expect(behind.get('layer3_t')).toEqual(fixed('ap_ufixed<12,3>'));
    expect(behind.get('result_t')).toEqual(fixed('ap_fixed<8,1,AP_RND_CONV,AP_SAT>'));
  });

  it('hold twice what occurs on a profile', () => {
    const model = perceptron([8, 6, 3]);
    const next = randomNumbers(2);
    const samples = 50;
    const inputs = [Float64Array.from({ length: samples * 8 }, () => next() * 2)];
    const options = { precision: fixed('ap_fixed<18,8>'), infersPrecision: true };
    const bounded = typesOf(model, options);
    const profiled = typesOf(model, { ...options, profile: { inputs, samples } });
    expect(profiled.get('layer2_t')!.integer).toBeLessThan(bounded.get('layer2_t')!.integer - 3);
    const [results] = trace(model, inputs, samples, ['fc1']).values();
    const most = Math.max(...results.map(Math.abs));
    for (const name of ['layer2_t', 'fc1_accum_t']) {
      const type = profiled.get(name)!;
      expect([maximum(type) >= most * 1.99, maximum(type) < most * 4]).toEqual([true, true]);
      expect(minimum(type)).toBeLessThan(-most);
    }
    expect(profiled.get('input_t')).toEqual(fixed('ap_fixed<18,8>'));
  });

  it('leave no warning behind', () => {
    const model = normalizedPerceptron([8, 6, 3]);
    expect(convertModel(model, { infersPrecision: true }).warnings).toEqual([]);
    expect(convertModel(imageNetwork(), { infersPrecision: true, io: 'stream' }).warnings).toEqual([]);
  });

  it.skipIf(!hasCompiler)(`compute the extremes of the input type without overflow${unlessCompiler}`, () => {
    const whole = normalizedPerceptron([6, 8, 4]);
    const layers = whole.layers.slice(0, -1);
    const model = { ...whole, layers, outputs: [layers.at(-1)!.name] };
    const next = randomNumbers(4);
    const samples = Array.from({ length: 200 }, () =>
      Array.from({ length: 6 }, () => (next() < 0 ? -128 : 128 - 2 ** -10)),
    );
    const results = runTestbench(
      join(scratch, 'extremes'),
      convertModel(model, { infersPrecision: true }),
      samples,
    );
    const exact = trace(model, [Float64Array.from(samples.flat())], samples.length).get(model.outputs[0])!;
    const largest = Math.max(...exact.map(Math.abs));
    expect(largest).toBeGreaterThan(150);
    const worst = Math.max(...results.flat().map((value, i) => Math.abs(value - exact[i])));
    expect(worst).toBeLessThan(largest / 200);
  });
});

describe('precisions that the model fixes', () => {
  const weight = { signed: true, width: 4, integer: 1, quantization: 'RND', overflow: 'SAT' } as const;
  const precisions: LayerPrecisions = { weight, bias: { ...weight, width: 6 } };
  const result = { signed: false, width: 5, integer: 2, quantization: 'RND_CONV', overflow: 'SAT' } as const;
  const model = chain(
    'm',
    input('x', 2),
    { ...dense('fc', 'x', [[0.5], [-0.125]], [0.25]), precisions },
    { ...activation('relu', 'r', 'fc', 1), precisions: { result } },
  );

  it('become its types, and sums before them round nothing', () => {
    const types = typesOf(model, { precision: fixed('ap_fixed<8,4>') });
    expect(types.get('fc_weight_t')).toEqual(fixed('ap_fixed<4,1,AP_RND,AP_SAT>'));
    expect(types.get('fc_bias_t')).toEqual(fixed('ap_fixed<6,1,AP_RND,AP_SAT>'));
    expect(types.get('result_t')).toEqual(fixed('ap_ufixed<5,2,AP_RND_CONV,AP_SAT>'));
    expect(types.get('fc_accum_t')).toEqual(fixed('ap_fixed<11,4>'));
    expect(types.get('layer2_t')).toEqual(types.get('fc_accum_t'));
  });

  it('go before the precision for all, and behind a configuration', () => {
    const configuration = {
      model: { precision: new Map() },
      layerTypes: new Map(),
      layers: new Map([['fc', { precision: new Map([['weight', fixed('ap_fixed<9,3>')]]) }]]),
    };
    expect(typesOf(model, { configuration }).get('fc_weight_t')).toEqual(fixed('ap_fixed<9,3>'));
  });
});

describe('traps', () => {
  it('an unsigned result that would be negative', () => {
    const model = chain('m', input('x', 1), dense('fc', 'x', [[1]], [0]));
    const layers = new Map([['fc', { precision: new Map([['result', fixed('ap_ufixed<8,4>')]]) }]]);
    const configuration = { model: { precision: new Map() }, layerTypes: new Map(), layers };
    const { warnings } = convertModel(model, { configuration, infersPrecision: true });
    expect(warnings.map(({ typedef, message }) => [typedef, message.includes('is unsigned')])).toEqual([
      ['result_t', true],
    ]);
  });

  it('a softmax table that cannot tell logits apart, as hls4ml derives it from wide logits', () => {
    const model = chain('m', input('x', 3), activation('softmax', 's', 'x', 3));
    const wide = new Map([['s', { precision: new Map([['inp_norm', fixed('ap_ufixed<37,17>')]]) }]]);
    const configuration = { model: { precision: new Map() }, layerTypes: new Map(), layers: wide };
    const [warning] = convertModel(model, { configuration }).warnings;
    expect(warning).toMatchObject({ severity: 'warning', layer: 's', typedef: 's_inp_norm_t' });
    expect(warning.message).toContain('one entry for every 128 of');
    expect(convertModel(model).warnings).toEqual([]);
  });
});
