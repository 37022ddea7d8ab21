import type { Body, Value } from '../wasm/body.js';
import { lanesFor, type Range } from '../wasm/conversion.js';
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
import { advance, followOffset, offsetsOf } from './gather.js';
import { ConstantLayout, planned, type KernelPlaces, type Piece, type TensorSignal } from './piece.js';

/** A tensor that is read, feature after feature or as a list says. */
export interface ElementwiseInput {
  readonly signal: TensorSignal;
  /** The feature that each output is computed from, -1 for zero; by default the output's own. */
  readonly features?: Int32Array;
}

/** Constants of each feature, as raw integers. */
export interface Parameters {
  readonly values: Float64Array;
  readonly fraction: number;
  readonly key: string;
}

export interface ElementwiseOptions {
  readonly features: number;
  readonly inputs: readonly ElementwiseInput[];
  readonly parameters?: readonly Parameters[];
  /** Names the entries of tables that the formula looks up. */
  readonly tableKey?: string;
  /** How wide results are stored at least, where several kernels write to one tensor. */
  readonly storage?: LaneBits;
  /** The result of one feature, in the output's type. */
  formula(terms: Terms, inputs: readonly Term[], parameters: readonly Term[]): Term;
}

/** A kernel that computes each feature by itself; null where 64-bit lanes cannot be proven to be exact. */
export function elementwise(options: ElementwiseOptions): Piece | null {
  const { features, inputs, parameters = [], tableKey = '' } = options;
  const least = Math.max(16, ...inputs.map(({ signal }) => signal.storage)) as LaneBits;
  const found = planTerms(least, (terms) => {
    const read = inputs.map(({ signal }, index) => terms.input(index, signal));
    const constants = parameters.map(({ values, fraction }, index) =>
      terms.parameter(index, { fraction, range: rangeOfValues(values) }),
    );
    return options.formula(terms, read, constants);
  });
  const narrowest = found && lanesFor(found.result.range);
  if (!found || !narrowest) return null;
  const to = Math.max(narrowest, options.storage ?? 16) as LaneBits;
  const { terms, result } = found;
  const lanes = terms.bits;
  const layout = new ConstantLayout();
  const interleaved = (): Float64Array =>
    Float64Array.from({ length: features * parameters.length }, (_, at) => {
      const { values } = parameters[at % parameters.length]!;
      return values[Math.floor(at / parameters.length)]!;
    });
  const parametersAt = layout.add((features * parameters.length * lanes) / 8, (bytes, offset) =>
    writeIntegers(bytes, offset, interleaved(), lanes),
  );
  const lists = inputs.map(({ signal, features: list }) =>
    list
      ? layout.add(list.length * 4, (bytes, offset) =>
          new Int32Array(bytes.buffer, offset, list.length).set(offsetsOf(list, signal.storage)),
        )
      : null,
  );
  const tableAt = layout.add((terms.table.length * lanes) / 8, (bytes, offset) =>
    writeIntegers(bytes, offset, terms.table, lanes),
  );
  const specification: Specification = {
    features,
    lanes,
    from: inputs.map(({ signal }) => signal.storage),
    to,
    parameters: parameters.length,
    parametersAt,
    lists,
    tableAt,
    formula: result.formula,
  };
  const key = [
    lanes,
    ...inputs.map(({ signal }) => signal.storage),
    tableKey,
    ...parameters.map(({ key }) => key),
  ];
  return {
    ...planned('elementwise', specification, writeElementwise),
    lanes,
    constants: layout.finish(key.join(' ')),
    output: { fraction: result.fraction, range: result.range, features, storage: to },
  };
}

/** Bounds of raw values; zero is always inside. */
export function rangeOfValues(values: Float64Array): Range {
  let min = 0;
  let max = 0;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}

interface Specification {
  readonly features: number;
  readonly lanes: LaneBits;
  readonly from: readonly LaneBits[];
  readonly to: LaneBits;
  /** Constants of each feature, and where they, the lists and the table start. */
  readonly parameters: number;
  readonly parametersAt: number;
  readonly lists: readonly (number | null)[];
  readonly tableAt: number;
  readonly formula: Formula;
}

function writeElementwise(body: Body, specification: Specification, places: KernelPlaces): void {
  const { features, lanes: bits, from, to, formula, lists } = specification;
  const { i32 } = body.module;
  const lanes = vectorLanes(body, bits);
  const pointer = (value: Value, offset = 0) => body.variable(body.i32, body.plus(value, offset));
  const output = pointer(places.output);
  const constants = pointer(places.constants, specification.parametersAt);
  const table = body.let(body.i32, body.plus(places.constants, specification.tableAt));
  const inputs = from.map((storage, index) => {
    const listAt = lists[index];
    const start = places.inputs[index]!;
    const list = listAt === null || listAt === undefined ? null : pointer(places.constants, listAt);
    return { storage, start, list, pointer: pointer(start) };
  });
  const runGroups = (
    groups: number,
    steps: readonly (number | Value)[],
    parameters: readonly Value[],
  ): void =>
    body.repeat(groups, () => {
      const vectors = inputs.map(({ storage, pointer }) => loadGroup(body, pointer.get, 0, storage, bits));
      const values = Array.from({ length: groupBytes(bits) / 16 }, (_, at) =>
        emitFormula(body, lanes, formula, { inputs: vectors.map((input) => input[at]!), parameters, table }),
      );
      storeGroup(body, output.get, 0, bits, to, values);
      inputs.forEach(({ pointer }, index) => advance(body, pointer, steps[index]!));
      advance(body, output, groupBytes(to));
    });
  const plainSteps = inputs.map(({ storage }) => groupBytes(storage));
  if (specification.parameters === 0 && inputs.every(({ list }) => !list)) {
    return runGroups(features * groupsPerBlock, plainSteps, []);
  }
  body.repeat(features, () => {
    const parameters = Array.from({ length: specification.parameters }, (_, at) =>
      loadSplat(body, constants.get, (at * bits) / 8, bits),
    );
    const steps = inputs.map(({ storage, start, list, pointer }) => {
      if (!list) return groupBytes(storage);
      const cursor = followOffset(body, list.get, start, () => i32.const(0));
      pointer.set(cursor.at());
      advance(body, list, 4);
      return cursor.step(groupBytes(storage));
    });
    runGroups(groupsPerBlock, steps, parameters);
    advance(body, constants, (specification.parameters * bits) / 8);
  });
}
