import type { LoweredLayer } from './layers.js';

/** Names for layers that the model does not have. */
export class FreshNames {
  readonly #taken: Set<string>;

  constructor(layers: readonly LoweredLayer[]) {
    this.#taken = new Set(layers.map(({ name }) => name));
  }

  /** @returns the preferred name, or with the first free number after it. */
  fresh(preferred: string): string {
    let name = preferred;
    for (let i = 2; this.#taken.has(name); i++) name = `${preferred}_${i}`;
    this.#taken.add(name);
    return name;
  }
}
