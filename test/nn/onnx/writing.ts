import { modelMessage } from '../../../src/nn/onnx/schema.js';

export interface TensorOptions {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType?: number;
  readonly [field: string]: unknown;
}

export interface NodeOptions {
  readonly opType: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name?: string;
  readonly domain?: string;
  readonly attribute?: readonly object[];
}

export interface GraphOptions {
  readonly node: readonly NodeOptions[];
  readonly initializer?: readonly TensorOptions[];
  /** By name, with the axis of samples; a text is an open length. */
  readonly input?: Readonly<Record<string, readonly (number | string)[]>>;
  readonly output?: readonly string[];
  readonly opset?: number;
}

export const floats = (name: string, dims: readonly number[], values?: readonly number[]): TensorOptions => ({
  ...{ name, dims, dataType: 1 },
  floatData: values ?? new Array<number>(dims.reduce((a, b) => a * b, 1)).fill(0.5),
});

export const integers = (name: string, values: readonly number[]): TensorOptions => ({
  ...{ name, dims: [values.length], dataType: 7, int64Data: values },
});

export const ints = (name: string, values: readonly number[]): object => ({ name, ints: values, type: 7 });
export const int = (name: string, i: number): object => ({ name, i, type: 2 });
export const text = (name: string, s: string): object => ({ name, s: Buffer.from(s), type: 3 });

/** The bytes of a model. */
export function encode({ node, initializer, input, output, opset = 17 }: GraphOptions): Uint8Array {
  const type = modelMessage();
  const inputs = Object.entries(input ?? { x: ['samples', 4] }).map(([name, dims]) => ({
    name,
    type: {
      tensorType: {
        elemType: 1,
        shape: { dim: dims.map((dim) => (typeof dim === 'number' ? { dimValue: dim } : { dimParam: dim })) },
      },
    },
  }));
  const outputs = (output ?? ['y']).map((name) => ({ name }));
  const graph = { name: 'graph', node, initializer: initializer ?? [], input: inputs, output: outputs };
  const model = { irVersion: 8, opsetImport: [{ domain: '', version: opset }], graph };
  return type.encode(type.fromObject(model)).finish();
}
