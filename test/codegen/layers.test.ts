import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFixedType } from 'hlsmith/hls';
import { convertModel, type ConvertOptions } from '../../src/codegen/index.js';
import { trace, type Model } from '../../src/nn/index.js';
import { hasCompiler, runTestbench, unlessCompiler } from './compiling.js';
import {
  directionNetwork,
  imageNetwork,
  Network,
  productNetwork,
  recurrentNetwork,
  sequenceNetwork,
  vectorNetwork,
} from './every-layer.js';
import { randomNumbers } from './models.js';
import { scratchFolder } from './scratch.js';

const scratch = scratchFolder();
/** Every network both ways takes a minute. */
const isThorough = process.env.HLSMITH_FUZZ !== undefined;
/** So fine that what remains is the resolution of tables. */
const precision = parseFixedType('ap_fixed<36,12>')!;

export function randomSamples(model: Model, count: number): number[][] {
  const next = randomNumbers(11);
  const shapes = model.inputs.map((name) => model.layers.find((layer) => layer.name === name)!.outputShape);
  const size = shapes.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
  return Array.from({ length: count }, () =>
    Array.from({ length: size }, () => Math.round(next() * 3072) / 1024),
  );
}

/** For each output of the network, by how much the compiled kernel is off at most. */
function errors(folder: string, model: Model, options: ConvertOptions): [string, number][] {
  const samples = randomSamples(model, 20);
  const results = runTestbench(join(scratch, folder), convertModel(model, options), samples);
  let start = 0;
  const inputs = model.inputs.map((name) => {
    const size = model.layers.find((layer) => layer.name === name)!.outputShape.reduce((a, b) => a * b, 1);
    start += size;
    return Float64Array.from(samples.flatMap((sample) => sample.slice(start - size, start)));
  });
  const exact = trace(model, inputs, samples.length);
  let at = 0;
  const worst = model.outputs.map((name): [string, number] => {
    const values = exact.get(name)!;
    const size = values.length / samples.length;
    const differences = results.flatMap((row, sample) =>
      row.slice(at, at + size).map((value, i) => Math.abs(value - values[sample * size + i])),
    );
    expect(differences).toHaveLength(values.length);
    at += size;
    return [name, Math.max(...differences)];
  });
  expect(results.every((row) => row.length === at)).toBe(true);
  return worst;
}

/** What a table cannot tell apart: 1024 entries over 16 (8 for tanh), or the softmax's 10 bits. */
const coarse: Readonly<Record<string, number>> = {
  ...{ sigmoid: 0.02, tanh: 0.02, softplus: 0.03, softsign: 0.02, selu: 0.02, elu: 0.02, softmax: 0.05 },
  ...{ backwards: 0.02, concat: 0.02, sum: 0.04, ave: 0.02, mul: 0.02 },
  ...{ lstm: 0.02, hard: 0.02, gru: 0.02, simple: 0.02, before: 0.02 },
  ...{ attention: 0.02, output: 0.02 },
  ...{ normal: 0.02, add3: 0.02, average3: 0.02, maximum3: 0.02, minimum3: 0.02 },
};

const beyond = (worst: readonly [string, number][]): [string, number][] =>
  worst.filter(([name, error]) => !(error <= (coarse[name] ?? 1e-4)));

describe.skipIf(!hasCompiler)(`every layer, compiled${unlessCompiler}`, { timeout: 120_000 }, () => {
  const networks = {
    image: imageNetwork(),
    vector: vectorNetwork(),
    sequence: sequenceNetwork(),
    recurrent: recurrentNetwork(),
    directions: directionNetwork(),
    products: productNetwork(),
  };
  const all = Object.entries(networks).flatMap(([name, model]) =>
    (['parallel', 'stream'] as const).map((io) => [name, io, model] as const),
  );
  const cases = all.filter(
    ([name, io]) => isThorough || (name === 'image' || name === 'recurrent') === (io === 'stream'),
  );
  it.each(cases)('%s, io_%s: the float results but for rounding', (name, io, model) => {
    expect(beyond(errors(`${name}-${io}`, model, { precision, io }))).toEqual([]);
  });

  it('ternary activations of all numbers of a type, thresholds among them', () => {
    const net = new Network();
    const x = net.input('x', 1);
    const ternary = (name: string, from: string, threshold: number, inclusive: boolean): string =>
      net.add(name, [from], [1], { kind: 'activation', activation: 'ternaryTanh', threshold, inclusive });
    net.add('relu', [x], [1], { kind: 'activation', activation: 'relu' });
    const names = [0.4, 0.5, 5].flatMap((threshold) =>
      [true, false].flatMap((inclusive) =>
        [x, 'relu'].map((from) => ternary(`t${threshold}${inclusive}${from}`, from, threshold, inclusive)),
      ),
    );
    const model = net.model(...names);
    const coarse = parseFixedType('ap_fixed<6,3>')!;
    const samples = Array.from({ length: 64 }, (_, at) => [at / 8 - 4]);
    const options = { precision: coarse, infersPrecision: true };
    const results = runTestbench(join(scratch, 'ternary'), convertModel(model, options), samples);
    const exact = trace(model, [Float64Array.from(samples.flat())], samples.length);
    expect(results).toEqual(samples.map((_, at) => names.map((name) => exact.get(name)![at])));
  });

  const ways = [
    ...(['parallel', 'stream'] as const).map((io) => [io, 'recurrent'] as const),
    ...(['parallel', 'stream'] as const).map((io) => [io, 'sequence'] as const),
  ];
  it.each(isThorough ? ways : ways.slice(-1))('with shared multipliers, io_%s: %s', (io, name) => {
    const shared = { precision, io, strategy: 'resource', reuseFactor: 6 } as const;
    expect(beyond(errors(`resource-${name}-${io}`, networks[name], shared))).toEqual([]);
  });
});
