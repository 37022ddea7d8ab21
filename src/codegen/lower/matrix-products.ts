import { problem } from '../../diagnostics/index.js';
import type { DenseLayer, EinsumDenseLayer, ModelLayer, NdArray } from '../../nn/index.js';
import { equationOf, extentsOf, lengthsOf, permutation, type Equation } from '../equation.js';
import type { FreshNames } from './names.js';

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Entries of a matrix with a block for each place of the axes that stay in place: more fits in no FPGA. */
const mostEntries = 2 ** 24;

/** On a sequence or an image a dense layer is a convolution with a window of one place; further axes are made one. */
export function denseOverPlaces(
  layer: DenseLayer,
  shape: readonly number[],
  names: FreshNames,
): readonly ModelLayer[] {
  if (shape.length === 1) return [layer];
  if (shape.length <= 3) return [pointwise(layer, shape)];
  const [channels] = shape.slice(-1);
  const places = sizeOf(shape) / channels;
  const units = layer.bias.data.length;
  const computed = [...shape.slice(0, -1), units].join('x');
  const declared = layer.outputShape.join('x');
  if (computed !== declared) {
    const reason = `it computes a result of shape ${computed}, not ${declared}`;
    throw problem('codegen.bad-layer', { layer: layer.name, reason });
  }
  const flat: ModelLayer = {
    ...{ kind: 'reshape', name: names.fresh(`${layer.name}_places`) },
    ...{ inputs: layer.inputs, outputShape: [places, channels] },
  };
  const product = pointwise({ ...layer, inputs: [flat.name], outputShape: [places, units] }, [
    places,
    channels,
  ]);
  return [flat, product, reshaped(product, layer.outputShape, names)];
}

function pointwise(layer: DenseLayer, shape: readonly number[]): ModelLayer {
  const { name, inputs, outputShape, kernel, bias, precisions } = layer;
  const ones = shape.slice(0, -1).map(() => 1);
  return {
    kind: shape.length === 2 ? 'conv1d' : 'conv2d',
    ...{ name, inputs, outputShape, bias, precisions },
    kernel: { shape: [...ones, ...kernel.shape], data: kernel.data },
    strides: ones,
    dilation: ones,
    padding: ones.map(() => [0, 0] as const),
    groups: 1,
  };
}

/** The same values in another shape, as the result of the layer that made them. */
function reshaped({ name }: ModelLayer, outputShape: readonly number[], names: FreshNames): ModelLayer {
  return { kind: 'reshape', name: names.fresh(`${name}_shape`), inputs: [name], outputShape };
}

/** Layers one behind the other. What would change nothing is left out. */
class Steps {
  readonly layers: ModelLayer[] = [];

  constructor(
    private source: string,
    private shape: readonly number[],
    private readonly names: FreshNames,
  ) {}

  then(make: (inputs: readonly string[]) => ModelLayer): void {
    const layer = make([this.source]);
    this.layers.push(layer);
    this.source = layer.name;
    this.shape = layer.outputShape;
  }

  reshape(outputShape: readonly number[], preferred: string): void {
    if (outputShape.join() === this.shape.join()) return;
    const name = this.names.fresh(preferred);
    this.then((inputs) => ({ kind: 'reshape', name, inputs, outputShape }));
  }

  permute(axes: readonly number[], name: string): void {
    if (axes.every((axis, at) => axis === at)) return;
    const outputShape = axes.map((axis) => this.shape[axis]);
    this.then((inputs) => ({ kind: 'permute', name, inputs, outputShape, axes }));
  }
}

/**
 * An Einstein sum with a constant kernel as a matrix product: the input's axes are brought into the order rows, places
 * that have a kernel of their own, terms; a dense layer multiplies each row with a matrix that has a block for each of
 * these places; the result's axes are brought into order.
 *
 * @throws codegen.bad-layer
 */
export function einsumAsDense(
  layer: EinsumDenseLayer,
  shape: readonly number[],
  names: FreshNames,
): readonly ModelLayer[] {
  const refuse = (reason: string): Error => problem('codegen.bad-layer', { layer: layer.name, reason });
  const equation = equationOf(layer.equation, 'left');
  const lengths = lengthsOf(equation, [shape, layer.kernel.shape]);
  const { left, result, inPlace, leftOnly, rightOnly } = equation;
  if (!lengths || extentsOf(result, lengths).join() !== layer.outputShape.join())
    throw refuse(`its equation ${layer.equation} does not fit its shapes, or names an axis twice`);
  const terms = [...left].filter((letter) => equation.summed.includes(letter)).join('');
  const [rows, inputs, outputs] = [leftOnly, inPlace + terms, inPlace + rightOnly].map((letters) =>
    sizeOf(extentsOf(letters, lengths)),
  );
  if (inputs * outputs > mostEntries) throw refuse(`its matrix of ${inputs} x ${outputs} is too large`);

  // The step whose values are in the result's order has the layer's own name.
  const before = leftOnly + inPlace + rightOnly;
  const { shared, each } = biasesOf(layer, equation, lengths, outputs);
  const named = (isLast: boolean, word: string): string =>
    isLast && before === result ? layer.name : names.fresh(`${layer.name}_${word}`);
  const rowed = leftOnly === '' ? (width: number) => [width] : (width: number) => [rows, width];

  const steps = new Steps(layer.inputs[0], shape, names);
  const arranged = leftOnly + inPlace + terms;
  steps.permute(permutation(left, arranged), names.fresh(`${layer.name}_arranged`));
  steps.reshape(rowed(inputs), `${layer.name}_rows`);
  const product = named(each === null, 'product');
  steps.then((source) => {
    const matrix = blocks(layer.kernel, equation, lengths, terms);
    const { precisions } = layer;
    const dense: DenseLayer = {
      ...{ kind: 'dense', name: product, inputs: source, outputShape: rowed(outputs), precisions },
      ...{ kernel: { shape: [inputs, outputs], data: matrix }, bias: shared },
    };
    return leftOnly === '' ? dense : pointwise(dense, rowed(inputs));
  });
  if (each) {
    const outputShape = each.shape;
    const scale = { shape: each.shape, data: new Float64Array(each.data.length).fill(1) };
    steps.reshape(outputShape, `${product}_flat`);
    const name = named(true, 'sum');
    steps.then((source) => ({
      ...{ kind: 'batchNormalization', name, inputs: source },
      ...{ outputShape, scale, bias: each },
    }));
  }
  steps.reshape(extentsOf(before, lengths), `${layer.name}_shape`);
  steps.permute(permutation(before, result), layer.name);
  return steps.layers;
}

/** `[in place, terms] x [in place, right]`: zeros where the places differ. */
function blocks(
  { data }: NdArray,
  { right, inPlace, rightOnly, summed }: Equation,
  lengths: ReadonlyMap<string, number>,
  terms: string,
): Float64Array {
  const extents = (letters: string): number[] => extentsOf(letters, lengths);
  const [inputs, outputs] = [inPlace + terms, inPlace + rightOnly].map((letters) => sizeOf(extents(letters)));
  const columns = sizeOf(extents(rightOnly));
  // Every combination of letters once; an axis that only the kernel has and the result lacks is summed here.
  const all = inPlace + terms + rightOnly + [...summed].filter((letter) => !terms.includes(letter)).join('');
  const indices = new Map<string, number>([...all].map((letter) => [letter, 0]));
  const offset = (letters: string): number =>
    [...letters].reduce((sum, letter) => sum * (lengths.get(letter) ?? 1) + (indices.get(letter) ?? 0), 0);
  const matrix = new Float64Array(inputs * outputs);
  for (let count = sizeOf(extents(all)); count > 0; count--) {
    const row = offset(inPlace + terms);
    matrix[row * outputs + offset(inPlace) * columns + offset(rightOnly)] += data[offset(right)];
    for (const letter of [...all].reverse()) {
      const next = ((indices.get(letter) ?? 0) + 1) % (lengths.get(letter) ?? 1);
      indices.set(letter, next);
      if (next > 0) break;
    }
  }
  return matrix;
}

/** The bias of a row where all rows share it; otherwise zeros, and a bias for each result. */
function biasesOf(
  { bias, outputShape }: EinsumDenseLayer,
  { result, leftOnly, inPlace, rightOnly }: Equation,
  lengths: ReadonlyMap<string, number>,
  outputs: number,
): { shared: NdArray; each: NdArray | null } {
  const none = { shape: [outputs], data: new Float64Array(outputs) };
  if (!bias) return { shared: none, each: null };
  const missing = outputShape.length - bias.shape.length;
  const strideOf = (letter: string): number => {
    const axis = result.indexOf(letter) - missing;
    return axis < 0 || bias.shape[axis] === 1 ? 0 : sizeOf(bias.shape.slice(axis + 1));
  };
  const isShared = [...leftOnly].every((letter) => strideOf(letter) === 0);
  const letters = isShared ? inPlace + rightOnly : leftOnly + inPlace + rightOnly;
  const extents = extentsOf(letters, lengths);
  const data = Float64Array.from({ length: sizeOf(extents) }, (_, at) => {
    let rest = at;
    let source = 0;
    for (let axis = extents.length - 1; axis >= 0; axis--) {
      source += (rest % extents[axis]) * strideOf(letters[axis]);
      rest = Math.floor(rest / extents[axis]);
    }
    return bias.data[source];
  });
  const array = { shape: [data.length], data };
  return isShared ? { shared: array, each: null } : { shared: none, each: array };
}
