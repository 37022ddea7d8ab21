import { problem } from '../../diagnostics/index.js';
import type { Model } from '../model.js';
import { readWithin, type Limits } from '../within-limits.js';
import { readModel } from './reader.js';

/**
 * Reads a Keras model, within limits of time and memory.
 * @throws as `readModel` of `reader.ts`; `model.damaged` when a limit is reached
 */
export function readGuarded(
  path: string,
  { weights }: { weights?: string } = {},
  limits: Limits = {},
): Promise<Model> {
  const read = (): Model => readModel(path, weights === undefined ? {} : { weights });
  const damaged = (reason: string): ReturnType<typeof problem> =>
    problem('model.damaged', { reason }, { file: path });
  const script = new URL('./reading-thread.js', import.meta.url);
  return readWithin({ read, script, damaged }, { path, weights }, limits);
}
