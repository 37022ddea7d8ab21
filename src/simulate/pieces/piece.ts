import type { WeightArray, FixedType } from '../../hls/index.js';
import type { Body, Value } from '../wasm/body.js';
import type { Signal } from '../wasm/conversion.js';
import type { LaneBits } from '../wasm/lanes.js';

/** Values of a tensor: `features` numbers a sample, each stored in `storage` bits. */
export interface TensorSignal extends Signal {
  readonly features: number;
  readonly storage: LaneBits;
}

/** Numbers that a kernel reads from memory: weights, biases, tables. */
export interface Constants {
  /** Equal keys mean equal bytes. */
  readonly key: string;
  readonly byteLength: number;
  bytes(): Uint8Array;
}

/** Where a kernel finds what it reads and writes; addresses of blocks of samples. */
export interface KernelPlaces {
  readonly constants: Value;
  readonly output: Value;
  readonly inputs: readonly Value[];
}

/** Tensors that one kernel reads at most. */
export const mostInputs = 4;

/** One kernel: reads whole blocks of some tensors and writes one. */
export interface Piece {
  /** Determines the code that `write` writes. */
  readonly key: string;
  write(body: Body, places: KernelPlaces): void;
  /** Bits of the integers it is computed in. */
  readonly lanes: LaneBits;
  readonly constants: Constants | null;
  readonly output: TensorSignal;
}

/** Weights as raw integers of a type, kept from one trial to the next. */
export interface WeightSource {
  /** null where the type is wider than a double holds exactly. */
  raw(array: WeightArray, type: FixedType): Float64Array | null;
  /** Names an array's values under a type. */
  key(array: WeightArray, type: FixedType): string;
}

/** Makes the code a function of plain data, and that data its key. */
export function planned<Specification>(
  kind: string,
  specification: Specification,
  write: (body: Body, specification: Specification, places: KernelPlaces) => void,
): Pick<Piece, 'key' | 'write'> {
  return {
    key: `${kind} ${JSON.stringify(specification)}`,
    write: (body, places) => write(body, specification, places),
  };
}

/** Arrays of constants one after the other, each where vectors load well. */
export class ConstantLayout {
  private end = 0;
  private readonly writers: ((bytes: Uint8Array<ArrayBuffer>) => void)[] = [];

  /** @returns where the array starts, in bytes. */
  add(byteLength: number, write: (bytes: Uint8Array<ArrayBuffer>, offset: number) => void): number {
    const offset = this.end;
    this.end = Math.ceil((offset + byteLength) / 16) * 16;
    this.writers.push((bytes) => write(bytes, offset));
    return offset;
  }

  /** @param key names the content of all arrays. */
  finish(key: string): Constants | null {
    const { end: byteLength, writers } = this;
    if (byteLength === 0) return null;
    return {
      key,
      byteLength,
      bytes: () => {
        const bytes = new Uint8Array(byteLength);
        for (const write of writers) write(bytes);
        return bytes;
      },
    };
  }
}
