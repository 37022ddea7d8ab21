import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openHlsProject, parseFixedType, readLayerGraph } from 'hlsmith/hls';
import { adderGraph } from '../../src/codegen/adders/adder-graph.js';
import { canonicalSignedDigits } from '../../src/codegen/adders/signed-digits.js';
import { evaluateAdders, shiftedRange, signalRanges } from '../../src/codegen/adders/signals.js';
import {
  convertModel,
  readConfiguration,
  type ConvertOptions,
  type GeneratedProject,
} from '../../src/codegen/index.js';
import type { Model } from '../../src/nn/index.js';
import { quantize } from '../../src/qhs/index.js';
import { openSession } from '../../src/simulate/index.js';
import { hasCompiler, runTestbench, unlessCompiler } from './compiling.js';
import { Network, recurrentNetwork } from './every-layer.js';
import { perceptron, randomNumbers, tiny } from './models.js';
import { complaint, scratchFolder } from './scratch.js';

const scratch = scratchFolder();
const strategy = 'distributed_arithmetic';
const precision = parseFixedType('ap_fixed<12,5>')!;

describe('canonical signed digits', () => {
  it('are the number, no two of them neighbours, and no more than half of its bits', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 80n), 2n ** 80n), (value) => {
        const digits = canonicalSignedDigits(value);
        expect(digits.reduce((sum, { power, sign }) => sum + BigInt(sign) * 2n ** BigInt(power), 0n)).toBe(
          value,
        );
        digits.slice(1).forEach(({ power }, i) => expect(power - digits[i].power).toBeGreaterThan(1));
      }),
    );
  });
});

describe('an adder graph', () => {
  const matrices = fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 40 }))
    .chain(([inputs, outputs, bits]) =>
      fc.record({
        inputs: fc.constant(inputs),
        outputs: fc.constant(outputs),
        matrix: fc.array(fc.bigInt(-(2n ** BigInt(bits)), 2n ** BigInt(bits)), {
          minLength: inputs * outputs,
          maxLength: inputs * outputs,
        }),
        x: fc.array(fc.bigInt(-512n, 511n), { minLength: inputs, maxLength: inputs }),
      }),
    );

  it('computes the products, within the ranges of its signals, with no more adders than digits ask for', () => {
    fc.assert(
      fc.property(matrices, ({ matrix, inputs, outputs, x }) => {
        const graph = adderGraph(matrix, inputs, outputs);
        const exact = Array.from({ length: outputs }, (_, j) =>
          x.reduce((sum, value, i) => sum + value * matrix[i * outputs + j], 0n),
        );
        expect(evaluateAdders(graph, x)).toEqual(exact);
        const ranges = signalRanges(graph, { low: -512n, high: 511n });
        graph.sums.forEach((sum, j) => {
          if (sum === null) return;
          const { low, high } = shiftedRange(sum, ranges);
          const value = sum.isNegated ? -exact[j] : exact[j];
          expect(value >= low && value <= high).toBe(true);
        });
        const negated = graph.sums.filter((sum) => sum?.isNegated).length;
        expect(graph.adders - negated).toBeLessThanOrEqual(graph.unsharedAdders);
      }),
    );
  });

  it('computes what occurs twice once: 5x + 5y and 7x - 7y', () => {
    expect(adderGraph([5n, 5n], 2, 1)).toMatchObject({ adders: 2, unsharedAdders: 3, depth: 2 });
    expect(adderGraph([7n, 7n, 7n, 7n], 2, 2)).toMatchObject({ adders: 2, unsharedAdders: 6 });
    expect(adderGraph([-1n], 1, 1)).toMatchObject({ adders: 1, unsharedAdders: 0, depth: 1 });
    expect(adderGraph([0n, 4n], 1, 2)).toMatchObject({ adders: 0, sums: [null, { shift: 2 }] });
  });

  it('of 16 x 64 weights of 8 bits has less than half of the adders, and is about as flat as it can be', () => {
    const next = randomNumbers(1);
    const matrix = Array.from({ length: 16 * 64 }, () => BigInt(Math.round(next() * 128)));
    const { adders, unsharedAdders, depth } = adderGraph(matrix, 16, 64);
    expect(unsharedAdders / adders).toBeGreaterThan(2);
    expect(depth).toBeLessThanOrEqual(9);
  });
});

/** Dense, convolutions, pointwise; unsigned inputs, weights of -1, 0 and 1, a row and a column of zeros. */
function convolutions(): Model {
  const net = new Network(17);
  const x = net.input('x', 5, 4, 2);
  const window = { strides: [1, 1], dilation: [1, 1], groups: 1 } as const;
  const same = [
    [1, 0],
    [0, 1],
  ] as const;
  net.add('conv', [x], [5, 4, 3], {
    ...window,
    ...{ kind: 'conv2d', padding: same, kernel: net.array([2, 2, 2, 3]), bias: net.array([3]) },
  });
  net.add('relu', ['conv'], [5, 4, 3], { kind: 'activation', activation: 'relu' });
  const none = [
    [0, 0],
    [0, 0],
  ] as const;
  net.add('point', ['relu'], [5, 4, 2], {
    ...window,
    ...{ kind: 'conv2d', padding: none, kernel: net.array([1, 1, 3, 2]), bias: net.array([2]) },
  });
  net.add('flat', ['point'], [40], { kind: 'reshape' });
  const kernel = net.array([40, 3]);
  kernel.data.forEach((value, at) => {
    if (at < 3 || at % 3 === 1) kernel.data[at] = 0;
    else if (at < 30) kernel.data[at] = Math.sign(value);
  });
  net.add('fc', ['flat'], [3], { kind: 'dense', kernel, bias: net.array([3]) });
  return net.model('fc');
}

describe.skipIf(!hasCompiler)(
  `distributed arithmetic, compiled${unlessCompiler}`,
  { timeout: 120_000 },
  () => {
    const cases: [string, Model, ConvertOptions][] = [
      ['catapult', perceptron([6, 5, 3]), { target: 'catapult' }],
      ['convolutions', convolutions(), { infersPrecision: true }],
      ['stream', convolutions(), { infersPrecision: true, io: 'stream', target: 'catapult' }],
    ];
    it.each(cases)(
      'gives the bits of the latency strategy with the same types: %s',
      (name, model, options) => {
        const next = randomNumbers(3);
        const size = model.layers[0].outputShape.reduce((a, b) => a * b, 1);
        const samples = Array.from({ length: 30 }, () => Array.from({ length: size }, () => next() * 4));
        const adders = convertModel(model, { precision, ...options, strategy });
        const { configuration } = readConfiguration(
          adders.files.get('hlsmith_config.yml')!.replaceAll('distributed_arithmetic', 'Latency'),
          'config',
        );
        const multipliers = convertModel(model, {
          ...options,
          precision,
          infersPrecision: false,
          configuration,
        });
        expect(multipliers.files.get('firmware/defines.h')).toBe(adders.files.get('firmware/defines.h'));
        const expected = runTestbench(join(scratch, `${name}-latency`), multipliers, samples);
        expect(new Set(expected.map(String)).size).toBeGreaterThan(20);
        expect(runTestbench(join(scratch, name), adders, samples)).toEqual(expected);
        if (name !== 'convolutions') return;
        const top = `#define __SYNTHESIS__\n${adders.files.get('firmware/myproject.cpp')!}`;
        const files = new Map([...adders.files, ['firmware/myproject.cpp', top] as const]);
        expect(runTestbench(join(scratch, 'synthesis'), { ...adders, files }, samples)).toEqual(expected);
      },
    );

    it('does not compile with other types than those it was made for', () => {
      const project = convertModel(perceptron([3, 2]), { precision, strategy });
      const defines = project.files.get('firmware/defines.h')!;
      const other = defines.replace(/typedef .* fc1_weight_t;/, 'typedef ap_fixed<11,5> fc1_weight_t;');
      expect(other).not.toBe(defines);
      const files = new Map([...project.files, ['firmware/defines.h', other] as const]);
      expect(() => runTestbench(join(scratch, 'other'), { ...project, files }, [[1, 2, 3]])).toThrow(
        'these adders were made for other types',
      );
    });
  },
);

describe('the strategy distributed_arithmetic', () => {
  it("is read and written in hls4ml's words, and keeps the weights", () => {
    const { files } = convertModel(tiny, { strategy });
    const config = files.get('hlsmith_config.yml')!;
    expect(config).toContain('Strategy: distributed_arithmetic');
    expect([...convertModel(tiny, readConfiguration(config, 'config.yml')).files]).toEqual([...files]);
    const short = config.replaceAll('distributed_arithmetic', 'DA');
    expect([...convertModel(tiny, readConfiguration(short, 'config.yml')).files]).toEqual([...files]);
    expect(files.get('firmware/weights/w2.h')).toBe(convertModel(tiny).files.get('firmware/weights/w2.h'));
    expect(files.get('firmware/adders/adders2.h')).toContain('struct adders2 {');
  });

  it('counts its adders, and says which layers have none', () => {
    const { adders, remarks } = convertModel(convolutions(), { strategy, precision });
    expect(adders.map(({ layer, inputs, outputs }) => [layer, inputs, outputs])).toEqual([
      ['conv', 8, 3],
      ['point', 3, 2],
      ['fc', 40, 3],
    ]);
    for (const { adders: own, unsharedAdders } of adders) expect(own).toBeLessThan(unsharedAdders);
    expect(remarks).toEqual([]);
    const recurrent = convertModel(recurrentNetwork(), { strategy, precision });
    expect(recurrent.remarks[0]).toBe('layer "lstm" has no distributed arithmetic: its strategy is latency');
    expect(recurrent.adders).toEqual([]);
  });

  it('sums in an accumulator that drops nothing, unless the one that is asked for does not either', () => {
    const asking = (accum: string): GeneratedProject => {
      const yaml = `HLSConfig: {LayerName: {fc1: {Precision: {accum: '${accum}'}}}}`;
      return convertModel(tiny, { precision, strategy, ...readConfiguration(yaml, 'config.yml') });
    };
    const exact = asking('ap_fixed<16,2>');
    expect(exact.files.get('firmware/defines.h')).toContain('typedef ap_fixed<16,2> fc1_accum_t;');
    expect(exact.remarks).toEqual([]);
    for (const accum of ['ap_fixed<15,2>', 'ap_fixed<20,6,AP_TRN,AP_SAT>']) {
      const { files, remarks } = asking(accum);
      expect(files.get('firmware/defines.h')).toMatch(/typedef ap_fixed<\d+,\d+> fc1_accum_t;/);
      expect(remarks).toEqual([
        expect.stringMatching(/^layer "fc1" adds exactly, so its accumulator is not ap_/),
      ]);
    }
  });

  it.skipIf(!hasCompiler)('is simulated as it computes, and no search changes it', async () => {
    const directory = join(scratch, 'simulated');
    const next = randomNumbers(3);
    const samples = Array.from({ length: 20 }, () => Array.from({ length: 40 }, () => next() * 3));
    const expected = runTestbench(directory, convertModel(convolutions(), { strategy, precision }), samples);
    const project = await openHlsProject(directory);
    const graph = readLayerGraph(project);
    expect(graph.layers.map(({ parameters }) => parameters.strategy)).toEqual([3, undefined, 3, 3]);
    const inputs = Float64Array.from(samples.flat());
    const session = await openSession(graph, { inputs, samples: samples.length });
    const { tensor } = session.evaluate(new Map(), {});
    expect([...tensor.toDoubles()]).toEqual(expected.flat());
    session.close();
    await expect(
      quantize(project, { inputs, samples: 20, toleratedAccuracyLoss: 0.01, lossIs: 'absolute' }),
    ).rejects.toThrow('conv, point, fc: distributed arithmetic has adders for the weights as they are');
  });

  it('has nothing to reuse', () => {
    const { code, line } = complaint(() => convertModel(tiny, { strategy, reuseFactor: 4 }));
    expect(code).toBe('codegen.adders-reuse');
    expect(line).toContain('layer "fc1" has reuse factor 4');
  });

  it('refuses a matrix that is too large', () => {
    const { code, line } = complaint(() => convertModel(perceptron([400, 200]), { strategy }));
    expect(code).toBe('codegen.too-many-adders');
    expect(line).toMatch(/"fc1" has a matrix of 400 x 200 with \d+ nonzero digits/);
  });
});
