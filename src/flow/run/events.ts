import type { Model } from '../meta-model/model.js';
import type { RunStatus } from '../store/records.js';

/** What a run tells while it goes on; `hlsmith flow run --json` prints each as a line. Times are in seconds. */
export type RunEvent =
  | {
      readonly event: 'run-started';
      readonly run: string;
      readonly flow: string;
      readonly folder: string;
      readonly resumed: boolean;
    }
  | { readonly event: 'task-started'; readonly step: string; readonly type: string; readonly attempt: string }
  | { readonly event: 'task-progress'; readonly step: string; readonly text: string }
  | {
      readonly event: 'task-done';
      readonly step: string;
      readonly seconds: number;
      readonly models: readonly Model[];
    }
  /** Done by an earlier process; not run again. */
  | { readonly event: 'task-known'; readonly step: string; readonly models: readonly Model[] }
  | {
      readonly event: 'task-failed';
      readonly step: string;
      readonly seconds: number;
      readonly message: string;
      readonly willRetry: boolean;
    }
  | { readonly event: 'log'; readonly step: string; readonly message: string; readonly data?: unknown }
  | {
      readonly event: 'run-ended';
      readonly run: string;
      readonly status: RunStatus;
      readonly seconds: number;
      readonly steps: number;
      readonly models: number;
      readonly failures: number;
    };
