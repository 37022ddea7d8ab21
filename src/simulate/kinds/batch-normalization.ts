import { fractionBits } from '../../hls/index.js';
import { problem } from '../../diagnostics/index.js';
import type { ResolvedLayer } from '../network.js';
import type { Body } from '../wasm/body.js';
import {
  emitConversion,
  lanesFor,
  planConversion,
  planLowBits,
  type Conversion,
  type PlannedConversion,
  type Range,
  type Signal,
} from '../wasm/conversion.js';
import { laneWidths, vectorLanes, type LaneBits } from '../wasm/lanes.js';
import {
  groupBytes,
  groupsPerBlock,
  loadGroup,
  loadSplat,
  storeGroup,
  writeIntegers,
} from '../wasm/storage.js';
import { planned, type LayerKind, type TensorSignal, type WeightSource } from './kind.js';

/** `nnet::normalize`: `result = (res_t)(x * scale + bias)`, product and sum exact. */
export const batchNormalization: LayerKind = {
  plan(layer, input, weights) {
    const numbers = numbersOf(layer, input, weights);
    const found = numbers && narrowest(layer, input, sumSignal(input.range, numbers));
    const to = found && lanesFor(found.range);
    if (!found || !to) return null;
    const { features } = input;
    const { lanes, conversion, range } = found;
    const specification = { features, lanes, from: input.storage, to, conversion };
    return {
      ...planned('batch normalization', specification, writeBatchNormalization),
      lanes,
      constants: {
        key: `${numbers.key} ${lanes}`,
        byteLength: (numbers.pairs.length * lanes) / 8,
        bytes() {
          const bytes = new Uint8Array(this.byteLength);
          writeIntegers(bytes, 0, numbers.pairs, lanes);
          return bytes;
        },
      },
      output: { fraction: fractionBits(layer.output), range, features, storage: to },
    };
  },
};

/** Integers of a layer, aligned so that `x * scale + bias` has `fraction` fraction bits. */
interface Numbers {
  readonly fraction: number;
  /** Scale and bias of each feature in turn. */
  readonly pairs: Float64Array;
  readonly key: string;
}

/** null where a type is wider than a double holds, or the two are too far apart. */
function numbersOf(layer: ResolvedLayer, input: TensorSignal, source: WeightSource): Numbers | null {
  const { weights, bias, name } = layer.layer;
  const { features } = input;
  if (!weights || !bias || bias.length !== weights.length || features % weights.length !== 0) {
    throw problem('simulate.weights', { layer: name, inputs: features, outputs: features });
  }
  const [scaleType, biasType] = [layer.role('weight'), layer.role('bias')];
  const scale = source.raw(weights, scaleType);
  const summand = source.raw(bias, biasType);
  const productFraction = input.fraction + fractionBits(scaleType);
  const fraction = Math.max(productFraction, fractionBits(biasType));
  const [scaleLift, biasLift] = [fraction - productFraction, fraction - fractionBits(biasType)];
  if (!scale || !summand || Math.max(scaleLift, biasLift) > 63) return null;
  const pairs = new Float64Array(2 * features);
  for (let feature = 0; feature < features; feature++) {
    const channel = feature % weights.length;
    pairs[2 * feature] = scale[channel]! * 2 ** scaleLift;
    pairs[2 * feature + 1] = summand[channel]! * 2 ** biasLift;
  }
  const key = [
    source.key(weights, scaleType),
    source.key(bias, biasType),
    scaleLift,
    biasLift,
    features,
  ].join(' ');
  return { fraction, pairs, key };
}

/** What the sums are, over all features. */
function sumSignal(x: Range, { fraction, pairs }: Numbers): Signal {
  let min = 0;
  let max = 0;
  for (let at = 0; at < pairs.length; at += 2) {
    const [scale, bias] = [pairs[at]!, pairs[at + 1]!];
    const ends = [x.min * scale, x.max * scale];
    // Beyond 2^53 doubles may have lost a little, also where the two then cancel.
    const largest = Math.max(...ends.map(Math.abs), Math.abs(bias));
    const slack = largest < 2 ** 52 ? 0 : largest * 2 ** -30;
    min = Math.min(min, Math.min(...ends) + bias - slack);
    max = Math.max(max, Math.max(...ends) + bias + slack);
  }
  return { fraction, range: { min, max } };
}

/** The narrowest lanes that give the exact result: they hold every sum, or all the bits that are kept of it. */
function narrowest(
  layer: ResolvedLayer,
  input: TensorSignal,
  sum: Signal,
): (PlannedConversion & { lanes: LaneBits }) | null {
  for (const lanes of laneWidths) {
    if (lanes < input.storage) continue;
    const planned =
      planConversion(sum, layer.output, lanes) ?? planLowBits(sum.fraction, layer.output, lanes);
    if (planned) return { lanes, ...planned };
  }
  return null;
}

interface Specification {
  readonly features: number;
  readonly lanes: LaneBits;
  readonly from: LaneBits;
  readonly to: LaneBits;
  readonly conversion: Conversion;
}

function writeBatchNormalization(
  body: Body,
  { features, lanes: bits, from, to, conversion }: Specification,
): void {
  const { i32 } = body.module;
  const lanes = vectorLanes(body, bits);
  const [input, pairs, output] = [0, 1, 2].map((at) => body.variable(body.i32, body.parameter(at)()));
  body.repeat(features, () => {
    const scale = loadSplat(body, pairs!.get, 0, bits);
    const bias = loadSplat(body, pairs!.get, bits / 8, bits);
    body.repeat(groupsPerBlock, () => {
      const values = loadGroup(body, input!.get, 0, from, bits).map((x) =>
        emitConversion(lanes, lanes.add(lanes.multiply(x, scale), bias), conversion),
      );
      storeGroup(body, output!.get, 0, bits, to, values);
      input!.set(i32.add(input!.get(), i32.const(groupBytes(from))));
      output!.set(i32.add(output!.get(), i32.const(groupBytes(to))));
    });
    pairs!.set(i32.add(pairs!.get(), i32.const((2 * bits) / 8)));
  });
}
