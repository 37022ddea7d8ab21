import { fixedArithmetic, fractionBits, type FixedType } from '../../hls/index.js';
import {
  activationNumber,
  activationTable,
  activationTableAs,
  int,
  seluScale,
  tabledActivations,
  tableSize,
  tableType,
  zeroEntry,
  type TabledName,
} from '../activation-tables.js';
import type { ResolvedConfig } from '../network.js';
import type { Table, Term, Terms } from '../wasm/terms.js';
import { eachValue } from './elementwise.js';
import type { LayerKind } from './kind.js';

/** The formula of a table look-up whose result becomes a type. */
export function tabledFormula(
  name: TabledName,
  config: ResolvedConfig,
  output: FixedType,
): (terms: Terms, x: Term) => Term {
  const table = tableOf(activationTableAs(name, config, output), output);
  return (terms, x) => terms.lookUp(tableIndex(terms, x, name, tableSize(config)), table);
}

export function tableOf(entries: readonly bigint[], type: FixedType): Table {
  const numbers = entries.map(Number);
  const range = {
    min: numbers.reduce((a, b) => Math.min(a, b), 0),
    max: numbers.reduce((a, b) => Math.max(a, b), 0),
  };
  return { entries, fraction: fractionBits(type), range };
}

/** `int(x * size / span)`, moved and clamped to the table. */
function tableIndex(terms: Terms, x: Term, name: TabledName, entries: number): Term {
  const { span } = tabledActivations[name];
  const whole = scaledDown(terms, x, Math.abs(span), entries);
  const rounded = terms.convert(span < 0 ? terms.subtract(terms.constant(0n), whole) : whole, int);
  const moved = terms.convert(terms.add(rounded, terms.constant(BigInt(zeroEntry(name, entries)))), int);
  const last = terms.constant(BigInt(entries - 1));
  const zero = terms.constant(0n);
  if (name !== 'elu') return terms.minimum(terms.maximum(moved, zero), last);
  return within(terms.select(terms.greater(zero, moved), last, terms.minimum(moved, last)), entries);
}

/** `int(x * entries / span)`, the span a power of two. */
export function scaledToInteger(terms: Terms, x: Term, span: number, entries: number): Term {
  return terms.convert(scaledDown(terms, x, span, entries), int);
}

function scaledDown(terms: Terms, x: Term, span: number, entries: number): Term {
  const shift = Math.log2(span);
  const power = Math.log2(entries);
  let scaled: Term;
  if (Number.isInteger(power) && power >= shift) {
    scaled = { ...x, fraction: x.fraction - (power - shift) };
  } else {
    const product = terms.multiply(x, terms.constant(BigInt(entries)));
    const quotient = { ...product, fraction: product.fraction + shift };
    // The quotient has no more fraction bits than the value, also where those are negative.
    scaled = x.fraction < 0 ? terms.truncate(quotient, shift) : quotient;
  }
  return terms.toInteger(scaled);
}

/** Tells the bounds that a selection has but its terms do not show. */
function within(index: Term, entries: number): Term {
  return { ...index, range: { min: 0, max: entries - 1 } };
}

/** `nnet::sigmoid`, `nnet::tanh`, `nnet::softplus`, `nnet::softsign`. */
export function tabled(name: TabledName): LayerKind {
  return {
    plan: (layer, [input]) =>
      eachValue(input!, tabledFormula(name, layer, layer.output), { tableKey: layer.signature }),
  };
}

/** `nnet::elu`: a table times alpha below zero. */
export const elu: LayerKind = {
  plan(layer, [input]) {
    const alpha = activationNumber(layer, 'alpha', layer.input);
    const from = tableType(layer);
    const products = activationTable('elu', layer).map(
      (raw) =>
        fixedArithmetic.convert(fixedArithmetic.multiply(alpha, { raw, type: from }), layer.output).raw,
    );
    const table = tableOf(products, layer.output);
    const formula = (terms: Terms, x: Term): Term => {
      const below = terms.lookUp(tableIndex(terms, x, 'elu', tableSize(layer)), table);
      return terms.select(terms.greater(terms.constant(0n), x), below, terms.convert(x, layer.output));
    };
    return eachValue(input!, formula, { tableKey: layer.signature });
  },
};

/** `nnet::selu`: a constant factor above zero, a table below. */
export const selu: LayerKind = {
  plan(layer, [input]) {
    const below = tabledFormula('selu', layer, layer.output);
    const { raw, type } = seluScale(layer.input, layer.streams);
    const formula = (terms: Terms, x: Term): Term => {
      const scaled = terms.multiply(x, terms.constant(raw, fractionBits(type)));
      const above = terms.convert(scaled, layer.output);
      return terms.select(terms.greater(terms.constant(0n), x), below(terms, x), above);
    };
    return eachValue(input!, formula, { tableKey: layer.signature });
  },
};
