import type { FixedType, Layer, LayerGraph, LayerKindName, Tensor, TypeRole, WeightArray } from 'hlsmith/hls';
import { fixedType } from 'hlsmith/hls';

/** One layer of a hand-made network. */
export interface LayerSketch {
  readonly kind: LayerKindName;
  readonly output: FixedType;
  readonly types?: Partial<Record<TypeRole, FixedType>>;
  /** `[inputs, outputs]`, for a dense layer; one for each channel, for a batch normalisation. */
  readonly weights?: readonly number[];
  readonly bias?: readonly number[];
  readonly constants?: Partial<Record<TypeRole, readonly number[]>>;
  readonly parameters?: Record<string, number>;
  readonly parts?: Layer['parts'];
  readonly functions?: Layer['functions'];
  readonly product?: string;
  readonly elementTypes?: Layer['elementTypes'];
  readonly strictThreshold?: boolean;
  /** Where there are tables, `quartus` by default. */
  readonly library?: Layer['library'];
  /** Of Intel's libraries: by name, `sigmoid_table`. */
  readonly libraryTables?: Readonly<Record<string, readonly number[]>>;
  /** By default as many as the bias has, or as the first input. */
  readonly shape?: readonly number[];
  /** Names of the tensors it reads; by default the result of the layer before it. Layer 1 writes `layer1_out`. */
  readonly reads?: readonly string[];
  readonly calls?: string;
}

export interface GraphSketch {
  readonly inputs: readonly {
    readonly name: string;
    readonly type: FixedType;
    readonly shape: readonly number[];
  }[];
  readonly layers: readonly LayerSketch[];
  readonly outputs?: readonly string[];
  /** Whether tensors are streams of words of so many values, `last` being the last extent of their shape. */
  readonly packed?: 'last';
}

/** A chain of layers as the reader would find it in C++: a typedef for every role, `<layer>_<role>_t`. */
export function chain(features: number, input: FixedType, sketches: readonly LayerSketch[]): LayerGraph {
  return network({ inputs: [{ name: 'x', type: input, shape: [features] }], layers: sketches });
}

export function network({ inputs: ends, layers: sketches, outputs, packed }: GraphSketch): LayerGraph {
  const tensors = new Map<string, Tensor>();
  const tensor = (name: string, typedef: string, type: FixedType, shape: readonly number[]): Tensor => {
    const word = packed ? shape.at(-1)! : null;
    const made = { name, slot: { typedef, type }, shape, packed: word };
    tensors.set(name, made);
    return made;
  };
  const inputs = ends.map(({ name, type, shape }, at) =>
    tensor(name, at === 0 ? 'input_t' : `input${at + 1}_t`, type, shape),
  );
  let current = inputs[0]!;
  const layers = sketches.map((sketch, index): Layer => {
    const name = `layer${index + 1}`;
    const reads = sketch.reads?.map((read) => tensors.get(read)!) ?? [current];
    const shape = sketch.shape ?? (sketch.kind === 'dense' ? [sketch.bias!.length] : reads[0]!.shape);
    const types = Object.fromEntries(
      Object.entries(sketch.types ?? {}).map(([role, type]) => [
        role,
        { typedef: `${name}_${role}_t`, type },
      ]),
    );
    const constants = Object.fromEntries(
      Object.entries(sketch.constants ?? {}).map(([role, values]) => [
        role,
        array(`${role}${index}`, types[role]!, values),
      ]),
    );
    current = tensor(`${name}_out`, `${name}_t`, sketch.output, shape);
    return {
      name,
      kind: sketch.kind,
      calls: sketch.calls ?? `nnet::${sketch.kind}`,
      config: `config${index}`,
      inputs: reads,
      output: current,
      weights: sketch.weights ? array(`w${index}`, types['weight']!, sketch.weights) : null,
      bias: sketch.bias ? array(`b${index}`, types['bias']!, sketch.bias) : null,
      types,
      parameters: sketch.parameters ?? {},
      constants,
      parts: sketch.parts ?? {},
      functions: sketch.functions ?? {},
      product: sketch.product ?? 'mult',
      ...(sketch.libraryTables ? { library: 'quartus', libraryTables: tablesOf(sketch.libraryTables) } : {}),
      ...(sketch.library ? { library: sketch.library } : {}),
      ...(sketch.elementTypes ? { elementTypes: sketch.elementTypes } : {}),
      ...(sketch.strictThreshold ? { strictThreshold: true } : {}),
    };
  });
  const results = outputs?.map((name) => tensors.get(name)!) ?? [current];
  return { name: 'kernel', inputs, outputs: results, layers };
}

const tablesOf = (tables: Readonly<Record<string, readonly number[]>>): Layer['libraryTables'] => ({
  table: (name) => Float64Array.from(tables[name] ?? []),
});

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
