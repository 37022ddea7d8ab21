import type {
  BidirectionalLayer,
  GruLayer,
  InnerActivation,
  LstmLayer,
  NdArray,
  RecurrentLayer,
} from '../model.js';
import { activate } from './activation.js';
import { multiply } from './multiply.js';
import { roundAll } from './round.js';
import type { Tensor } from './tensor.js';

/** One step for all samples: from what the step's input contributes (`[samples, gates * units]`) and the states. */
interface Cell {
  /** Arrays of `[samples, units]`; the first is what the layer returns. */
  readonly states: Float64Array<ArrayBufferLike>[];
  step(inputPart: Float64Array): void;
}

export function recurrent(layer: RecurrentLayer, input: Tensor, samples: number): Float64Array {
  const [steps, features] = input.shape;
  const { units } = layer;
  const columns = layer.kernel.shape[1];
  const cell = cellOf(layer, samples);
  const frame = new Float64Array(samples * features);
  const part = new Float64Array(samples * columns);
  const output = new Float64Array(samples * units * (layer.returnSequences ? steps : 1));
  for (let count = 0; count < steps; count++) {
    const step = layer.goBackwards ? steps - 1 - count : count;
    for (let sample = 0; sample < samples; sample++) {
      const start = (sample * steps + step) * features;
      frame.set(input.data.subarray(start, start + features), sample * features);
    }
    times(frame, samples, layer.kernel, layer.bias.data, part);
    cell.step(part);
    if (!layer.returnSequences) continue;
    for (let sample = 0; sample < samples; sample++) {
      const state = cell.states[0].subarray(sample * units, (sample + 1) * units);
      output.set(state, (sample * steps + count) * units);
    }
  }
  if (!layer.returnSequences) output.set(cell.states[0]);
  return output;
}

function times(
  matrix: Float64Array,
  rows: number,
  kernel: NdArray,
  bias: ArrayLike<number>,
  into: Float64Array,
): void {
  multiply(matrix, rows, { kernel, first: 0, count: kernel.shape[1] }, bias, into);
}

function cellOf(layer: RecurrentLayer, samples: number): Cell {
  switch (layer.kind) {
    case 'simpleRnn': {
      const states: Cell['states'] = [new Float64Array(samples * layer.units)];
      const sum = new Float64Array(samples * layer.units);
      return {
        states,
        step(part) {
          times(stored(layer, states[0]), samples, layer.recurrentKernel, none(layer), sum);
          states[0] = inner(
            layer.activation,
            sum.map((value, at) => value + part[at]),
            layer.units,
          );
        },
      };
    }
    case 'lstm':
      return lstmCell(layer, samples);
    case 'gru':
      return gruCell(layer, samples);
  }
}

function lstmCell(layer: LstmLayer, samples: number): Cell {
  const { units } = layer;
  const states: Cell['states'] = [new Float64Array(samples * units), new Float64Array(samples * units)];
  const sums = new Float64Array(samples * units * 4);
  return {
    states,
    step(part) {
      times(stored(layer, states[0]), samples, layer.recurrentKernel, none(layer), sums);
      const gate = (index: number): Float64Array =>
        block(sums, 4, index, units).map((value, at) => value + part[placeOf(at, 4, index, units)]);
      const input = inner(layer.recurrentActivation, gate(0), units);
      const forget = inner(layer.recurrentActivation, gate(1), units);
      const candidate = inner(layer.activation, gate(2), units);
      const output = inner(layer.recurrentActivation, gate(3), units);
      const old = stored(layer, states[1]);
      states[1] = candidate.map((value, at) => forget[at] * old[at] + input[at] * value);
      states[0] = inner(layer.activation, states[1], units).map((value, at) => output[at] * value);
    },
  };
}

function gruCell(layer: GruLayer, samples: number): Cell {
  const { units } = layer;
  const states: Cell['states'] = [new Float64Array(samples * units)];
  const sums = new Float64Array(samples * units * 3);
  const resetSums = new Float64Array(samples * units * 3);
  return {
    states,
    step(part) {
      const state = stored(layer, states[0]);
      times(state, samples, layer.recurrentKernel, layer.recurrentBias.data, sums);
      const inputPart = (index: number): Float64Array => block(part, 3, index, units);
      const gate = (index: number): Float64Array => {
        const own = inputPart(index);
        return inner(
          layer.recurrentActivation,
          block(sums, 3, index, units).map((v, at) => v + own[at]),
          units,
        );
      };
      const update = gate(0);
      const reset = gate(1);
      let recurrentPart;
      if (layer.resetAfter) {
        recurrentPart = block(sums, 3, 2, units).map((value, at) => reset[at] * value);
      } else {
        const kept = state.map((value, at) => reset[at] * value);
        times(kept, samples, layer.recurrentKernel, none(layer), resetSums);
        recurrentPart = block(resetSums, 3, 2, units);
      }
      const candidate = inner(
        layer.activation,
        inputPart(2).map((value, at) => value + recurrentPart[at]),
        units,
      );
      states[0] = candidate.map((value, at) => update[at] * state[at] + (1 - update[at]) * value);
    },
  };
}

/** Where element `at` of `[samples, units]` lies in `[samples, gates * units]`. */
function placeOf(at: number, gates: number, gate: number, units: number): number {
  const sample = Math.floor(at / units);
  return (sample * gates + gate) * units + (at - sample * units);
}

/** The columns of one gate. */
function block(values: Float64Array, gates: number, gate: number, units: number): Float64Array {
  const result = new Float64Array(values.length / gates);
  for (let row = 0; row * units < result.length; row++) {
    const start = (row * gates + gate) * units;
    result.set(values.subarray(start, start + units), row * units);
  }
  return result;
}

function inner(
  { function: wanted, precision }: InnerActivation,
  data: Float64Array,
  units: number,
): Float64Array {
  const result = activate(wanted, { shape: [units], data });
  return precision ? roundAll(result, precision) : result;
}

/** A state as it is kept between steps. */
function stored({ precisions }: RecurrentLayer, state: Float64Array): Float64Array {
  return precisions?.state ? roundAll(state, precisions.state) : state;
}

const zeros = new Map<number, Float64Array>();

/** No bias: that of the input's part is there already. */
function none({ recurrentKernel }: RecurrentLayer): Float64Array {
  const [, count] = recurrentKernel.shape;
  const known = zeros.get(count) ?? new Float64Array(count);
  zeros.set(count, known);
  return known;
}

export function bidirectional(layer: BidirectionalLayer, input: Tensor, samples: number): Float64Array {
  const { forward, backward, mergeMode } = layer;
  const first = recurrent(forward, input, samples);
  const answer = recurrent(backward, input, samples);
  const second = backward.returnSequences ? turned(answer, samples, input.shape[0], backward.units) : answer;
  if (mergeMode !== 'concat') return first.map((value, at) => mergers[mergeMode](value, second[at]));
  const units = forward.units + backward.units;
  const result = new Float64Array(first.length + second.length);
  for (let row = 0; row * units < result.length; row++) {
    result.set(first.subarray(row * forward.units, (row + 1) * forward.units), row * units);
    const start = row * backward.units;
    result.set(second.subarray(start, start + backward.units), row * units + forward.units);
  }
  return result;
}

const mergers = {
  sum: (a: number, b: number) => a + b,
  mul: (a: number, b: number) => a * b,
  ave: (a: number, b: number) => (a + b) / 2,
};

function turned(sequence: Float64Array, samples: number, steps: number, units: number): Float64Array {
  const result = new Float64Array(sequence.length);
  for (let sample = 0; sample < samples; sample++) {
    for (let step = 0; step < steps; step++) {
      const start = (sample * steps + step) * units;
      result.set(sequence.subarray(start, start + units), (sample * steps + steps - 1 - step) * units);
    }
  }
  return result;
}
