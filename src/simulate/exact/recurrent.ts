import { fixedArithmetic, type FixedType, type FixedValue } from '../../hls/index.js';
import type { ResolvedLayer } from '../network.js';
import { recurrenceOf, type Cell, type CellActivation, type CellMatrix } from '../recurrence.js';
import { clippedLine, lookUp } from './activations.js';
import { integer, rawValues, type ExactKind } from './exact.js';
import { weightType } from '../products.js';
import { denseOf } from './products.js';

const { add, convert, multiply, subtract } = fixedArithmetic;

/** A cell's state: what it hands on and, in an LSTM, what it keeps to itself. */
interface State {
  readonly h: readonly bigint[];
  readonly s: readonly bigint[];
}

type Step = (x: readonly bigint[], state: State) => State;

/** nnet::simple_rnn, lstm_stack, gru_stack and bidirectional_stack, static or not. */
export const recurrent: ExactKind = (layer) => {
  const { steps, cells, startsFromInputs } = recurrenceOf(layer);
  const runs = cells.map((cell) => ({ cell, step: stepOf(layer, cell) }));
  return ([sequence, ...initial]) => {
    const result: bigint[] = [];
    for (const { cell, step } of runs) {
      const zeros = Array<bigint>(cell.states).fill(0n);
      const [h, s] = startsFromInputs ? initial : [];
      let state: State = { h: h ?? zeros, s: s ?? zeros };
      for (let turn = 0; turn < steps; turn++) {
        const at = cell.stepAt(turn) * cell.inputs;
        state = step(sequence!.slice(at, at + cell.inputs), state);
        state.h.forEach((value, index) => (result[cell.resultAt(turn) + index] = value));
      }
    }
    return result;
  };
};

function stepOf(layer: ResolvedLayer, cell: Cell): Step {
  const accumulator = cell.config.role('accumulator');
  const matrix = ({ config, product, weight, bias }: CellMatrix, data: FixedType) => {
    const weights = rawValues(layer.constants(weight), weightType(config, product));
    const biases = rawValues(layer.constants(bias), config.role('bias'));
    return denseOf(config, { product, data, result: accumulator }, weights, biases);
  };
  const ofInput = matrix(cell.input, layer.input);
  const ofState = matrix(cell.recurrent, layer.output);
  const ofCandidate = cell.candidate && matrix(cell.candidate, layer.output);
  const gate = cell.gates && activation(cell.gates, accumulator, accumulator);
  const squash = activation(cell.activation, accumulator, accumulator);
  const show = activation(cell.activation, layer.output, accumulator);
  const sum = (raw: bigint): FixedValue => ({ raw, type: accumulator });
  const state = (raw: bigint): FixedValue => ({ raw, type: layer.output });
  const n = cell.states;
  const each = (result: (index: number) => FixedValue, type: FixedType): bigint[] =>
    Array.from({ length: n }, (_, index) => convert(result(index), type).raw);

  const lstm: Step = (x, { h, s }) => {
    const [a, b] = [ofInput(x), ofState(h)];
    const total = (part: number, index: number): FixedValue => {
      const at = part * n + index;
      return convert(add(sum(a[at]!), sum(b[at]!)), accumulator);
    };
    const kept = each((index) => {
      const [i, f] = [gate!(total(0, index)), gate!(total(1, index))];
      return add(multiply(squash(total(2, index)), i), multiply(state(s[index]!), f));
    }, layer.output);
    const handed = each((index) => multiply(gate!(total(3, index)), show(state(kept[index]!))), layer.output);
    return { h: handed, s: kept };
  };

  const gru: Step = (x, { h }) => {
    const [a, b] = [ofInput(x), ofState(h)];
    const gateOf = (part: number, index: number): FixedValue =>
      gate!(convert(add(sum(a[part * n + index]!), sum(b[part * n + index]!)), accumulator));
    const [updates, resets] = cell.resetFirst ? [1, 0] : [0, 1];
    const left = (index: number): FixedValue => multiply(gateOf(resets!, index), state(h[index]!));
    const c = ofCandidate?.(each(left, layer.output));
    const handed = each((index) => {
      const update = gateOf(updates!, index);
      const before = c
        ? sum(c[index]!)
        : convert(multiply(gateOf(resets!, index), sum(b[2 * n + index]!)), accumulator);
      const candidate = squash(convert(add(sum(a[2 * n + index]!), before), accumulator));
      const fresh = multiply(candidate, subtract(integer(1), update));
      return add(fresh, multiply(state(h[index]!), update));
    }, layer.output);
    return { h: handed, s: [] };
  };

  const simple: Step = (x, { h }) => {
    const [a, b] = [ofInput(x), ofState(h)];
    const hand = activation(cell.activation, accumulator, layer.output);
    const total = (index: number): FixedValue => convert(add(sum(a[index]!), sum(b[index]!)), accumulator);
    return { h: each((index) => hand(total(index)), layer.output), s: [] };
  };
  return { simpleRnn: simple, lstm, gru }[cell.kind];
}

/** An activation inside of a cell, of values of one type; its result is of another. */
function activation(
  { name, config }: CellActivation,
  from: FixedType,
  result: FixedType,
): (x: FixedValue) => FixedValue {
  if (name === 'linear') return (x) => convert(x, result);
  if (name === 'relu') return (x) => convert(x.raw > 0n ? x : integer(0), result);
  const squash = name === 'hard_sigmoid' ? clippedLine(config, from) : lookUp(name, config);
  return (x) => convert(squash(x), result);
}
