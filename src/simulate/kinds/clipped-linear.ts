import { clippedLinearNumbers, quotientBits } from '../clipped-linear.js';
import type { ResolvedLayer } from '../network.js';
import { planned, type KernelPlaces, type Piece } from '../pieces/piece.js';
import type { Body } from '../wasm/body.js';
import { emitConversion, lanesFor, planConversion, type Conversion } from '../wasm/conversion.js';
import { scalarLanes } from '../wasm/lanes.js';
import { forEachSample, outputSignal, type Shape, type Slice } from './softmax-samples.js';

interface Specification extends Shape {
  readonly up: number;
  /** As text: JSON has no big integers. */
  readonly reach: string;
  readonly clip: string;
  readonly result: Conversion;
}

/** `nnet::clipped_linear_softmax` of one slice. */
export function planClippedLinear(layer: ResolvedLayer, slice: Slice): Piece | null {
  const { up, reach, clip } = clippedLinearNumbers(layer);
  const quotient = { fraction: quotientBits, range: { min: 0, max: 2 ** quotientBits } };
  const result = planConversion(quotient, layer.output, 64);
  const to = result && lanesFor(result.range);
  if (!result || !to) return null;
  const numbers = { up, reach: String(reach), clip: String(clip), result: result.conversion };
  const specification: Specification = { ...slice, to, ...numbers };
  return {
    ...planned('clipped-linear softmax', specification, write),
    lanes: 64,
    constants: null,
    output: outputSignal(layer, slice, result.range, to),
  };
}

function write(body: Body, specification: Specification, places: KernelPlaces): void {
  const { up, result } = specification;
  const lanes = scalarLanes(body);
  const { i64 } = body.module;
  const [reach, clip] = [specification.reach, specification.clip].map((raw) => lanes.constant(BigInt(raw)));
  forEachSample(body, specification, places, (inputs) => {
    const greatest = inputs.reduce((best, x) => lanes.maximum(best, x));
    const counts = inputs.map((x) => {
      const distance = lanes.shiftLeft(lanes.subtract(greatest, x), up);
      return lanes.subtract(reach!, lanes.minimum(distance, clip!));
    });
    const sum = counts.reduce((total, count) => lanes.add(total, count));
    return counts.map((count) => {
      const scaled = lanes.shiftLeft(count, quotientBits);
      const quotient = body.let(body.i64, i64.div_s(scaled(), sum()));
      return emitConversion(lanes, quotient, result);
    });
  });
}
