import type { Body, Value } from '../wasm/body.js';
import { lanesFor, type Signal } from '../wasm/conversion.js';
import { emitFormula, type Formula } from '../wasm/formula.js';
import { vectorLanes, type LaneBits } from '../wasm/lanes.js';
import {
  groupBytes,
  groupsPerBlock,
  loadGroup,
  loadSplat,
  storeGroup,
  writeIntegers,
} from '../wasm/storage.js';
import { planTerms, type Term, type Terms } from '../wasm/terms.js';
import { rangeOfValues, type Parameters } from './elementwise.js';
import { advance, featureBytes, followOffset, offsetsOf } from './gather.js';
import { ConstantLayout, planned, type KernelPlaces, type Piece, type TensorSignal } from './piece.js';

export interface ReductionOptions {
  /** Outputs are positions x channels; each reads `taps` features of each input, all of its own channel. */
  readonly positions: number;
  readonly channels: number;
  readonly taps: number;
  readonly inputs: readonly {
    readonly signal: TensorSignal;
    /** `[positions, taps]`: the first channel's feature, or -1 for the padding. */
    readonly features: Int32Array;
  }[];
  /** Whether all channels read the features of the first: a matrix product; false by default. */
  readonly channelsShare?: boolean;
  /** The raw value that is read at -1; 0 by default. */
  readonly padding?: bigint;
  /** Of each tap and channel, `[taps, channels]`; one array or several of them. */
  readonly weights?: Parameters | readonly Parameters[];
  /** Names the entries of tables that a step looks up. */
  readonly tableKey?: string;
  /** What the state starts as: of each channel, or one for all. */
  readonly start: Parameters;
  /** Of each position. */
  readonly divisors?: Parameters;
  /** Bounds of the state, whatever the inputs are, before and after each step. */
  state(lanes: LaneBits): Signal;
  step(terms: Terms, state: Term, inputs: readonly Term[], ...weights: readonly Term[]): Term;
  finish(terms: Terms, state: Term, divisor: Term | undefined): Term;
}

/** A kernel that adds up, or takes the maximum of, a window of features; null as `elementwise`. */
export function reduction(options: ReductionOptions): Piece | null {
  const { positions, channels, taps, inputs, start, divisors, padding = 0n, tableKey = '' } = options;
  const weights = [options.weights ?? []].flat();
  const least = Math.max(16, ...inputs.map(({ signal }) => signal.storage)) as LaneBits;
  const found = planTerms(least, (terms) => {
    const term = (parameters: Parameters | undefined, index: number): Term | undefined =>
      parameters &&
      terms.parameter(index, { fraction: parameters.fraction, range: rangeOfValues(parameters.values) });
    const state = terms.state(options.state(terms.bits));
    terms.parameter(0, { fraction: start.fraction, range: rangeOfValues(start.values) });
    const read = inputs.map(({ signal }, index) => terms.input(index, signal));
    const step = options.step(terms, state, read, ...weights.map((array, index) => term(array, index)!));
    return { step, finish: options.finish(terms, state, term(divisors, 0)) };
  });
  const to = found && lanesFor(found.result.finish.range);
  if (!found || !to) return null;
  const { terms, result } = found;
  const lanes = terms.bits;
  const layout = new ConstantLayout();
  const integers = (values: Float64Array | readonly bigint[]): number =>
    layout.add((values.length * lanes) / 8, (bytes, offset) => writeIntegers(bytes, offset, values, lanes));
  const weightsAt = weights.map(({ values }) => integers(values));
  const startAt = integers(start.values);
  const divisorsAt = divisors ? integers(divisors.values) : null;
  const tableAt = integers(terms.table);
  const lists = inputs.map(({ signal, features }) =>
    layout.add(features.length * 4, (bytes, offset) =>
      new Int32Array(bytes.buffer, offset, features.length).set(offsetsOf(features, signal.storage)),
    ),
  );
  const paddingAt =
    padding === 0n
      ? null
      : layout.add(groupBytes(64), (bytes, offset) => {
          const storage = inputs[0]!.signal.storage;
          writeIntegers(bytes, offset, Array<bigint>(512 / storage).fill(padding), storage);
        });
  const specification: Specification = {
    ...{ positions, channels, taps, lanes, to },
    from: inputs.map(({ signal }) => signal.storage),
    ...{ weightsAt, startAt, divisorsAt, tableAt },
    commonStart: start.values.length === 1,
    channelsShare: options.channelsShare ?? false,
    ...{ lists, paddingAt },
    step: result.step.formula,
    finish: result.finish.formula,
  };
  const key = [lanes, padding, tableKey, ...inputs.map(({ signal }) => signal.storage)];
  const keys = [...weights, start, divisors].map((parameters) => parameters?.key ?? '');
  return {
    ...planned('reduction', specification, writeReduction),
    lanes,
    constants: layout.finish([...key, ...keys].join(' ')),
    output: {
      fraction: result.finish.fraction,
      range: result.finish.range,
      features: positions * channels,
      storage: to,
    },
  };
}

interface Specification {
  readonly positions: number;
  readonly channels: number;
  readonly taps: number;
  readonly lanes: LaneBits;
  readonly from: readonly LaneBits[];
  readonly to: LaneBits;
  readonly weightsAt: readonly number[];
  readonly startAt: number;
  readonly commonStart: boolean;
  readonly channelsShare: boolean;
  readonly tableAt: number;
  readonly divisorsAt: number | null;
  readonly lists: readonly number[];
  readonly paddingAt: number | null;
  readonly step: Formula;
  readonly finish: Formula;
}

function writeReduction(body: Body, specification: Specification, places: KernelPlaces): void {
  const { positions, channels, taps, lanes: bits, from, to, lists } = specification;
  const { weightsAt, divisorsAt, paddingAt } = specification;
  const { i32 } = body.module;
  const laneBytes = bits / 8;
  const lanes = vectorLanes(body, bits);
  const pointer = (value: Value, offset = 0) => body.variable(body.i32, body.plus(value, offset));
  const output = pointer(places.output);
  const divisors = divisorsAt === null ? null : pointer(places.constants, divisorsAt);
  const padding =
    paddingAt === null ? () => i32.const(0) : body.let(body.i32, body.plus(places.constants, paddingAt));
  const rows = lists.map((list) => pointer(places.constants, list));
  const table = body.let(body.i32, body.plus(places.constants, specification.tableAt));
  body.repeat(positions, () => {
    const divisor = divisors ? [loadSplat(body, divisors.get, 0, bits)] : [];
    const starts = pointer(places.constants, specification.startAt);
    const weights = weightsAt.map((at) => pointer(places.constants, at));
    const channelAt = from.map(() => body.variable(body.i32, i32.const(0)));
    body.repeat(channels, () => {
      const start = loadSplat(body, starts.get, 0, bits);
      const groupAt = from.map((_, index) => body.variable(body.i32, channelAt[index]!.get()));
      body.repeat(groupsPerBlock, () => {
        const states = Array.from({ length: groupBytes(bits) / 16 }, () => body.variable(body.v128, start()));
        const entries = rows.map((row) => pointer(row.get));
        const weight = weights.map((array) => pointer(array.get));
        body.repeat(taps, () => {
          const vectors = from.map((storage, index) => {
            const tensor = body.let(body.i32, i32.add(places.inputs[index]!(), groupAt[index]!.get()));
            const cursor = followOffset(body, entries[index]!.get, tensor, padding);
            return loadGroup(body, cursor.at, 0, storage, bits);
          });
          const parameters = weight.map((array) => loadSplat(body, array.get, 0, bits));
          states.forEach((state, at) => {
            const inputs = vectors.map((vector) => vector[at]!);
            const next = emitFormula(body, lanes, specification.step, {
              inputs,
              parameters,
              state: state.get,
              table,
            });
            state.set(next());
          });
          for (const entry of entries) advance(body, entry, 4);
          for (const array of weight) advance(body, array, channels * laneBytes);
        });
        const values = states.map((state) =>
          emitFormula(body, lanes, specification.finish, {
            inputs: [],
            parameters: divisor,
            state: state.get,
          }),
        );
        storeGroup(body, output.get, 0, bits, to, values);
        advance(body, output, groupBytes(to));
        groupAt.forEach((at, index) => advance(body, at, groupBytes(from[index]!)));
      });
      if (!specification.channelsShare) {
        channelAt.forEach((at, index) => advance(body, at, featureBytes(from[index]!)));
      }
      if (!specification.commonStart) advance(body, starts, laneBytes);
      for (const array of weights) advance(body, array, laneBytes);
    });
    rows.forEach((row) => advance(body, row, taps * 4));
    if (divisors) advance(body, divisors, laneBytes);
  });
}
