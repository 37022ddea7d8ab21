import type { FixedType } from '../../hls/index.js';
import { fractionBits } from '../../hls/index.js';
import type { ResolvedLayer } from '../network.js';
import type { Body, Value } from '../wasm/body.js';
import {
  emitConversion,
  lanesFor,
  planConversion,
  type Conversion,
  type PlannedConversion,
  type Signal,
} from '../wasm/conversion.js';
import { laneWidths, vectorLanes, type LaneBits, type Lanes } from '../wasm/lanes.js';
import { groupBytes, groupsPerBlock, loadGroup, storeGroup } from '../wasm/storage.js';
import { planned, type LayerKind, type LayerPlan, type TensorSignal } from './kind.js';

type Function = 'linear' | 'relu';

/** What is done to a value before it is converted to the output's type. */
const functions: Record<Function, { signal(input: Signal): Signal; emit(lanes: Lanes, x: Value): Value }> = {
  linear: {
    signal: (input) => input,
    emit: (_, x) => x,
  },
  relu: {
    signal: ({ fraction, range }) => ({
      fraction,
      range: { min: Math.max(range.min, 0), max: Math.max(range.max, 0) },
    }),
    emit: (lanes, x) => lanes.maximum(x, lanes.constant(0n)),
  },
};

export const linear: LayerKind = { plan: (layer, input) => planElementwise('linear', layer, input) };
export const relu: LayerKind = { plan: (layer, input) => planElementwise('relu', layer, input) };

interface Specification {
  readonly name: Function;
  readonly groups: number;
  readonly lanes: LaneBits;
  readonly from: LaneBits;
  readonly to: LaneBits;
  readonly conversion: Conversion;
}

function planElementwise(name: Function, layer: ResolvedLayer, input: TensorSignal): LayerPlan | null {
  const signal = functions[name].signal(input);
  const found = firstConversion(signal, layer.output, input.storage);
  const to = found && lanesFor(found.range);
  if (!found || !to) return null;
  const { lanes, conversion, range } = found;
  const groups = input.features * groupsPerBlock;
  const specification = { name, groups, lanes, from: input.storage, to, conversion };
  return {
    ...planned('elementwise', specification, writeElementwise),
    lanes,
    constants: null,
    output: { fraction: fractionBits(layer.output), range, features: input.features, storage: to },
  };
}

/** The narrowest lanes, at least `least` bits, in which a conversion is exact. */
export function firstConversion(
  from: Signal,
  to: FixedType,
  least: LaneBits,
): (PlannedConversion & { lanes: LaneBits }) | null {
  for (const lanes of laneWidths) {
    const planned = lanes >= least ? planConversion(from, to, lanes) : null;
    if (planned) return { lanes, ...planned };
  }
  return null;
}

function writeElementwise(
  body: Body,
  { name, groups, lanes: bits, from, to, conversion }: Specification,
): void {
  const { i32 } = body.module;
  const lanes = vectorLanes(body, bits);
  const input = body.variable(body.i32, body.parameter(0)());
  const output = body.variable(body.i32, body.parameter(2)());
  body.repeat(groups, () => {
    const values = loadGroup(body, input.get, 0, from, bits).map((value) =>
      emitConversion(lanes, functions[name].emit(lanes, value), conversion),
    );
    storeGroup(body, output.get, 0, bits, to, values);
    input.set(i32.add(input.get(), i32.const(groupBytes(from))));
    output.set(i32.add(output.get(), i32.const(groupBytes(to))));
  });
}
