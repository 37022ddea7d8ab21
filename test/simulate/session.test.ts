import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedType, parseFixedType, type FixedType, type LayerGraph } from 'hlsmith/hls';
import { openSession } from 'hlsmith/simulate';
import { chain, gaussianInputs, jetNetwork, uniformTypes } from './graphs.js';
import { exactOutputs } from './oracle.js';

const plain = fixedType(true, 18, 8);

describe('the jet network', () => {
  it.each([
    ['ap_fixed<18,8>', 32],
    ['ap_fixed<8,4>', 16],
    ['ap_fixed<12,5,AP_RND,AP_SAT>', 32],
    ['ap_fixed<24,10,AP_TRN_ZERO,AP_SAT_ZERO>', 64],
    ['ap_fixed<30,12>', 64],
    ['ap_fixed<60,30>', 'exact'],
  ])('with %s everywhere, its last layer in lanes of %s', async (spelling, lanes) => {
    const graph = jetNetwork(uniformTypes(parseFixedType(spelling)!));
    const inputs = gaussianInputs(70);
    const session = await openSession(graph, { inputs, samples: 70 });
    for (const until of ['logits', 'outputs'] as const) {
      const { tensor, arithmetic } = session.evaluate(new Map(), { until });
      expect(Array.from(tensor.raw, BigInt)).toEqual(exactOutputs(graph, inputs, new Map(), until));
      if (until === 'logits') expect(arithmetic.at(-1)).toBe(lanes);
    }
    session.close();
  });
});

describe('a session', () => {
  const small = (): LayerGraph =>
    chain(3, plain, [
      {
        kind: 'dense',
        output: plain,
        types: { weight: plain, bias: plain, accumulator: plain },
        weights: [1, -2, 0.5, 0.25, 3, -1],
        bias: [0.5, -0.25],
      },
      { kind: 'relu', output: plain },
      {
        kind: 'dense',
        output: plain,
        types: { weight: plain, bias: plain, accumulator: plain },
        weights: [1, 2, -1, 0.125],
        bias: [0, 1],
      },
      { kind: 'softmax', output: plain, types: softmaxTypes() },
    ]);
  const softmaxTypes = (): Record<
    'norm' | 'expTable' | 'invTable' | 'invInput' | 'accumulator',
    FixedType
  > => ({
    norm: fixedType(false, 17, 7),
    expTable: plain,
    invTable: plain,
    invInput: plain,
    accumulator: plain,
  });

  it('gives, whatever it was asked before, what a fresh one gives', async () => {
    const graph = small();
    const slots = ['input_t', ...graph.layers.flatMap(({ name }) => [`${name}_t`, `${name}_weight_t`])];
    const step = fc.record({
      typedef: fc.constantFrom(...slots),
      width: fc.integer({ min: 6, max: 40 }),
      until: fc.constantFrom('logits' as const, 'outputs' as const, { tensor: 'layer2_out' }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps) => {
        const inputs = gaussianInputs(80, 3);
        const session = await openSession(graph, { inputs, samples: 80 });
        const assignment = new Map<string, FixedType>();
        for (const { typedef, width, until } of steps) {
          assignment.set(typedef, fixedType(true, width, 6));
          const fresh = await openSession(graph, { inputs, samples: 80 });
          const expected = fresh.evaluate(assignment, { until }).tensor;
          expect(session.evaluate(assignment, { until }).tensor.raw).toEqual(expected.raw);
          fresh.close();
        }
        session.close();
      }),
      { numRuns: 60 },
    );
  });

  it.each([0, 1, 63, 64, 65, 200])('takes %i samples', async (samples) => {
    const graph = small();
    const inputs = gaussianInputs(samples, 3);
    const session = await openSession(graph, { inputs, samples });
    const { tensor } = session.evaluate(new Map());
    expect(Array.from(tensor.raw, BigInt)).toEqual(exactOutputs(graph, inputs, new Map(), 'logits'));
    session.close();
  });

  it('stops at the tensor that is asked for, and tells its type', async () => {
    const inputs = gaussianInputs(5, 3);
    const session = await openSession(small(), { inputs, samples: 5 });
    const result = fixedType(true, 9, 5, { quantization: 'RND' });
    const { tensor } = session.evaluate(new Map([['layer2_t', result]]), { until: { tensor: 'layer2_out' } });
    expect(tensor).toMatchObject({ name: 'layer2_out', type: result, shape: [2] });
    expect([...tensor.toDoubles()]).toEqual(Array.from(tensor.raw as Int32Array, (raw) => raw / 16));
    expect(() => session.evaluate(new Map(), { until: { tensor: 'y' } })).toThrow('no tensor y');
    session.close();
  });

  it('shares nothing with another one', async () => {
    const inputs = [gaussianInputs(70, 3, 1), gaussianInputs(90, 3, 2)];
    const graphs = [small(), small()];
    const sessions = await Promise.all(
      graphs.map((graph, at) => openSession(graph, { inputs: inputs[at]!, samples: inputs[at]!.length / 3 })),
    );
    for (let turn = 0; turn < 2; turn++) {
      sessions.forEach((session, at) => {
        const { tensor } = session.evaluate(new Map());
        expect(Array.from(tensor.raw, BigInt)).toEqual(
          exactOutputs(graphs[at]!, inputs[at]!, new Map(), 'logits'),
        );
      });
    }
    sessions.forEach((session) => session.close());
    expect(() => sessions[0]!.evaluate(new Map())).toThrow('closed');
  });

  it('keeps a block of each tensor where all of them would fill the memory', async () => {
    const wide = 1000;
    const types = { weight: plain, bias: plain, accumulator: plain };
    const graph = chain(1, plain, [
      {
        kind: 'dense',
        output: plain,
        types,
        weights: Array.from({ length: wide }, (_, at) => at / 500 - 1),
        bias: Array.from({ length: wide }, (_, at) => (at % 7) / 8),
      },
      {
        kind: 'dense',
        output: plain,
        types,
        weights: Array.from({ length: wide }, (_, at) => (at % 11) / 16 - 0.3),
        bias: [0.5],
      },
    ]);
    const samples = 60_000;
    const inputs = gaussianInputs(samples, 1);
    const session = await openSession(graph, { inputs, samples });
    const { raw } = session.evaluate(new Map()).tensor;
    const last = inputs.subarray(samples - 20);
    expect(Array.from(raw.slice(samples - 20), BigInt)).toEqual(exactOutputs(graph, last));
    expect(session.evaluate(new Map()).tensor.raw).toEqual(raw);
    session.close();
  });
});

describe('bad input', () => {
  const graph = jetNetwork(uniformTypes(plain));

  it('of the wrong shape is refused', async () => {
    const open = openSession(graph, { inputs: new Float64Array(33), samples: 2 });
    await expect(open).rejects.toThrow('33 input values are not 2 samples of 16 features');
  });

  it('of a network whose ends or order are wrong is refused', async () => {
    const open = (changed: Partial<LayerGraph>): Promise<unknown> =>
      openSession({ ...graph, ...changed }, { inputs: new Float64Array(16), samples: 1 });
    await expect(open({ outputs: [] })).rejects.toMatchObject({ code: 'simulate.ends' });
    await expect(open({ layers: graph.layers.slice(1) })).rejects.toMatchObject({
      code: 'simulate.unwritten',
    });
  });

  it('is named where a layer is not simulated', async () => {
    const quartus = { ...plain, family: 'ac' as const };
    const evaluate = async (layer: Parameters<typeof chain>[2][number], type = plain): Promise<unknown> => {
      const session = await openSession(chain(3, type, [layer]), { inputs: new Float64Array(3), samples: 1 });
      return session.evaluate(new Map(), { until: 'outputs' });
    };
    const code = (code: string): unknown => expect.objectContaining({ code });
    await expect(evaluate({ kind: 'garnet', output: plain })).rejects.toEqual(code('simulate.kind'));
    await expect(evaluate({ kind: 'sigmoid', output: quartus }, quartus)).rejects.toEqual(
      code('simulate.library'),
    );
    const first = { kind: 'pooling', output: plain, calls: 'nnet::pooling2d_cf' } as const;
    await expect(evaluate(first)).rejects.toEqual(code('simulate.channels-first'));
  });

  it('of no numbers becomes what the headers make of it', async () => {
    const wrap = fixedType(true, 8, 4);
    const saturate = fixedType(true, 8, 4, { overflow: 'SAT' });
    const values = Float64Array.of(NaN, Infinity, -Infinity, 1e30, 0.5);
    for (const type of [wrap, saturate]) {
      const graph = chain(5, type, [{ kind: 'linear', output: type }]);
      const session = await openSession(graph, { inputs: values, samples: 1 });
      const { raw } = session.evaluate(new Map()).tensor;
      expect(Array.from(raw, BigInt)).toEqual(exactOutputs(graph, values));
    }
  });

  it('of a layer without a type or with other weights than it needs is refused', async () => {
    const first = graph.layers[0]!;
    const changed = (layer: typeof first): Promise<unknown> =>
      openSession(
        { ...graph, layers: [layer, ...graph.layers.slice(1)] },
        { inputs: new Float64Array(16), samples: 1 },
      ).then((session) => session.evaluate(new Map()));
    const { weight, bias } = first.types;
    await expect(changed({ ...first, types: { weight: weight!, bias: bias! } })).rejects.toThrow(
      'names no accumulator type',
    );
    await expect(changed({ ...first, weights: graph.layers[2]!.weights })).rejects.toThrow(
      'do not fit 16 inputs',
    );
  });
});
