import { problem } from '../../diagnostics/index.js';
import type { Model } from '../model.js';
import { readWithin, type Limits } from '../within-limits.js';
import { readOnnx } from './reader.js';

/**
 * Reads an ONNX model, within limits of time and memory.
 * @throws as `readOnnx`; `onnx.damaged` when a limit is reached
 */
export function readGuarded(path: string, limits: Limits = {}): Promise<Model> {
  const read = (): Model => readOnnx(path);
  const damaged = (reason: string): ReturnType<typeof problem> =>
    problem('onnx.damaged', { reason }, { file: path });
  const script = new URL('./reading-thread.js', import.meta.url);
  return readWithin({ read, script, damaged }, { path, weights: undefined }, limits);
}
