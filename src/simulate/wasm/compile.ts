import type binaryen from 'binaryen';
import { mostInputs, type KernelPlaces } from '../pieces/piece.js';
import { Body } from './body.js';
import { engine, type Kernel, type Memory } from './engine.js';

let loading: Promise<typeof binaryen> | undefined;

/** Loads the WebAssembly generator, which takes some 0.4 s the first time. */
export async function loadGenerator(): Promise<Generator> {
  loading ??= import('binaryen').then((module) => module.default);
  return new Generator(await loading);
}

/** Runs a kernel on one block: addresses of its constants, its output and its inputs. */
export type RunKernel = (constants: number, output: number, ...inputs: number[]) => void;

/** Kernels that sessions share; the oldest are forgotten beyond this number. */
const mostKernels = 1024;
const kernels = new Map<string, Kernel>();

export class Generator {
  constructor(private readonly library: typeof binaryen) {}

  /**
   * The kernel that `write` writes. `key` must determine it: every number in the code comes from the key, so
   * that trials which differ in weights only, or come back to earlier precisions, share it.
   */
  kernel(key: string, write: (body: Body, places: KernelPlaces) => void): Kernel {
    let kernel = kernels.get(key);
    if (!kernel) {
      kernel = new engine.Module(this.generate(write));
      kernels.set(key, kernel);
      const [oldest] = kernels.keys();
      if (kernels.size > mostKernels) kernels.delete(oldest!);
    }
    return kernel;
  }

  /** The bytes of a module with one exported function, `run`, on an imported memory. */
  private generate(write: (body: Body, places: KernelPlaces) => void): Uint8Array {
    const module = new this.library.Module();
    try {
      module.setFeatures(this.library.Features.SIMD128);
      module.setMemory(1, -1);
      module.addMemoryImport('0', 'session', 'memory');
      const body = new Body(module, this.library, 2 + mostInputs);
      const inputs = Array.from({ length: mostInputs }, (_, index) => body.parameter(2 + index));
      write(body, { constants: body.parameter(0), output: body.parameter(1), inputs });
      body.finish('run');
      return module.emitBinary();
    } finally {
      module.dispose();
    }
  }
}

export function bind(kernel: Kernel, memory: Memory): RunKernel {
  return new engine.Instance(kernel, { session: { memory } }).exports['run']!;
}
