import { fractionBits, type FixedType } from '../../hls/index.js';
import type { TensorSignal } from '../pieces/piece.js';
import { recurrenceOf, type Recurrence } from '../recurrence.js';
import { lanesFor, rangeOf } from '../wasm/conversion.js';
import type { Term, Terms } from '../wasm/terms.js';
import { gruStep } from './gru.js';
import { input, output, temporary, type Call, type LayerKind, type LayerPlan, type Place } from './kind.js';
import { CellContext, type Step } from './recurrent-cell.js';

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

const stepOf = { simpleRnn: simpleStep, lstm: lstmStep, gru: gruStep } as const;
