import type { FixedType } from '../../hls/index.js';
import type { ResolvedLayer } from '../network.js';
import { elementwise, type ElementwiseInput } from '../pieces/elementwise.js';
import type { Piece, TensorSignal, WeightSource } from '../pieces/piece.js';
import type { Cell, CellActivation, CellMatrix } from '../recurrence.js';
import type { Term, Terms } from '../wasm/terms.js';
import { clippedLine } from './clipping.js';
import type { Call, Place } from './kind.js';
import { matrixPiece } from './matrix.js';
import { tabledFormula } from './tabled.js';

/** The calls of one step: from its input and the state before it to the state after it. */
export type Step = (x: Place, before: Place, after: Place, kept: Place) => Call[];

/** What the kernels of a cell have in common. */
export class CellContext {
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
    const ofState = this.ofState(cell.recurrent);
    return ofInput && ofState && [ofInput, ofState];
  }

  /** The products of a state. */
  ofState(matrix: CellMatrix): Piece | null {
    return this.matrix(matrix, this.layer.output, this.state);
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
