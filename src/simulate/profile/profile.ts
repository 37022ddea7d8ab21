import { HlsmithError } from '../../diagnostics/index.js';
import {
  fractionBits,
  type FixedType,
  type Layer,
  type LayerGraph,
  type LayerKindName,
  type PrecisionAssignment,
  type TypeSlot,
} from '../../hls/index.js';
import { quantizeDoubles, heldByDoubles } from '../quantize-doubles.js';
import { openSession, type Session, type SessionInputs } from '../session.js';
import { RangeCounter, type Range } from './ranges.js';
import { withSlotsApart } from './slots-apart.js';

/** The values at one place of a network that has a precision. */
export interface ProfileRow extends Range {
  /** The tensor, the array of constants, or the layer whose accumulator it is. */
  readonly name: string;
  readonly what: 'input' | 'result' | 'accumulator' | 'constants';
  /** null for the network's inputs. */
  readonly layer: string | null;
  readonly typedef: string;
  readonly type: FixedType;
}

/**
 * What every type of a network is given: inputs, results and accumulators before they are fitted into their types,
 * and constants. An accumulator is measured by its finished sums: partial sums may have wrapped and come back, which
 * changes no answer.
 *
 * Each result is computed once more in a type of the same fraction bits and rounding with more integer bits; what goes
 * in is as the kernel computes it. Recurrent layers use their result inside, so theirs are measured behind the type.
 *
 * @param assignment types in place of those found.
 * @throws what `openSession` and `evaluate` throw.
 */
export async function profileNetwork(
  graph: LayerGraph,
  data: SessionInputs,
  assignment: PrecisionAssignment = new Map(),
): Promise<ProfileRow[]> {
  const apart = withSlotsApart(graph, assignment);
  const session = await openSession(apart.graph, data);
  try {
    const rows = profileInputs(apart.graph, data, apart.typedefs);
    for (const layer of apart.graph.layers) {
      rows.push(...constantRows(layer, apart.typedefs));
      const sum = accumulatorRow(session, layer, apart.typedefs);
      if (sum) rows.push(sum);
      rows.push(resultRow(session, layer, apart.typedefs));
    }
    return rows;
  } finally {
    session.close();
  }
}

/** Bits above those of the type; enough for all but wild overflow, and narrow enough for 32-bit integers mostly. */
const headroom = 14;

/** The same fraction bits and rounding with more integer bits, so that what overflows the type is seen. */
function widened(type: FixedType, bits: number): FixedType {
  const width = Math.min(64, type.width + bits);
  const integer = type.integer + width - type.width;
  const modes = { overflow: 'WRAP', saturationBits: 0, isInteger: false } as const;
  return { ...type, ...modes, signed: true, width, integer };
}

/** Layers that compute with their result, or whose result is not a number that a wider type would hold. */
const resultsInside = new Set<LayerKindName>(['lstm', 'gru', 'simpleRnn', 'bidirectional']);

function resultRow(session: Session, layer: Layer, typedefs: ReadonlyMap<string, string>): ProfileRow {
  const { name, slot } = layer.output;
  const canTell = !resultsInside.has(layer.kind) && !slot.type.isInteger;
  const wide = canTell ? measure(session, name, slot, []) : null;
  const counter = wide ?? count(session, name, slot.type, new Map());
  const typedef = typedefs.get(slot.typedef)!;
  const range = counter.range(wide !== null);
  return { name, what: 'result', layer: layer.name, typedef, type: slot.type, ...range };
}

/** Sums of weighted inputs before the accumulator's type; null for layers without. */
function accumulatorRow(
  session: Session,
  layer: Layer,
  typedefs: ReadonlyMap<string, string>,
): ProfileRow | null {
  const slot = layer.types.accumulator;
  if (!slot || !layer.weights || resultsInside.has(layer.kind)) return null;
  // The result takes the sum as it is.
  const counter = measure(session, layer.output.name, slot, [layer.output.slot.typedef]);
  if (!counter) return null;
  const typedef = typedefs.get(slot.typedef)!;
  return {
    ...{ name: layer.name, what: 'accumulator', layer: layer.name, typedef, type: slot.type },
    ...counter.range(),
  };
}

/**
 * Evaluates a tensor with a slot widened, and others of the same fraction with it; once more with all the bits there are
 * where it came near the end of them. null where it cannot be evaluated so.
 */
function measure(
  session: Session,
  tensor: string,
  { typedef, type }: TypeSlot,
  along: readonly string[],
): RangeCounter | null {
  for (const bits of [headroom, 64]) {
    const wide = widened(type, bits);
    const assignment = new Map([typedef, ...along].map((name) => [name, wide] as const));
    const counter = tryCount(session, tensor, type, assignment);
    if (!counter || wide.width === 64 || counter.isWithin(2 ** (wide.width - 2))) return counter;
  }
  return null;
}

function count(
  session: Session,
  tensor: string,
  type: FixedType,
  assignment: PrecisionAssignment,
): RangeCounter {
  const counter = new RangeCounter(type);
  session.visit(tensor, assignment, (raw) => counter.add(raw));
  return counter;
}

function tryCount(...asked: Parameters<typeof count>): RangeCounter | null {
  try {
    return count(...asked);
  } catch (error) {
    if (error instanceof HlsmithError) return null;
    throw error;
  }
}

function profileInputs(
  { inputs }: LayerGraph,
  data: SessionInputs,
  typedefs: ReadonlyMap<string, string>,
): ProfileRow[] {
  const columns = data.samples === 0 ? 0 : data.inputs.length / data.samples;
  let first = 0;
  return inputs.map(({ name, slot, shape }) => {
    const count = shape.reduce((product, extent) => product * extent, 1);
    const from = first;
    first += count;
    const counter = new DoubleCounter(slot.type);
    for (let sample = 0; sample < data.samples; sample++)
      counter.add(data.inputs.subarray(sample * columns + from, sample * columns + from + count));
    const typedef = typedefs.get(slot.typedef)!;
    return { name, what: 'input', layer: null, typedef, type: slot.type, ...counter.range() };
  });
}

function constantRows(layer: Layer, typedefs: ReadonlyMap<string, string>): ProfileRow[] {
  const arrays = new Map(
    [layer.weights, layer.bias, ...Object.values(layer.constants)].flatMap((array) =>
      array ? [[array.name, array] as const] : [],
    ),
  );
  return [...arrays.values()].map(({ name, slot, values }) => ({
    ...{ name, what: 'constants', layer: layer.name, typedef: typedefs.get(slot.typedef)!, type: slot.type },
    ...rangeOfDoubles(values(), slot.type),
  }));
}

function rangeOfDoubles(values: Float64Array, type: FixedType): Range {
  const counter = new DoubleCounter(type);
  counter.add(values);
  return counter.range();
}

/** Counts numbers as a type rounds them, before it overflows. */
class DoubleCounter {
  private readonly counter: RangeCounter;
  /** null where it is too wide to be told exactly; nor does such a type overflow. */
  private readonly wide: FixedType | null;

  constructor(private readonly type: FixedType) {
    this.counter = new RangeCounter(type);
    const room = Math.min(53, type.width + 2 * headroom);
    const wide = { ...widened(type, 0), width: room, integer: room - fractionBits(type) };
    this.wide = heldByDoubles(wide) && room > type.width ? wide : null;
  }

  add(values: Float64Array): void {
    const { wide, type } = this;
    const raw = wide
      ? quantizeDoubles(values, wide, new Float64Array(values.length))
      : values.map((value) => Math.floor(value * 2 ** fractionBits(type)));
    this.counter.add(raw);
  }

  range(): Range {
    return this.counter.range(this.wide !== null);
  }
}
