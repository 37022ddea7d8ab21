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

/** The graph with a name of its own for every slot, so that one can be changed alone, and the typedefs they had. */
function withSlotsApart(
  graph: LayerGraph,
  assignment: PrecisionAssignment,
): { graph: LayerGraph; typedefs: Map<string, string> } {
  const typedefs = new Map<string, string>();
  const own = (slot: TypeSlot, name: string): TypeSlot => {
    typedefs.set(name, slot.typedef);
    return { typedef: name, type: assignment.get(slot.typedef) ?? slot.type };
  };
  const tensor = <T extends { name: string; slot: TypeSlot }>(one: T): T => ({
    ...one,
    slot: own(one.slot, `tensor ${one.name}`),
  });
  const types = (layer: string, all: Layer['types']): Layer['types'] =>
    Object.fromEntries(Object.entries(all).map(([role, slot]) => [role, own(slot, `${role} ${layer}`)]));
  const layers = graph.layers.map((layer): Layer => {
    const array = <T extends { name: string; slot: TypeSlot } | null>(one: T): T =>
      one && { ...one, slot: own(one.slot, `constants ${one.name}`) };
    return {
      ...layer,
      inputs: layer.inputs.map(tensor),
      output: tensor(layer.output),
      types: types(layer.name, layer.types),
      // What a part spells alike it has in common with its layer: `accum_t` of a convolution's `mult_config`.
      parts: Object.fromEntries(
        Object.entries(layer.parts).map(([member, part]) => [
          member,
          { ...part, types: partTypes(layer, part, own, member) },
        ]),
      ),
      ...{ weights: array(layer.weights), bias: array(layer.bias) },
      constants: Object.fromEntries(
        Object.entries(layer.constants).map(([role, constants]) => [role, array(constants)]),
      ),
    };
  });
  const { inputs, outputs } = graph;
  return { graph: { ...graph, inputs: inputs.map(tensor), outputs: outputs.map(tensor), layers }, typedefs };
}

function partTypes(
  layer: Layer,
  part: Layer['parts'][string],
  own: (slot: TypeSlot, name: string) => TypeSlot,
  member: string,
): Layer['types'] {
  return Object.fromEntries(
    Object.entries(part.types).map(([role, slot]) => {
      const isShared = Object.entries(layer.types).some(
        ([its, { typedef }]) => its === role && typedef === slot.typedef,
      );
      return [role, own(slot, isShared ? `${role} ${layer.name}` : `${role} ${layer.name} ${member}`)];
    }),
  );
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
  const counter = new RangeCounter(slot.type);
  const canTell = !resultsInside.has(layer.kind) && !slot.type.isInteger;
  const wide = canTell && measure(session, counter, name, slot, []);
  if (!wide) counter.add(session.evaluate(new Map(), { until: { tensor: name } }).tensor.raw);
  const typedef = typedefs.get(slot.typedef)!;
  return { name, what: 'result', layer: layer.name, typedef, type: slot.type, ...counter.range(wide) };
}

/** Sums of weighted inputs before the accumulator's type; null for layers without. */
function accumulatorRow(
  session: Session,
  layer: Layer,
  typedefs: ReadonlyMap<string, string>,
): ProfileRow | null {
  const slot = layer.types.accumulator;
  if (!slot || !layer.weights || resultsInside.has(layer.kind)) return null;
  const counter = new RangeCounter(slot.type);
  const { name } = layer.output;
  // The result takes the sum as it is.
  if (!measure(session, counter, name, slot, [layer.output.slot.typedef])) return null;
  const typedef = typedefs.get(slot.typedef)!;
  return {
    ...{ name: layer.name, what: 'accumulator', layer: layer.name, typedef, type: slot.type },
    ...counter.range(),
  };
}

/**
 * Evaluates a tensor with a slot widened, and others of the same fraction with it; once more with all the bits there are
 * where it came near the end of them.
 */
function measure(
  session: Session,
  counter: RangeCounter,
  tensor: string,
  { typedef, type }: TypeSlot,
  along: readonly string[],
): boolean {
  for (const bits of [headroom, 64]) {
    const wide = widened(type, bits);
    const assignment = new Map([typedef, ...along].map((name) => [name, wide] as const));
    const raw = tryEvaluate(session, assignment, tensor);
    if (!raw) return false;
    const limit = 2 ** (wide.width - 2);
    const isNear = (raw as { some(test: (value: number | bigint) => boolean): boolean }).some(
      (value) => value > limit || value < -limit,
    );
    if (isNear && wide.width < 64) continue;
    counter.add(raw);
    return true;
  }
  return false;
}

function tryEvaluate(
  session: Session,
  assignment: PrecisionAssignment,
  tensor: string,
): Int32Array | BigInt64Array | null {
  try {
    return session.evaluate(assignment, { until: { tensor } }).tensor.raw;
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
    const values = new Float64Array(data.samples * count);
    for (let sample = 0; sample < data.samples; sample++)
      values.set(
        data.inputs.subarray(sample * columns + from, sample * columns + from + count),
        sample * count,
      );
    const typedef = typedefs.get(slot.typedef)!;
    const range = rangeOfDoubles(values, slot.type);
    return { name, what: 'input', layer: null, typedef, type: slot.type, ...range };
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

/** Numbers as a type rounds them, before it overflows. */
function rangeOfDoubles(values: Float64Array, type: FixedType): Range {
  const counter = new RangeCounter(type);
  const room = Math.min(53, type.width + 2 * headroom);
  const wide = { ...widened(type, 0), width: room, integer: room - fractionBits(type) };
  if (!heldByDoubles(wide) || room <= type.width) {
    // Too wide to be told exactly; nor does such a type overflow.
    counter.add(values.map((value) => Math.floor(value * 2 ** fractionBits(type))));
    return counter.range(false);
  }
  counter.add(quantizeDoubles(values, wide, new Float64Array(values.length)));
  return counter.range();
}
