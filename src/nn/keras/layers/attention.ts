import { z } from 'zod';
import type { EinsumDenseLayer, ModelLayer, NdArray } from '../../model.js';
import { fused } from './activation.js';
import { count, describe, options, shapeOf, type LayerContext, type LayerReader } from './context.js';

/** The letters of an equation with its ellipsis spelled out, for an input of `axes` axes (with the batch's). */
function spelledOut(
  layer: LayerContext,
  equation: string,
  axes: number,
): { input: string; kernel: string; output: string } {
  const match = /^([a-zA-Z.]+),([a-zA-Z]+)->([a-zA-Z.]+)$/.exec(equation.replaceAll(' ', ''));
  if (!match) throw layer.refuse(`has the equation ${describe(equation)}`);
  const [, input, kernel, output] = match;
  const used = new Set(equation);
  const missing = axes - input.replace('...', '').length;
  const free = [...'abcdefghijklmnopqrstuvwxyz']
    .filter((letter) => !used.has(letter))
    .slice(0, Math.max(missing, 0));
  const spell = (letters: string): string => letters.replace('...', free.join(''));
  const found = { input: spell(input), kernel, output: spell(output) };
  if (
    found.input.length !== axes ||
    /\./.test(found.input + found.output) ||
    found.output[0] !== found.input[0]
  ) {
    throw layer.refuse(`has the equation ${describe(equation)} for ${axes} axes`);
  }
  return found;
}

const axisLetters = z.string().nullish();

const readEinsumDense: LayerReader = (layer) => {
  const shape = shapeOf(layer);
  const found = options(layer, {
    equation: z.string(),
    output_shape: z.union([count.transform((value) => [value]), z.array(count.nullable())]),
    bias_axes: axisLetters,
  });
  const { input, kernel, output } = spelledOut(layer, found.equation, shape.length + 1);
  const lengths = new Map([...input.slice(1)].map((letter, axis) => [letter, shape[axis]]));
  // The option names the last axes of the result, without the batch's.
  for (const [index, length] of found.output_shape.toReversed().entries()) {
    const letter = output.at(-1 - index);
    if (letter !== undefined && length !== null && letter !== output[0] && !lengths.has(letter))
      lengths.set(letter, length);
  }
  const shapeFor = (letters: string): number[] =>
    [...letters].map((letter) => {
      const length = lengths.get(letter);
      if (length === undefined) throw layer.refuse(`does not say how long axis ${letter} is`);
      return length;
    });
  const outputShape = shapeFor(output.slice(1));
  const array = layer.weight('kernel', shapeFor(kernel));
  const bias = found.bias_axes ? biasFor(layer, found.bias_axes, output, outputShape) : undefined;
  const { name, inputs } = layer;
  const whole: EinsumDenseLayer = {
    ...{ kind: 'einsumDense', name, inputs, outputShape },
    ...{ equation: `${input},${kernel}->${output}`, kernel: array, ...(bias ? { bias } : {}) },
  };
  return [whole, ...fused(layer, layer.config.activation, whole)];
};

/** A bias over some axes, with axes of length 1 for the others, as far as the first of them. */
function biasFor(
  layer: LayerContext,
  letters: string,
  output: string,
  outputShape: readonly number[],
): NdArray {
  const places = [...letters].map((letter) => output.indexOf(letter) - 1);
  if (places.some((place) => place < 0)) throw layer.refuse(`has the bias_axes ${describe(letters)}`);
  const first = Math.min(...places);
  const shape = outputShape.slice(first).map((length, at) => (places.includes(at + first) ? length : 1));
  const { data } = layer.weight('bias', shape);
  return { shape: [...new Array<number>(first).fill(1), ...shape], data };
}

/**
 * Multi-head attention (Vaswani et al., 2017) as the layers that it consists of: projections `NAME_query`, `NAME_key`,
 * `NAME_value`, scores `NAME_scores`, `NAME_softmax`, `NAME_context`, and the projection `NAME`. The factor
 * 1 / sqrt(key_dim) is in the query's weights.
 */
const readAttention: LayerReader = (layer) => {
  const found = options(layer, {
    num_heads: count,
    key_dim: count,
    value_dim: count.nullish(),
    use_bias: z.boolean().default(true),
    output_shape: z.union([count.transform((value) => [value]), z.array(count).length(1)]).nullish(),
    attention_axes: z.array(z.number()).nullish(),
  });
  const { num_heads: heads, key_dim: keys } = found;
  const values = found.value_dim ?? keys;
  const place = (keyword: string, position: number): number => {
    const named = layer.keywords.indexOf(keyword);
    return named >= 0
      ? named
      : layer.keywords[position] === undefined && position < layer.inputs.length
        ? position
        : -1;
  };
  const query = place('query', 0);
  const value = place('value', 1);
  const key = place('key', 2) < 0 ? value : place('key', 2);
  const others = new Set([query, key, value]);
  if (query < 0 || value < 0 || layer.inputs.some((_, index) => !others.has(index))) {
    throw layer.refuse('reads something else than query, value and key');
  }
  if (layer.inputShapes.some((shape) => shape.length !== 2))
    throw layer.refuse('reads more than one axis of places');
  const axes = found.attention_axes;
  if (axes && axes.join() !== '1') throw layer.refuse(`has the attention_axes ${axes.join()}`);
  const project = (part: string, index: number, width: number, factor: number): EinsumDenseLayer => {
    const [places, features] = layer.inputShapes[index];
    return {
      kind: 'einsumDense',
      name: `${layer.name}_${part}`,
      inputs: [layer.inputs[index]],
      outputShape: [places, heads, width],
      equation: 'abc,cde->abde',
      ...weights(part, [features, heads, width], [heads, width], factor),
    };
  };
  const weights = (
    part: string,
    kernel: number[],
    bias: number[],
    factor: number,
  ): { kernel: NdArray; bias?: NdArray } => {
    const group = part === 'attention_output' ? 'output_dense' : `${part}_dense`;
    const where = { group, step: new RegExp(`^${part}$`) };
    const times = ({ shape, data }: NdArray): NdArray => ({
      shape,
      data: Float64Array.from(data, (x) => x * factor),
    });
    const array = times(layer.weight('kernel', kernel, where));
    if (!found.use_bias) return { kernel: array };
    const { data } = times(layer.weight('bias', bias, where));
    return { kernel: array, bias: { shape: [1, ...bias], data } };
  };
  const queries = project('query', query, keys, 1 / Math.sqrt(keys));
  const keyLayer = project('key', key, keys, 1);
  const valueLayer = project('value', value, values, 1);
  const [places] = queries.outputShape;
  const [steps] = keyLayer.outputShape;
  const name = (part: string): string => `${layer.name}_${part}`;
  const scores: ModelLayer = {
    ...{ kind: 'einsum', name: name('scores'), inputs: [keyLayer.name, queries.name] },
    ...{ outputShape: [heads, places, steps], equation: 'aecd,abcd->acbe' },
  };
  const softmax: ModelLayer = {
    ...{ kind: 'activation', name: name('softmax'), inputs: [scores.name] },
    ...{ outputShape: scores.outputShape, activation: 'softmax' },
  };
  const context: ModelLayer = {
    ...{ kind: 'einsum', name: name('context'), inputs: [softmax.name, valueLayer.name] },
    ...{ outputShape: [places, heads, values], equation: 'acbe,aecd->abcd' },
  };
  const width = found.output_shape?.[0] ?? layer.inputShapes[query][1];
  const output: ModelLayer = {
    ...{ kind: 'einsumDense', name: layer.name, inputs: [context.name], outputShape: [places, width] },
    equation: 'abcd,cde->abe',
    ...weights('attention_output', [heads, values, width], [width], 1),
  };
  return [queries, keyLayer, valueLayer, scores, softmax, context, output];
};

export const attentionReaders: Readonly<Record<string, LayerReader>> = {
  EinsumDense: readEinsumDense,
  MultiHeadAttention: readAttention,
};
