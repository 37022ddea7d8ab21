import { mostInputs, type KernelPlaces } from '../pieces/piece.js';
import { Body } from './body.js';
import { engine, type Kernel, type Memory } from './engine.js';

/** Runs a kernel on one block: addresses of its constants, its output and its inputs. */
export type RunKernel = (constants: number, output: number, ...inputs: number[]) => void;

/** Kernels that sessions share; the oldest are forgotten beyond this number. */
const mostKernels = 1024;
const kernels = new Map<string, Kernel>();

/**
 * The kernel that `write` writes. `key` must determine it: every number in the code comes from the key, so
 * that trials which differ in weights only, or come back to earlier precisions, share it.
 */
export function kernelOf(key: string, write: (body: Body, places: KernelPlaces) => void): Kernel {
  let kernel = kernels.get(key);
  if (!kernel) {
    kernel = new engine.Module(generate(write));
    kernels.set(key, kernel);
    const [oldest] = kernels.keys();
    if (kernels.size > mostKernels) kernels.delete(oldest!);
  }
  return kernel;
}

/** The bytes of a module with one exported function, `run`, on an imported memory. */
function generate(write: (body: Body, places: KernelPlaces) => void): Uint8Array {
  const body = new Body(2 + mostInputs);
  const inputs = Array.from({ length: mostInputs }, (_, index) => body.parameter(2 + index));
  write(body, { constants: body.parameter(0), output: body.parameter(1), inputs });
  return body.finish('run');
}

export function bind(kernel: Kernel, memory: Memory): RunKernel {
  return new engine.Instance(kernel, { session: { memory } }).exports['run']!;
}
