import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LocalExecutor, type RunEvent } from 'hlsmith/flow';
import { onTestFinished } from 'vitest';

/** A folder that is gone after the test. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hlsmith-flow-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const built = new URL('../../dist/src/flow/run/job-main.js', import.meta.url);

/** Child processes run what `npm run build` has built. */
export const localExecutor = (): LocalExecutor => new LocalExecutor(built);

export const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Gathers events; `steps` are those that were done, in the order in which they ended. */
export function listener(): {
  onEvent: (event: RunEvent) => void;
  events: RunEvent[];
  steps: () => string[];
} {
  const events: RunEvent[] = [];
  const steps = (): string[] => events.flatMap((event) => (event.event === 'task-done' ? [event.step] : []));
  return { events, steps, onEvent: (event) => void events.push(event) };
}
