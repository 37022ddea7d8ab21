import { blockBytes, blockView, type BlockValues } from '../block-values.js';
import type { TensorSignal } from '../pieces/piece.js';
import { Arena } from '../wasm/arena.js';
import { blockSamples } from '../wasm/storage.js';

/** All that is kept of tensors from one trial to the next may take this; of the others, one block is. */
const mostKeptBytes = 24 * 2 ** 20;

/** Where a tensor is: `stride` bytes from one block to the next, 0 where all blocks share one place. */
export interface Placed extends TensorSignal {
  readonly offset: number;
  readonly stride: number;
}

/** A tensor that needs more than 64 bits: one block of it, outside of the kernels' memory. */
export interface Wide {
  readonly features: number;
  readonly values: bigint[];
}

export function isPlaced(tensor: Placed | Wide): tensor is Placed {
  return 'offset' in tensor;
}

/** The memory of a session: tensors, whole where there is room, and the constants of kernels. */
export class SessionMemory {
  readonly arena = new Arena();
  private readonly keptBytes = new Map<number, number>();
  private readonly constantKeys = new Map<string, string>();

  constructor(private readonly blocks: number) {}

  /** Places tensors, by number; the smallest are kept whole first. */
  place(signals: ReadonlyMap<number, TensorSignal>): Map<number, Placed> {
    const bytesOf = ({ features, storage }: TensorSignal): number => blockBytes(features, storage);
    const smallestFirst = [...signals].sort(([, a], [, b]) => bytesOf(a) - bytesOf(b));
    return new Map(
      smallestFirst.map(([tensor, signal]) => {
        const bytes = bytesOf(signal);
        const whole = this.keeps(tensor, bytes * this.blocks);
        const offset = whole
          ? this.arena.region(`whole ${tensor}`, bytes * this.blocks)
          : this.arena.region(`block ${tensor}`, bytes);
        return [tensor, { ...signal, offset, stride: whole ? bytes : 0 }];
      }),
    );
  }

  /** One block that lives while a layer is computed; layers share them. */
  temporary(index: number, signal: TensorSignal): Placed {
    const bytes = blockBytes(signal.features, signal.storage);
    return { ...signal, offset: this.arena.region(`temporary ${index}`, bytes), stride: 0 };
  }

  /** The address of a kernel's constants, which are written where they changed. */
  constants(name: string, key: string, byteLength: number, bytes: () => Uint8Array): number {
    const offset = this.arena.region(`constants ${name}`, byteLength);
    const content = `${offset} ${key}`;
    if (this.constantKeys.get(name) !== content) {
      this.arena.write(offset, bytes());
      this.constantKeys.set(name, content);
    }
    return offset;
  }

  view(tensor: Placed | Wide, block: number): BlockValues {
    if (!isPlaced(tensor)) return tensor.values;
    const { offset, stride, features, storage } = tensor;
    return blockView(this.arena.memory.buffer, offset + block * stride, features, storage);
  }

  /** Whether a tensor has room to be kept whole; once it had, only growth takes it away. */
  private keeps(tensor: number, bytes: number): boolean {
    const before = this.keptBytes.get(tensor) ?? 0;
    if (bytes <= before) return true;
    const others = [...this.keptBytes.values()].reduce((sum, one) => sum + one, 0) - before;
    if (others + bytes > mostKeptBytes) return false;
    this.keptBytes.set(tensor, bytes);
    return true;
  }
}

export function wide(features: number): Wide {
  return { features, values: Array<bigint>(features * blockSamples).fill(0n) };
}
