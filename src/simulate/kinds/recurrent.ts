import { fractionBits, type FixedType } from '../../hls/index.js';
import type { ResolvedLayer } from '../network.js';
import { elementwise, type ElementwiseInput } from '../pieces/elementwise.js';
import type { Piece, TensorSignal, WeightSource } from '../pieces/piece.js';
import {
  recurrenceOf,
  type Cell,
  type CellActivation,
  type CellMatrix,
  type Recurrence,
} from '../recurrence.js';
import { lanesFor, rangeOf } from '../wasm/conversion.js';
import type { Term, Terms } from '../wasm/terms.js';
import { input, output, temporary, type Call, type LayerKind, type LayerPlan, type Place } from './kind.js';
import { clippedLine } from './clipping.js';
import { matrixPiece } from './matrix.js';
import { tabledFormula } from './tabled.js';

/** `nnet::simple_rnn`, `lstm_stack`, `gru_stack` and `bidirectional_stack`: the kernels of a step, called for one after the other. */
export const recurrent: LayerKind = {
  plan(layer, inputs, weights) {
    const recurrence = recurrenceOf(layer);
    const features = 1 + Math.max(...lastResults(recurrence));
    const state = stateSignal(layer.output, features);
    if (!state) return null;
    const temporaries: TensorSignal[] = [];
    const calls: Call[] = [];
    for (const cell of recurrence.cells) {
      const context = new CellContext(layer, cell, state, inputs[0]!, weights, temporaries);
      const step = stepOf[cell.kind](context);
      const start = startOf(context, recurrence.startsFromInputs ? inputs.slice(1) : null);
      if (!step || !start) return null;
      calls.push(...start.calls);
      let before = start.h;
      for (let turn = 0; turn < recurrence.steps; turn++) {
        const after = output(cell.resultAt(turn));
        calls.push(...step(input(0, cell.stepAt(turn) * cell.inputs), before, after, start.s));
        before = after;
      }
    }
    return { calls, temporaries, output: state } satisfies LayerPlan;
  },
};

function lastResults({ cells, steps }: Recurrence): number[] {
  return cells.flatMap((cell) => [0, steps - 1].map((turn) => cell.resultAt(turn) + cell.states - 1));
}

/** States are stored alike in every step, in whatever range they are. */
function stateSignal(type: FixedType, features: number): TensorSignal | null {
  const range = rangeOf(type);
  const storage = lanesFor(range);
  return storage && { fraction: fractionBits(type), range, features, storage };
}

/** The calls of one step: from its input and the state before it to the state after it. */
type Step = (x: Place, before: Place, after: Place, kept: Place) => Call[];

/** What the kernels of a cell have in common. */
class CellContext {
  readonly accumulator: FixedType;
  readonly state: TensorSignal;

  constructor(
    readonly layer: ResolvedLayer,
    readonly cell: Cell,
    result: TensorSignal,
    private readonly sequence: TensorSignal,
    private readonly weights: WeightSource,
    private readonly temporaries: TensorSignal[],
  ) {
    this.accumulator = cell.config.role('accumulator');
    this.state = { ...result, features: cell.states };
  }

  /** The products of the step's input, and those of the state before it. */
  matrices(): [Piece, Piece] | null {
    const { cell, layer } = this;
    const ofInput = this.matrix(cell.input, layer.input, { ...this.sequence, features: cell.inputs });
    const ofState = this.matrix(cell.recurrent, layer.output, this.state);
    return ofInput && ofState && [ofInput, ofState];
  }

  private matrix(
    { config, product, weight, bias }: CellMatrix,
    data: FixedType,
    signal: TensorSignal,
  ): Piece | null {
    const biases = this.layer.constants(bias);
    const matrix = {
      ...{ config, product, data, result: this.accumulator },
      ...{ weights: this.layer.constants(weight), bias: biases },
      ...{ windows: null, channels: signal.features, outputs: biases.length },
    };
    return matrixPiece(matrix, signal, this.weights);
  }

  /** A formula on each state. */
  each(
    inputs: readonly ElementwiseInput[],
    formula: (terms: Terms, inputs: readonly Term[]) => Term,
    features = this.cell.states,
    storage?: TensorSignal['storage'],
  ): Piece | null {
    const tableKey = this.layer.signature;
    return elementwise({ features, inputs, formula, tableKey, ...(storage && { storage }) });
  }

  /** An activation of values of one type; its result is of another, an accumulator value by default. */
  activation(
    activation: CellActivation | null,
    from = this.accumulator,
    to = this.accumulator,
  ): (terms: Terms, x: Term) => Term {
    const { name, config } = activation!;
    switch (name) {
      case 'linear':
        return (terms, x) => terms.convert(x, to);
      case 'relu':
        return (terms, x) => terms.convert(terms.maximum(x, terms.constant(0n)), to);
      case 'hard_sigmoid':
        return (terms, x) => terms.convert(clippedLine(terms, x, config, from), to);
      default:
        return tabledFormula(name, config, to);
    }
  }

  temporary(signal: TensorSignal): number {
    return this.temporaries.push(signal) - 1;
  }
}

/** Zeros or the caller's states, where the first step finds them. */
function startOf(
  context: CellContext,
  states: readonly TensorSignal[] | null,
): { h: Place; s: Place; calls: Call[] } | null {
  const { state, layer } = context;
  const places = [0, 1].map(() => temporary(context.temporary(state)));
  const calls: Call[] = [];
  for (const [index, to] of places.entries()) {
    const given = states?.[index];
    const piece = given
      ? context.each(
          [{ signal: given }],
          (terms, [x]) => terms.convert(x!, layer.output),
          undefined,
          state.storage,
        )
      : context.each([], (terms) => terms.constant(0n, state.fraction), undefined, state.storage);
    if (!piece) return null;
    calls.push({ piece, from: given ? [input(index + 1)] : [], to });
  }
  return { h: places[0]!, s: places[1]!, calls };
}

function simpleStep(context: CellContext): Step | null {
  const { cell, accumulator, state, layer } = context;
  const matrices = context.matrices();
  if (!matrices) return null;
  const [ofInput, ofState] = matrices;
  const sums = matrices.map(({ output }) => output);
  const squash = context.activation(cell.activation, accumulator, layer.output);
  const hand = context.each(
    sums.map((signal) => ({ signal })),
    (terms, [x, y]) => squash(terms, terms.convert(terms.add(x!, y!), accumulator)),
    undefined,
    state.storage,
  );
  if (!hand) return null;
  const [a, b] = sums.map((signal) => context.temporary(signal));
  return (x, before, after) => [
    { piece: ofInput, from: [x], to: temporary(a!) },
    { piece: ofState, from: [before], to: temporary(b!) },
    { piece: hand, from: [temporary(a!), temporary(b!)], to: after },
  ];
}

function lstmStep(context: CellContext): Step | null {
  const { cell, accumulator, state, layer } = context;
  const n = cell.states;
  const matrices = context.matrices();
  if (!matrices) return null;
  const [ofInput, ofState] = matrices;
  const sums = matrices.map(({ output }) => output);
  // The parts of the sums are the input gate, the forget gate, the candidate and the output gate.
  const gateFeatures = Int32Array.from({ length: 3 * n }, (_, at) => (at < 2 * n ? at : at + n));
  const gate = context.activation(cell.gates);
  const squash = context.activation(cell.activation);
  const show = context.activation(cell.activation, layer.output);
  const total = (terms: Terms, [a, b]: readonly Term[]): Term =>
    terms.convert(terms.add(a!, b!), accumulator);
  const gates = context.each(
    sums.map((signal) => ({ signal, features: gateFeatures })),
    (terms, inputs) => gate(terms, total(terms, inputs)),
    3 * n,
  );
  const candidates = context.each(
    sums.map((signal) => ({ signal })),
    (terms, inputs) => squash(terms, total(terms, inputs)),
  );
  if (!gates || !candidates) return null;
  const keep = context.each(
    [candidates.output, gates.output, state, gates.output].map((signal) => ({ signal })),
    (terms, [c, i, s, f]) =>
      terms.convert(terms.add(terms.multiply(c!, i!), terms.multiply(s!, f!)), layer.output),
    undefined,
    state.storage,
  );
  const hand = context.each(
    [{ signal: gates.output }, { signal: state }],
    (terms, [o, s]) => terms.convert(terms.multiply(o!, show(terms, s!)), layer.output),
    undefined,
    state.storage,
  );
  if (!keep || !hand) return null;
  const [a, b, g, c] = [...sums, gates.output, candidates.output].map((signal) => context.temporary(signal));
  return (x, before, after, kept) => [
    { piece: ofInput, from: [x], to: temporary(a!) },
    { piece: ofState, from: [before], to: temporary(b!) },
    { piece: gates, from: [temporary(a!), temporary(b!)], to: temporary(g!) },
    { piece: candidates, from: [temporary(a!, 2 * n), temporary(b!, 2 * n)], to: temporary(c!) },
    { piece: keep, from: [temporary(c!), temporary(g!), kept, temporary(g!, n)], to: kept },
    { piece: hand, from: [temporary(g!, 2 * n), kept], to: after },
  ];
}

function gruStep(context: CellContext): Step | null {
  const { cell, accumulator, state, layer } = context;
  const n = cell.states;
  const matrices = context.matrices();
  if (!matrices) return null;
  const [ofInput, ofState] = matrices;
  const sums = matrices.map(({ output }) => output);
  const gate = context.activation(cell.gates);
  const squash = context.activation(cell.activation);
  const gates = context.each(
    sums.map((signal) => ({ signal })),
    (terms, [x, y]) => gate(terms, terms.convert(terms.add(x!, y!), accumulator)),
    2 * n,
  );
  if (!gates) return null;
  const candidates = context.each(
    [gates.output, ...sums].map((signal) => ({ signal })),
    (terms, [reset, x, y]) => {
      const before = terms.convert(terms.multiply(reset!, y!), accumulator);
      return squash(terms, terms.convert(terms.add(x!, before), accumulator));
    },
  );
  if (!candidates) return null;
  const mix = context.each(
    [candidates.output, gates.output, state].map((signal) => ({ signal })),
    (terms, [candidate, update, h]) => {
      const fresh = terms.multiply(candidate!, terms.subtract(terms.constant(1n), update!));
      return terms.convert(terms.add(fresh, terms.multiply(h!, update!)), layer.output);
    },
    undefined,
    state.storage,
  );
  if (!mix) return null;
  const [updates, resets] = cell.resetFirst ? [n, 0] : [0, n];
  const [a, b, g, c] = [...sums, gates.output, candidates.output].map((signal) => context.temporary(signal));
  return (x, before, after) => [
    { piece: ofInput, from: [x], to: temporary(a!) },
    { piece: ofState, from: [before], to: temporary(b!) },
    { piece: gates, from: [temporary(a!), temporary(b!)], to: temporary(g!) },
    {
      piece: candidates,
      from: [temporary(g!, resets!), temporary(a!, 2 * n), temporary(b!, 2 * n)],
      to: temporary(c!),
    },
    { piece: mix, from: [temporary(c!), temporary(g!, updates!), before], to: after },
  ];
}

const stepOf = { simpleRnn: simpleStep, lstm: lstmStep, gru: gruStep } as const;
