import type { z } from 'zod';
import { problem } from '../../diagnostics/index.js';

/**
 * A part of the architecture, if it is as it should be.
 * @throws `model.damaged`
 */
export function checked<T>(schema: z.ZodType<T>, value: unknown, file: string): T {
  // Each schema is used a few times: not worth compiling.
  const result = schema.safeParse(value, { jitless: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const reason = `in its architecture, ${issue.path.join('.') || 'the top'} is wrong (${issue.message})`;
  throw problem('model.damaged', { reason }, { file });
}

/** A name from a file, on one line of a message. */
export function quoted(name: string): string {
  return JSON.stringify(name.length <= 80 ? name : `${name.slice(0, 77)}...`);
}
