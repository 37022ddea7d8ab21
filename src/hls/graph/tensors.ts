import { problem, type Place } from '../../diagnostics/index.js';
import type { TopFunction } from './dialects/dialect.js';
import type { Tensor } from './graph.js';
import { elementType } from './types.js';

/** The tensors of a top function, each made when a layer first reads or writes it. */
export class TensorTable {
  private readonly made = new Map<string, Tensor>();
  private readonly aliases: Map<string, string>;

  constructor(private readonly top: TopFunction) {
    this.aliases = new Map(top.aliases);
  }

  /** Makes a name stand for another: what a copied stream is. */
  rename(copy: string, original: string): void {
    this.aliases.set(copy, original);
  }

  /** The name that aliases lead to. */
  resolve(name: string): string {
    let resolved = name;
    for (let steps = 0; steps <= this.aliases.size; steps++) {
      const next = this.aliases.get(resolved);
      if (next === undefined) return resolved;
      resolved = next;
    }
    return resolved;
  }

  /** A tensor that was read or written before, or undefined. */
  known(name: string): Tensor | undefined {
    return this.made.get(this.resolve(name));
  }

  /**
   * The tensor that a layer reads.
   *
   * @param told what the layer's config struct says of its shape; null where it does not
   * @throws hls.unknown-variable, hls.no-typedef, hls.not-fixed-point
   */
  read(name: string, user: User, told: readonly number[] | null): Tensor {
    return this.tensor(name, user, ({ declared }) => {
      // Element-wise layers know how many values there are; a declaration may know more.
      const isFlat = told !== null && told.length < (declared?.length ?? 0);
      return isFlat && volume(told) === volume(declared!) ? declared : told;
    });
  }

  /**
   * The tensor that a layer writes.
   *
   * @param shape what the layer says of its shape, given the elements in a word of a stream (null for an array)
   * @throws hls.unknown-variable, hls.no-typedef, hls.not-fixed-point
   */
  written(name: string, user: User, shape: (packed: number | null) => readonly number[] | null): Tensor {
    return this.tensor(name, user, ({ packed }) => shape(packed));
  }

  private tensor(
    name: string,
    { calls, place }: User,
    shape: (seen: Seen) => readonly number[] | null,
  ): Tensor {
    const resolved = this.resolve(name);
    const before = this.made.get(resolved);
    if (before) return before;
    const variable = this.top.variables.get(resolved);
    if (!variable) throw problem('hls.unknown-variable', { name, call: calls }, place);
    const { extents } = variable;
    const { slot, length } = elementType(variable.type, resolved, variable.at);
    const declared = extents && (length === null ? extents : [...extents, length]);
    const packed = extents === null ? (length ?? 1) : null;
    const told = shape({ declared, packed });
    const agrees = told !== null && (!declared || volume(told) === volume(declared));
    const tensor = { name: resolved, slot, shape: agrees ? told : (declared ?? [length ?? 1]), packed };
    this.made.set(resolved, tensor);
    return tensor;
  }
}

/** Who reads or writes, for messages. */
interface User {
  readonly calls: string;
  readonly place: Place;
}

/** What a variable's declaration says: its sizes, null for a stream, and the elements in a stream's word. */
interface Seen {
  readonly declared: readonly number[] | null;
  readonly packed: number | null;
}

const volume = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);
