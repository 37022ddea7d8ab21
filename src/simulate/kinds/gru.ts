import type { TensorSignal } from '../pieces/piece.js';
import type { CellMatrix } from '../recurrence.js';
import { temporary, type Call, type Place } from './kind.js';
import type { CellContext, Step } from './recurrent-cell.js';

export function gruStep(context: CellContext): Step | null {
  const { cell, accumulator, state, layer } = context;
  const n = cell.states;
  const matrices = context.matrices();
  if (!matrices) return null;
  const [ofInput, ofState] = matrices;
  const sums = matrices.map(({ output }) => output);
  const gate = context.activation(cell.gates);
  const gates = context.each(
    sums.map((signal) => ({ signal })),
    (terms, [x, y]) => gate(terms, terms.convert(terms.add(x!, y!), accumulator)),
    2 * n,
  );
  if (!gates) return null;
  const [a, b, g] = [...sums, gates.output].map((signal) => temporary(context.temporary(signal)));
  const [update, reset] = (cell.resetFirst ? [n, 0] : [0, n]).map((at) => behind(g!, at));
  const candidate = cell.candidate
    ? candidateBefore(context, cell.candidate, ofInput.output, gates.output)
    : candidateAfter(context, sums, gates.output);
  const mix =
    candidate &&
    context.each(
      [candidate.output, gates.output, state].map((signal) => ({ signal })),
      (terms, [fresh, u, h]) => {
        const part = terms.multiply(fresh!, terms.subtract(terms.constant(1n), u!));
        return terms.convert(terms.add(part, terms.multiply(h!, u!)), layer.output);
      },
      undefined,
      state.storage,
    );
  if (!mix) return null;
  const c = temporary(context.temporary(candidate.output));
  return (x, before, after) => [
    { piece: ofInput, from: [x], to: a! },
    { piece: ofState, from: [before], to: b! },
    { piece: gates, from: [a!, b!], to: g! },
    ...candidate.calls({
      ofInput: behind(a!, 2 * n),
      ofState: behind(b!, 2 * n),
      reset: reset!,
      before,
      to: c,
    }),
    { piece: mix, from: [c, update!, before], to: after },
  ];
}

/** How a GRU's candidate comes about, from the products for it. */
interface Candidate {
  readonly output: TensorSignal;
  calls(places: Readonly<Record<'ofInput' | 'ofState' | 'reset' | 'before' | 'to', Place>>): Call[];
}

/** The reset gate multiplies the products of the state. */
function candidateAfter(
  context: CellContext,
  sums: readonly TensorSignal[],
  gates: TensorSignal,
): Candidate | null {
  const { accumulator } = context;
  const squash = context.activation(context.cell.activation);
  const piece = context.each(
    [gates, ...sums].map((signal) => ({ signal })),
    (terms, [reset, x, y]) => {
      const before = terms.convert(terms.multiply(reset!, y!), accumulator);
      return squash(terms, terms.convert(terms.add(x!, before), accumulator));
    },
  );
  return (
    piece && {
      output: piece.output,
      calls: ({ reset, ofInput, ofState, to }) => [{ piece, from: [reset, ofInput, ofState], to }],
    }
  );
}

/** The reset gate multiplies the state, and then the matrix comes. */
function candidateBefore(
  context: CellContext,
  matrix: CellMatrix,
  sum: TensorSignal,
  gates: TensorSignal,
): Candidate | null {
  const { accumulator, state, layer } = context;
  const squash = context.activation(context.cell.activation);
  const keep = context.each(
    [gates, state].map((signal) => ({ signal })),
    (terms, [reset, h]) => terms.convert(terms.multiply(reset!, h!), layer.output),
    undefined,
    state.storage,
  );
  const product = context.ofState(matrix);
  if (!keep || !product) return null;
  const piece = context.each(
    [sum, product.output].map((signal) => ({ signal })),
    (terms, [x, y]) => squash(terms, terms.convert(terms.add(x!, y!), accumulator)),
  );
  const [kept, products] = [keep, product].map(({ output }) => temporary(context.temporary(output)));
  return (
    piece && {
      output: piece.output,
      calls: ({ reset, before, ofInput, to }) => [
        { piece: keep, from: [reset, before], to: kept! },
        { piece: product, from: [kept!], to: products! },
        { piece, from: [ofInput, products!], to },
      ],
    }
  );
}

/** So many features further on in the same tensor. */
function behind({ tensor, feature }: Place, features: number): Place {
  return { tensor, feature: feature + features };
}
