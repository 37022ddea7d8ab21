import type { FixedType, Layer, LayerGraph, LayerKindName, Tensor, TypeRole, WeightArray } from 'hlsmith/hls';
import { fixedType } from 'hlsmith/hls';

/** One layer of a hand-made chain. */
export interface LayerSketch {
  readonly kind: LayerKindName;
  readonly output: FixedType;
  readonly types?: Partial<Record<TypeRole, FixedType>>;
  /** `[inputs, outputs]`, for a dense layer; one for each channel, for a batch normalisation. */
  readonly weights?: readonly number[];
  readonly bias?: readonly number[];
  readonly parameters?: Record<string, number>;
}

/** A chain of layers as the reader would find it in C++: a typedef for every role, `<layer>_<role>_t`. */
export function chain(features: number, input: FixedType, sketches: readonly LayerSketch[]): LayerGraph {
  let current: Tensor = {
    name: 'x',
    slot: { typedef: 'input_t', type: input },
    shape: [features],
    packed: null,
  };
  const inputs = [current];
  const layers = sketches.map((sketch, index): Layer => {
    const name = `layer${index + 1}`;
    const width = sketch.kind === 'dense' ? sketch.bias!.length : current.shape[0]!;
    const types = Object.fromEntries(
      Object.entries(sketch.types ?? {}).map(([role, type]) => [
        role,
        { typedef: `${name}_${role}_t`, type },
      ]),
    );
    const output = {
      name: `${name}_out`,
      slot: { typedef: `${name}_t`, type: sketch.output },
      shape: [width],
      packed: null,
    };
    const layer = {
      name,
      kind: sketch.kind,
      calls: `nnet::${sketch.kind}`,
      config: `config${index}`,
      inputs: [current],
      output,
      weights: sketch.weights ? array(`w${index}`, types['weight']!, sketch.weights) : null,
      bias: sketch.bias ? array(`b${index}`, types['bias']!, sketch.bias) : null,
      types,
      parameters: sketch.parameters ?? {},
      constants: {},
      parts: {},
      functions: {},
      product: 'mult',
    };
    current = output;
    return layer;
  });
  return { name: 'kernel', inputs, outputs: [current], layers };
}

function array(name: string, slot: WeightArray['slot'], values: readonly number[]): WeightArray {
  const numbers = Float64Array.from(values);
  return { name, slot, length: numbers.length, values: () => numbers };
}

/** A small generator of repeatable numbers (mulberry32), uniform in [0, 1). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export interface JetTypes {
  readonly input: FixedType;
  readonly weight: FixedType;
  readonly bias: FixedType;
  readonly accumulator: FixedType;
  readonly result: FixedType;
}

export function uniformTypes(type: FixedType): JetTypes {
  return { input: type, weight: type, bias: type, accumulator: type, result: type };
}

const table = fixedType(true, 18, 8, { quantization: 'RND', overflow: 'SAT' });

/** A 16-64-32-32-5 network with random weights of a trained network's size, softmax included. */
export function jetNetwork(types: JetTypes, { softmax = true, seed = 1 } = {}): LayerGraph {
  const random = randomNumbers(seed);
  const widths = [16, 64, 32, 32, 5];
  const sketches: LayerSketch[] = widths.slice(1).flatMap((outputs, index) => {
    const inputs = widths[index]!;
    const dense: LayerSketch = {
      kind: 'dense',
      output: types.result,
      types: { weight: types.weight, bias: types.bias, accumulator: types.accumulator },
      weights: Array.from({ length: inputs * outputs }, () => gaussian(random) / Math.sqrt(inputs)),
      bias: Array.from({ length: outputs }, () => gaussian(random) / 10),
    };
    return index === widths.length - 2 ? [dense] : [dense, { kind: 'relu', output: types.result }];
  });
  if (softmax) {
    const { width, integer } = types.result;
    sketches.push({
      kind: 'softmax',
      output: types.result,
      types: {
        norm: fixedType(false, width - 1, integer - 1),
        expTable: table,
        invTable: table,
        invInput: table,
        accumulator: table,
      },
      parameters: { exp_table_size: 1024, inv_table_size: 1024, n_in: 5 },
    });
  }
  return chain(16, types.input, sketches);
}

export function gaussianInputs(samples: number, features = 16, seed = 2): Float64Array {
  const random = randomNumbers(seed);
  return Float64Array.from({ length: samples * features }, () => gaussian(random));
}
