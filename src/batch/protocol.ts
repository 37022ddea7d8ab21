/** What the command line's process and its child processes say to each other. */

/** One thing to run a metaprogram on. */
export interface Unit {
  /** A file, or a project's folder. */
  readonly path: string;
  /** A project's files, relative to its folder; null for a file. */
  readonly files: readonly string[] | null;
  /** The file was named itself, so that it is read even if it looks like a table of weights. */
  readonly named?: boolean;
}

/** What a batch does with every unit. */
export interface BatchRequest {
  /** The path of a .ts or .js file, or the name of a shipped metaprogram. */
  readonly metaprogram: string;
  /** Its options as words of a command line (`--factor 4`), or by name. */
  readonly options: readonly string[] | Readonly<Record<string, unknown>>;
  /** Folders in which headers are looked for after the folder of the file that includes them. */
  readonly lookIn?: readonly string[];
  /** Results carry a unified diff; default true. Without, large batches are faster. */
  readonly diff?: boolean;
  /** Results of changed units carry the new bytes; default false. */
  readonly contents?: boolean;
}

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export type UnitResult =
  | {
      readonly status: 'changed';
      readonly path: string;
      /** The files that changed: the unit itself, or paths relative to the project's folder. */
      readonly files: readonly string[];
      readonly diff?: string;
      readonly contents?: readonly (readonly [path: string, bytes: Uint8Array])[];
      readonly report?: unknown;
    }
  | { readonly status: 'unchanged'; readonly path: string; readonly report?: unknown }
  | { readonly status: 'failed'; readonly path: string; readonly error: Failure };

export type ToWorker = { readonly open: BatchRequest } | { readonly unit: Unit };

export type FromWorker =
  | { readonly opened: { readonly name: string; readonly scope: 'file' | 'project' } }
  | { readonly refused: Failure & { readonly exit: number } }
  | { readonly result: UnitResult };
