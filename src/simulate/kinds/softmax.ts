import { fractionBits, fromDouble, type FixedType } from '../../hls/index.js';
import type { ResolvedLayer } from '../network.js';
import {
  addressBits,
  expIndexType,
  recast,
  softmaxImplementation,
  softmaxSlices,
  softmaxTables,
  treeSplit,
} from '../tables.js';
import type { Body, Value } from '../wasm/body.js';
import {
  emitConversion,
  lanesFor,
  planConversion,
  rangeOf,
  type Conversion,
  type Signal,
} from '../wasm/conversion.js';
import { scalarLanes, type Lanes } from '../wasm/lanes.js';
import {
  planned,
  type Constants,
  type KernelPlaces,
  type Piece,
  type TensorSignal,
} from '../pieces/piece.js';
import { planClippedLinear } from './clipped-linear.js';
import { planLegacy } from './softmax-legacy.js';
import { input as from, output as to, type LayerKind } from './kind.js';
import { forEachSample, outputSignal, type Shape, type Slice } from './softmax-samples.js';

/** `nnet::softmax`. Tables want one look-up for each sample, so it runs on scalars of 64 bits. */
export const softmax: LayerKind = {
  plan(layer, [input]) {
    if (softmaxImplementation(layer) === 'legacy') return planLegacy(layer, input!);
    const slices = softmaxSlices(layer);
    const [{ length: features, 0: first, 1: second }] = slices as [Int32Array];
    // Every class is written out; beyond this the code would be longer than its run.
    if (features > mostClasses) return null;
    const shape = { features, stride: (second ?? first!) - first!, storage: input!.storage };
    const piece = planSlice(layer, input!, shape);
    if (!piece) return null;
    return {
      calls: slices.map(([feature]) => ({ piece, from: [from(0, feature)], to: to(feature) })),
      temporaries: [],
      output: { ...piece.output, features: input!.features },
    };
  },
};

const mostClasses = 128;

function planSlice(layer: ResolvedLayer, input: TensorSignal, slice: Slice): Piece | null {
  const implementation = softmaxImplementation(layer);
  if (implementation === 'argmax') return planArgmax(layer, slice);
  if (implementation === 'clippedLinear') return planClippedLinear(layer, slice);
  return planTabled(layer, input, slice);
}

interface Table {
  readonly entries: number;
  /** Of the address type: its pattern is masked to this width, its top bits are the index. */
  readonly width: number;
}

interface TabledSpecification extends Shape {
  /** From x_max - x to the type that addresses the exp table; null where x itself does. */
  readonly distance: Conversion | null;
  readonly exp: Table;
  readonly inverse: Table;
  readonly addition: Conversion;
  readonly sum: Conversion;
  readonly product: Conversion;
}

function planTabled(layer: ResolvedLayer, input: TensorSignal, slice: Slice): Piece | null {
  const accumulator = layer.role('accumulator');
  const [index, inverseInput, inverseTable] = [
    expIndexType(layer),
    layer.role('invInput'),
    layer.role('invTable'),
  ];
  const stable = softmaxImplementation(layer) === 'stable';
  const spread = { fraction: input.fraction, range: { min: 0, max: input.range.max - input.range.min } };
  const distance = stable ? planConversion(spread, index, 64) : null;
  const one = rangeOf(accumulator);
  const twice = { min: 2 * one.min, max: 2 * one.max };
  const fraction = fractionBits(accumulator);
  const addition = planConversion({ fraction, range: twice }, accumulator, 64);
  const sum = planConversion({ fraction, range: one }, inverseInput, 64);
  const product = planConversion(productSignal(accumulator, inverseTable), layer.output, 64);
  const to = product && lanesFor(product.range);
  if ((stable && !distance) || !addition || !sum || !product || !to) return null;
  const tables = softmaxTables(layer);
  const specification: TabledSpecification = {
    ...{ ...slice, to },
    distance: distance?.conversion ?? null,
    exp: { entries: tables.exp.length, width: index.width },
    inverse: { entries: tables.inverse.length, width: inverseInput.width },
    addition: addition.conversion,
    sum: sum.conversion,
    product: product.conversion,
  };
  return {
    ...planned('softmax', specification, writeTabled),
    lanes: 64,
    constants: tableConstants(layer, [
      ...tables.exp.map((raw) => recast(raw, layer.role('expTable'), accumulator)),
      ...tables.inverse,
    ]),
    output: outputSignal(layer, slice, product.range, to),
  };
}

function productSignal(a: FixedType, b: FixedType): Signal {
  const [x, y] = [rangeOf(a), rangeOf(b)];
  const corners = [x.min * y.min, x.min * y.max, x.max * y.min, x.max * y.max];
  const range = { min: Math.min(...corners), max: Math.max(...corners) };
  return { fraction: fractionBits(a) + fractionBits(b), range };
}

function tableConstants(layer: ResolvedLayer, values: readonly bigint[]): Constants {
  const bytes = new Uint8Array(BigInt64Array.from(values).buffer);
  return { key: `${layer.name} ${values.join()}`, byteLength: bytes.length, bytes: () => bytes };
}

function writeTabled(body: Body, specification: TabledSpecification, places: KernelPlaces): void {
  const { exp, inverse, distance } = specification;
  const lanes = scalarLanes(body);
  const inverseAt = body.let(body.i32, body.plus(places.constants, exp.entries * 8));
  forEachSample(body, specification, places, (inputs) => {
    const greatest = inputs.reduce((best, x) => lanes.maximum(best, x));
    const terms = inputs.map((x) => {
      const address = distance ? emitConversion(lanes, lanes.subtract(greatest, x), distance) : x;
      return lookUp(body, lanes, places.constants, exp, address);
    });
    const total = treeSum(lanes, specification.addition, terms);
    const sum = emitConversion(lanes, total, specification.sum);
    const factor = lookUp(body, lanes, inverseAt, inverse, sum);
    return terms.map((term) => emitConversion(lanes, lanes.multiply(term, factor), specification.product));
  });
}

function treeSum(lanes: Lanes, addition: Conversion, terms: readonly Value[]): Value {
  if (terms.length === 1) return terms[0]!;
  const left = treeSplit(terms.length);
  const [a, b] = [terms.slice(0, left), terms.slice(left)].map((half) => treeSum(lanes, addition, half));
  return emitConversion(lanes, lanes.add(a!, b!), addition);
}

/** The entry that the top bits of a value select. */
function lookUp(body: Body, lanes: Lanes, base: Value, { entries, width }: Table, value: Value): Value {
  const { i32, i64 } = body.module;
  const mask = width < 64 ? (1n << BigInt(width)) - 1n : -1n;
  const pattern = lanes.and(value, lanes.constant(mask));
  const shift = width - addressBits(entries);
  const index = shift >= 0 ? lanes.shiftRightUnsigned(pattern, shift) : lanes.shiftLeft(pattern, -shift);
  const place = i32.add(base(), i32.shl(i32.wrap_i64(index()), i32.const(3)));
  return body.let(body.i64, i64.load(0, 8, place));
}

interface ArgmaxSpecification extends Shape {
  /** The raw value that stands for one, as text: JSON has no big integers. */
  readonly one: string;
}

function planArgmax(layer: ResolvedLayer, slice: Slice): Piece | null {
  const one = fromDouble(1, layer.output);
  const range = { min: Math.min(0, Number(one)), max: Math.max(0, Number(one)) };
  const to = lanesFor(range);
  if (!to) return null;
  const specification = { ...slice, to, one: String(one) };
  return {
    ...planned('argmax', specification, writeArgmax),
    lanes: 64,
    constants: null,
    output: outputSignal(layer, slice, range, to),
  };
}

function writeArgmax(body: Body, specification: ArgmaxSpecification, places: KernelPlaces): void {
  const lanes = scalarLanes(body);
  const one = lanes.constant(BigInt(specification.one));
  forEachSample(body, specification, places, (inputs) => {
    const greatest = inputs.reduce((best, x) => lanes.maximum(best, x));
    let open = lanes.constant(-1n);
    return inputs.map((x) => {
      const wins = lanes.and(open, lanes.equal(x, greatest));
      open = lanes.xor(open, wins);
      return lanes.and(wins, one);
    });
  });
}
