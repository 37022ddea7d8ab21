/** What hlsmith uses of jsfive, which comes without types. */
declare module 'jsfive' {
  export class Group {
    readonly keys: string[];
    readonly attrs: Readonly<Record<string, unknown>>;
    get(name: string): Group | Dataset | null;
  }
  export class File extends Group {
    constructor(content: ArrayBuffer, name: string);
  }
  export class Dataset {
    readonly shape: readonly number[];
    /** `<f4`, or a list for what are no numbers. */
    readonly dtype: string | readonly unknown[];
    /** Undefined for what it cannot read. */
    readonly value: ArrayLike<unknown> | undefined;
  }
}
