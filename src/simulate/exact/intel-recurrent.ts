import { problem } from '../../diagnostics/index.js';
import { fixedArithmetic, type FixedType, type FixedValue } from '../../hls/index.js';
import type { ResolvedLayer } from '../network.js';
import { accumulate, integer, rawValues, type ExactKind } from './exact.js';
import { intelTabled } from './intel.js';
import { denseOf } from './products.js';

const { add, convert, multiply, subtract } = fixedArithmetic;

interface State {
  readonly h: readonly bigint[];
  readonly s: readonly bigint[];
}

type Step = (x: readonly bigint[], state: State) => State;

/** The type in which the state is kept: that of the result for Quartus, that of the accumulator for oneAPI. */
const stateType = (layer: ResolvedLayer): FixedType =>
  layer.layer.library === 'oneapi' ? layer.role('accumulator') : layer.output;

/** nnet::lstm, gru and simple_rnn of Intel's backends. */
export const intelRecurrent: ExactKind = (layer) => {
  const { kind } = layer.layer;
  const steps = layer.size('n_timesteps');
  const states = layer.size('n_out');
  const inputs = layer.size('n_in');
  const sequences = layer.parameter('return_sequences', 0) !== 0;
  const step =
    kind === 'gru' ? gru(layer, states) : kind === 'lstm' ? lstm(layer, states) : simple(layer, states);
  return ([sequence, ...initial]) => {
    const zeros = Array<bigint>(states).fill(0n);
    let state: State = { h: initial[0] ?? zeros, s: initial[1] ?? zeros };
    const all: bigint[] = [];
    for (let turn = 0; turn < steps; turn++) {
      state = step(sequence!.slice(turn * inputs, (turn + 1) * inputs), state);
      all.push(...state.h);
    }
    const kept = stateType(layer);
    return (sequences ? all : state.h).map((raw) => convert({ raw, type: kept }, layer.output).raw);
  };
};

function activationOf(
  layer: ResolvedLayer,
  member: 'activation' | 'activation_recr',
  part: string,
  to: FixedType,
): (x: FixedValue) => FixedValue {
  const accumulator = layer.role('accumulator');
  const name = layer.layer.functions[member] ?? '';
  if (name === 'relu') return (x) => convert(x.raw > 0n ? x : integer(0), to);
  const known = ['relu', 'sigmoid', 'tanh'] as const;
  if (name !== 'sigmoid' && name !== 'tanh') {
    throw problem('simulate.activation', { layer: layer.name, activation: name, known });
  }
  return intelTabled(name, layer, layer.part(part), accumulator, to);
}

/** Sums of products without a bias, each product as it is; the bias is a sum of its own. */
function products(
  layer: ResolvedLayer,
  role: 'weight' | 'recurrentWeight',
  data: FixedType,
): (x: readonly bigint[], output: number) => FixedValue {
  const accumulator = layer.role('accumulator');
  const type = layer.role(role);
  const weights = rawValues(layer.constants(role), type);
  return (x, output) => {
    const outputs = weights.length / x.length;
    return x.reduce<FixedValue>(
      (sum, raw, i) => {
        const product = multiply({ raw, type: data }, { raw: weights[i * outputs + output]!, type });
        return convert(add(sum, product), accumulator);
      },
      convert(integer(0), accumulator),
    );
  };
}

/** `W x + b + U h` of one gate, each sum an accumulator value. */
function gateSums(
  layer: ResolvedLayer,
): (x: readonly bigint[], h: readonly bigint[], at: number) => FixedValue {
  const accumulator = layer.role('accumulator');
  const ofInput = products(layer, 'weight', layer.input);
  const ofState = products(layer, 'recurrentWeight', stateType(layer));
  const bias = { type: layer.role('bias'), raw: rawValues(layer.constants('bias'), layer.role('bias')) };
  const own = layer.layer.constants.recurrentBias
    ? {
        type: layer.role('recurrentBias'),
        raw: rawValues(layer.constants('recurrentBias'), layer.role('recurrentBias')),
      }
    : null;
  const plus = (sum: FixedValue, term: FixedValue): FixedValue => convert(add(sum, term), accumulator);
  return (x, h, at) => {
    const first = plus(ofInput(x, at), { raw: bias.raw[at]!, type: bias.type });
    const second = ofState(h, at);
    return plus(first, own ? plus(second, { raw: own.raw[at]!, type: own.type }) : second);
  };
}

function simple(layer: ResolvedLayer, states: number): Step {
  const sums = gateSums(layer);
  const kept = stateType(layer);
  // Quartus's gives the input's type to the result of the activation.
  const to = layer.layer.library === 'oneapi' ? kept : layer.input;
  const squash = activationOf(layer, 'activation', 'ACT_CONFIG_T', to);
  return (x, { h }) => ({
    h: Array.from({ length: states }, (_, at) => convert(squash(sums(x, h, at)), kept).raw),
    s: [],
  });
}

/** Gates in the order input, forget, candidate, output; the state that is kept is shown as an accumulator value. */
function lstm(layer: ResolvedLayer, n: number): Step {
  const accumulator = layer.role('accumulator');
  const sums = gateSums(layer);
  const gate = activationOf(layer, 'activation_recr', 'ACT_CONFIG_RECURRENT_T', accumulator);
  const squash = activationOf(layer, 'activation', 'ACT_CONFIG_RECURRENT_T', accumulator);
  const product = (a: FixedValue, b: FixedValue): FixedValue => convert(multiply(a, b), accumulator);
  const type = stateType(layer);
  return (x, { h, s }) => {
    const made = Array.from({ length: n }, (_, at) => {
      const [i, f, c, o] = [0, 1, 2, 3].map((part) => sums(x, h, part * n + at));
      const fresh = product(gate(i!), squash(c!));
      const kept = accumulate(fresh, product(gate(f!), { raw: s[at]!, type }));
      return { h: product(gate(o!), squash(kept)), s: kept };
    });
    const asState = (values: readonly FixedValue[]): bigint[] =>
      values.map((value) => convert(value, type).raw);
    return { h: asState(made.map((one) => one.h)), s: asState(made.map((one) => one.s)) };
  };
}

/** As Xilinx's, but for its tables: nnet::dense_resource of the input and of the state. */
function gru(layer: ResolvedLayer, n: number): Step {
  const accumulator = layer.role('accumulator');
  const matrix = (
    member: string,
    data: FixedType,
    roles: readonly ['weight', 'bias'] | readonly ['recurrentWeight', 'recurrentBias'],
  ) => {
    const config = layer.part(member);
    const [weights, biases] = roles.map((role, at) =>
      rawValues(layer.constants(role), config.role(at === 0 ? 'weight' : 'bias')),
    );
    return denseOf(config, { product: layer.product(member), data, result: accumulator }, weights!, biases!);
  };
  const ofInput = matrix('mult_config_x', layer.input, ['weight', 'bias']);
  const type = stateType(layer);
  const ofState = matrix('mult_config_h', type, ['recurrentWeight', 'recurrentBias']);
  const gate = activationOf(layer, 'activation_recr', 'ACT_CONFIG_RECURRENT_T', accumulator);
  const squash = activationOf(layer, 'activation', 'ACT_CONFIG_T', accumulator);
  const value = (raw: bigint): FixedValue => ({ raw, type: accumulator });
  const [updates, resets] = layer.parameter('pytorch_order', 0) !== 0 ? [n, 0] : [0, n];
  return (x, { h }) => {
    const [a, b] = [ofInput(x), ofState(h)];
    const total = (at: number): FixedValue => accumulate(value(a[at]!), value(b[at]!));
    const next = Array.from({ length: n }, (_, at) => {
      const update = gate(total(updates + at));
      const before = convert(multiply(gate(total(resets + at)), value(b[2 * n + at]!)), accumulator);
      const fresh = multiply(squash(accumulate(value(a[2 * n + at]!), before)), subtract(integer(1), update));
      return convert(add(fresh, multiply({ raw: h[at]!, type }, update)), type).raw;
    });
    return { h: next, s: [] };
  };
}
