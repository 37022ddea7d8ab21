import type loadWabt from 'wabt';
import { mostInputs, type KernelPlaces } from '../pieces/piece.js';
import { Body } from './body.js';
import { engine, type Kernel, type Memory } from './engine.js';

/** Runs a kernel on one block: addresses of its constants, its output and its inputs. */
export type RunKernel = (constants: number, output: number, ...inputs: number[]) => void;

/** Kernels that sessions share; the oldest are forgotten beyond this number. */
const mostKernels = 1024;
const kernels = new Map<string, Kernel>();

type Wabt = Awaited<ReturnType<typeof loadWabt>>;
let loading: Promise<Wabt> | undefined;

/** Loads the WebAssembly assembler, which takes some 70 ms the first time. */
export async function loadGenerator(): Promise<Generator> {
  loading ??= import('wabt').then((module) => module.default());
  return new Generator(await loading);
}

export class Generator {
  constructor(private readonly wabt: Wabt) {}

  /**
   * The kernel that `write` writes. `key` must determine it: every number in the code comes from the key, so
   * that trials which differ in weights only, or come back to earlier precisions, share it.
   */
  kernel(key: string, write: (body: Body, places: KernelPlaces) => void): Kernel {
    let kernel = kernels.get(key);
    if (!kernel) {
      const body = new Body(2 + mostInputs);
      const inputs = Array.from({ length: mostInputs }, (_, index) => body.parameter(2 + index));
      write(body, { constants: body.parameter(0), output: body.parameter(1), inputs });
      kernel = this.assemble(body);
      kernels.set(key, kernel);
      const [oldest] = kernels.keys();
      if (kernels.size > mostKernels) kernels.delete(oldest!);
    }
    return kernel;
  }

  /** A module with one exported function, `run`, on an imported memory. */
  assemble(body: Body): Kernel {
    const module = this.wabt.parseWat('kernel.wat', body.finish('run'), { simd: true });
    try {
      return new engine.Module(module.toBinary({}).buffer);
    } finally {
      module.destroy();
    }
  }
}

export function bind(kernel: Kernel, memory: Memory): RunKernel {
  return new engine.Instance(kernel, { session: { memory } }).exports['run']!;
}
