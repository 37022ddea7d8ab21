import { numberOf, textOf, type AttributeProto, type TensorProto } from './schema.js';
import { readTensor } from './tensors.js';
import type { Constant } from './values.js';

/** The options of a node; each is asked for by its name in the ONNX specification. */
export class Attributes {
  readonly #byName: ReadonlyMap<string, AttributeProto>;
  readonly #file: string;
  readonly #refuse: (reason: string) => Error;

  constructor(attributes: readonly AttributeProto[], file: string, refuse: (reason: string) => Error) {
    this.#byName = new Map(attributes.map((attribute) => [attribute.name, attribute]));
    this.#file = file;
    this.#refuse = refuse;
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  int(name: string, usual: number): number {
    const found = this.#byName.get(name);
    return found ? numberOf(found.i) : usual;
  }

  flag(name: string, usual = false): boolean {
    return this.int(name, usual ? 1 : 0) !== 0;
  }

  /** @throws `onnx.node` when it is not finite */
  float(name: string, usual: number): number {
    const value = this.#byName.get(name)?.f ?? usual;
    if (Number.isFinite(value)) return value;
    throw this.#refuse(`has the ${name} ${value}`);
  }

  text(name: string, usual: string): string {
    const found = this.#byName.get(name);
    return found ? textOf(found.s) : usual;
  }

  texts(name: string): string[] {
    return this.#byName.get(name)?.strings.map(textOf) ?? [];
  }

  ints(name: string): number[] | undefined {
    return this.#byName.get(name)?.ints.map(numberOf);
  }

  floats(name: string): readonly number[] | undefined {
    return this.#byName.get(name)?.floats;
  }

  tensor(name: string): Constant | undefined {
    const proto: TensorProto | null | undefined = this.#byName.get(name)?.t;
    return proto ? readTensor(proto, name, this.#file) : undefined;
  }
}
