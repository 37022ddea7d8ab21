import { fractionBits } from '../../hls/index.js';
import { einsumDenseOf, einsumOf, section, type Einsum } from '../einsum.js';
import { size, type ResolvedLayer } from '../network.js';
import { elementwise } from '../pieces/elementwise.js';
import type { Piece, TensorSignal, WeightSource } from '../pieces/piece.js';
import { reduction } from '../pieces/reduction.js';
import { productOf } from '../products.js';
import { lanesFor, rangeOf, signalOf } from '../wasm/conversion.js';
import { input, oneKernel, output, temporary, type Call, type LayerKind } from './kind.js';
import { matrixPiece } from './matrix.js';

/** `nnet::einsum`: each product is added to the accumulator as it is, in the order of the contracted axes. */
export const einsum: LayerKind = {
  plan(layer, signals) {
    const [a, b] = layer.inputs;
    if (productOf(layer, layer.product(), a!, b!) !== 'mult') return null;
    const sum = einsumOf(layer);
    const accumulator = layer.role('accumulator');
    if (accumulator.width > 53) return null;
    const features = operandFeatures(sum);
    const piece = reduction({
      ...{ positions: sum.result.length, channels: 1, taps: sum.contracted },
      inputs: signals.map((signal, index) => ({ signal, features: features[index]! })),
      start: { values: Float64Array.of(0), fraction: fractionBits(accumulator), key: '0' },
      state: () => signalOf(accumulator),
      step: (terms, total, [x, y]) => terms.convert(terms.add(total, terms.multiply(x!, y!)), accumulator),
      finish: (terms, total) => terms.convert(total, layer.output),
    });
    return oneKernel(piece, 2);
  },
};

/** Of both operands, `[results, contracted]`: the values whose products are added. */
function operandFeatures({ rows, columns, contracted, operands, result }: Einsum): Int32Array[] {
  return operands.map((operand, index) =>
    Int32Array.from({ length: result.length * contracted }, (_, at) => {
      const place = result[Math.floor(at / contracted)]!;
      const block = Math.floor(place / (rows * columns));
      const row = Math.floor(place / columns) % rows;
      const first = index === 0 ? block * rows + row : block * columns + (place % columns);
      return operand[first * contracted + (at % contracted)]!;
    }),
  );
}

/** `nnet::einsum_dense`: `nnet::dense` of each row, with weights for each place in place and biases for each row. */
export const einsumDense: LayerKind = {
  plan(layer, [signal], weights) {
    const sum = einsumDenseOf(layer);
    const storage = lanesFor(rangeOf(layer.output));
    const products = storage && productCalls(layer, sum, signal!, weights, storage);
    if (!products) return null;
    const features = size(layer.layer.output.shape);
    const whole = { fraction: fractionBits(layer.output), range: rangeOf(layer.output), features, storage };
    if (sum.result.every((place, at) => place === at)) {
      return { calls: products, temporaries: [], output: whole };
    }
    const piece = elementwise({
      features,
      inputs: [{ signal: whole, features: sum.result }],
      storage,
      formula: (terms, [x]) => terms.convert(x!, layer.output),
    });
    if (!piece) return null;
    const before = products.map(({ to, ...call }) => ({ ...call, to: temporary(0, to.feature) }));
    return {
      calls: [...before, { piece, from: [temporary(0)], to: output() }],
      temporaries: [whole],
      output: whole,
    };
  },
};

/** Kernels of the rows, `[inPlace, rows, columns]`: one for all rows of a block where they share their biases. */
function productCalls(
  layer: ResolvedLayer,
  { inPlace, rows, columns, contracted, operands }: Einsum,
  signal: TensorSignal,
  source: WeightSource,
  storage: TensorSignal['storage'],
): Call[] | null {
  const part = layer.part('dense_conf');
  const [weights, biases] = [layer.constants('weight'), layer.constants('bias')];
  const values = biases.values();
  const calls: Call[] = [];
  for (let block = 0; block < inPlace; block++) {
    const first = block * rows;
    const shared = sharesBiases(values.subarray(first * columns, (first + rows) * columns), columns);
    const together = shared ? rows : 1;
    for (let row = first; row < first + rows; row += together) {
      const matrix = {
        config: part,
        weights: section(weights, block * contracted * columns, contracted * columns),
        bias: section(biases, row * columns, columns),
        ...{ product: layer.product('dense_conf'), data: layer.input, result: layer.output },
        windows: {
          ...{ positions: together, taps: contracted },
          pixels: operands[0]!.subarray(row * contracted, (row + together) * contracted),
        },
        ...{ channels: 1, outputs: columns, storage },
      };
      const piece: Piece | null = matrixPiece(matrix, signal, source);
      if (piece?.output.storage !== storage) return null;
      calls.push({ piece, from: [input(0)], to: output(row * columns) });
    }
  }
  return calls;
}

function sharesBiases(biases: Float64Array, columns: number): boolean {
  return biases.every((bias, at) => bias === biases[at % columns]);
}
