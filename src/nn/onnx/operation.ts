import type { ModelLayer } from '../model.js';
import { sizeOf } from '../predict/tensor.js';
import type { Node } from './graph.js';
import { isHeld, type Constant, type Held, type Value } from './values.js';

/** Values that one layer may make of a sample: a bound on memory, far above what an FPGA holds. */
export const mostValues = 2 ** 26;
const mostAxes = 8;
/** Numbers in the arrays of all layers: likewise. */
const mostNumbers = 2 ** 27;

/** The layers that were made so far. */
export class Layers {
  readonly #byName = new Map<string, ModelLayer>();
  /** In all arrays of weights. */
  numbers = 0;
  /** By layer and order: a layer that has the same values in that order. */
  readonly arranged = new Map<string, string>();

  /** The layer, with a number behind its name where another has that name already. */
  add(layer: ModelLayer): ModelLayer {
    let { name } = layer;
    for (let count = 2; this.#byName.has(name); count++) name = `${layer.name}_${count}`;
    const own = { ...layer, name };
    this.#byName.set(name, own);
    return own;
  }

  get(name: string): ModelLayer {
    return this.#byName.get(name)!;
  }

  /** In place of the layer of that name. */
  replace(layer: ModelLayer): void {
    this.#byName.set(layer.name, layer);
  }

  all(): ModelLayer[] {
    return [...this.#byName.values()];
  }
}

type WithoutName<L> = L extends ModelLayer ? Omit<L, 'name'> : never;

/** What an operator of a node works on. */
export class Operation {
  constructor(
    readonly node: Node,
    /** In the node's order; undefined for an option that is left out. */
    readonly inputs: readonly (Value | undefined)[],
    readonly layers: Layers,
    readonly refuse: (reason: string) => Error,
    /** How many nodes and outputs read a tensor. */
    readonly uses: ReadonlyMap<string, number>,
  ) {}

  /** Whether something reads the node's result of that number. */
  isUsed(index: number): boolean {
    const name = this.node.outputs.at(index) ?? '';
    return name !== '' && this.uses.has(name);
  }

  get attributes(): Node['attributes'] {
    return this.node.attributes;
  }

  /** The input, which must depend on the model's inputs. */
  held(index: number): Held {
    const value = this.inputs.at(index);
    if (value && isHeld(value)) return value;
    throw this.refuse(`has ${value ? 'a constant' : 'nothing'} as input ${index}`);
  }

  /** The input, which must be known; undefined where it is left out. */
  option(index: number, what: string): Constant | undefined {
    const value = this.inputs.at(index);
    if (!value || !isHeld(value)) return value;
    throw this.refuse(`computes its ${what} from the model's inputs; only a constant is supported`);
  }

  constant(index: number, what: string): Constant {
    const value = this.option(index, what);
    if (value) return value;
    throw this.refuse(`has no ${what}`);
  }

  /** An axis from 0, where the file may count from the end. */
  axis(axis: number, rank: number): number {
    const counted = axis < 0 ? axis + rank : axis;
    if (Number.isInteger(axis) && counted >= 0 && counted < rank) return counted;
    throw this.refuse(`works on axis ${axis} of a tensor of ${rank} axes`);
  }

  /** As `axis`, which must not be that of samples. */
  ownAxis(axis: number, { shape, batch }: Held): number {
    const counted = this.axis(axis, shape.length);
    if (counted === batch) throw this.refuse(`works on axis ${axis}, along which samples lie`);
    return counted;
  }

  /**
   * Makes a layer.
   * @param suffix to the node's name
   * @returns its name
   */
  add(layer: WithoutName<ModelLayer>, suffix = ''): string {
    const { outputShape } = layer;
    if (outputShape.length > mostAxes) throw this.refuse(`makes a tensor of ${outputShape.length} axes`);
    const size = sizeOf(outputShape);
    if (size > mostValues) throw this.refuse(`makes ${size} values of a sample, more than ${mostValues}`);
    if (!outputShape.every((length) => Number.isSafeInteger(length) && length > 0)) {
      throw this.refuse(`makes a tensor of shape ${outputShape.join(' x ')}`);
    }
    this.layers.numbers += numbersIn(layer);
    if (this.layers.numbers > mostNumbers) {
      throw this.refuse(`brings the weights to ${this.layers.numbers} numbers, more than ${mostNumbers}`);
    }
    return this.layers.add({ ...layer, name: `${this.node.name}${suffix}` }).name;
  }

  /** The shape of the layer that holds a tensor. */
  shapeOf({ layer }: Held): readonly number[] {
    return this.layers.get(layer).outputShape;
  }
}

function numbersIn(layer: object): number {
  return Object.values(layer).reduce<number>((sum, value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return sum;
    return sum + ('data' in value ? (value.data as Float64Array).length : numbersIn(value as object));
  }, 0);
}

/** The results of a node; undefined for one that must not be used. */
export type Results = Value | readonly (Value | undefined)[];

export type Operator = (operation: Operation) => Results;

export function scalar(value: number): Constant {
  return { shape: [], data: Float64Array.of(value), isInteger: false };
}
