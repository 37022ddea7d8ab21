import { createRequire } from 'node:module';
import type * as Protobuf from 'protobufjs/light.js';
import { problem } from '../../diagnostics/index.js';

/** A 64-bit integer as protobufjs gives it. */
export type Integer = number | { toNumber(): number };

export interface TensorProto {
  readonly dims: readonly Integer[];
  readonly dataType: number;
  readonly floatData: readonly number[];
  readonly int32Data: readonly number[];
  readonly int64Data: readonly Integer[];
  readonly doubleData: readonly number[];
  readonly uint64Data: readonly Integer[];
  readonly name: string;
  /** See `isPresent`: absent where the values are in one of the lists. */
  readonly rawData: Uint8Array;
  readonly externalData: readonly { readonly key: string; readonly value: string }[];
  /** 1: the values are in another file. */
  readonly dataLocation: number;
}

export interface AttributeProto {
  readonly name: string;
  readonly type: number;
  readonly f: number;
  readonly i: Integer;
  readonly s: Uint8Array;
  readonly t?: TensorProto | null;
  readonly floats: readonly number[];
  readonly ints: readonly Integer[];
  readonly strings: readonly Uint8Array[];
}

export interface NodeProto {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  readonly attribute: readonly AttributeProto[];
}

export interface DimensionProto {
  /** See `isPresent`: absent where the length is open. */
  readonly dimValue: Integer;
  readonly dimParam: string;
}

export interface ValueInfoProto {
  readonly name: string;
  readonly type?: {
    readonly tensorType?: {
      readonly elemType: number;
      readonly shape?: { readonly dim: readonly DimensionProto[] } | null;
    } | null;
  } | null;
}

export interface GraphProto {
  readonly name: string;
  readonly node: readonly NodeProto[];
  readonly initializer: readonly TensorProto[];
  readonly sparseInitializer: readonly Uint8Array[];
  readonly input: readonly ValueInfoProto[];
  readonly output: readonly ValueInfoProto[];
}

export interface ModelProto {
  readonly irVersion: Integer;
  readonly opsetImport: readonly { readonly domain: string; readonly version: Integer }[];
  readonly graph?: GraphProto | null;
}

type Field = readonly [type: string, id: number, rule?: 'repeated'];

/**
 * The part of `onnx.proto` that is read: names, types and numbers of the fields (https://onnx.ai/onnx/api/classes.html).
 * No message of it contains itself, since graphs inside nodes are left out: nesting in a file is bounded.
 */
const messages: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  ModelProto: {
    irVersion: ['int64', 1],
    opsetImport: ['OperatorSetIdProto', 8, 'repeated'],
    graph: ['GraphProto', 7],
  },
  OperatorSetIdProto: { domain: ['string', 1], version: ['int64', 2] },
  GraphProto: {
    node: ['NodeProto', 1, 'repeated'],
    name: ['string', 2],
    initializer: ['TensorProto', 5, 'repeated'],
    sparseInitializer: ['bytes', 15, 'repeated'],
    input: ['ValueInfoProto', 11, 'repeated'],
    output: ['ValueInfoProto', 12, 'repeated'],
  },
  NodeProto: {
    input: ['string', 1, 'repeated'],
    output: ['string', 2, 'repeated'],
    name: ['string', 3],
    opType: ['string', 4],
    attribute: ['AttributeProto', 5, 'repeated'],
    domain: ['string', 7],
  },
  AttributeProto: {
    name: ['string', 1],
    f: ['float', 2],
    i: ['int64', 3],
    s: ['bytes', 4],
    t: ['TensorProto', 5],
    floats: ['float', 7, 'repeated'],
    ints: ['int64', 8, 'repeated'],
    strings: ['bytes', 9, 'repeated'],
    type: ['int32', 20],
  },
  TensorProto: {
    dims: ['int64', 1, 'repeated'],
    dataType: ['int32', 2],
    floatData: ['float', 4, 'repeated'],
    int32Data: ['int32', 5, 'repeated'],
    int64Data: ['int64', 7, 'repeated'],
    name: ['string', 8],
    rawData: ['bytes', 9],
    doubleData: ['double', 10, 'repeated'],
    uint64Data: ['uint64', 11, 'repeated'],
    externalData: ['StringStringEntryProto', 13, 'repeated'],
    dataLocation: ['int32', 14],
  },
  StringStringEntryProto: { key: ['string', 1], value: ['string', 2] },
  ValueInfoProto: { name: ['string', 1], type: ['TypeProto', 2] },
  TypeProto: { tensorType: ['TensorTypeProto', 1] },
  TensorTypeProto: { elemType: ['int32', 1], shape: ['TensorShapeProto', 2] },
  TensorShapeProto: { dim: ['DimensionProto', 1, 'repeated'] },
  DimensionProto: { dimValue: ['int64', 1], dimParam: ['string', 2] },
};

let modelType: Protobuf.Type | undefined;

/** The message of a whole file, for reading and, in tests, for writing. */
export function modelMessage(): Protobuf.Type {
  if (modelType) return modelType;
  // As CommonJS, which it is.
  const protobuf = createRequire(import.meta.url)('protobufjs/light.js') as typeof Protobuf;
  const nested = Object.fromEntries(
    Object.entries(messages).map(([name, fields]) => [
      name,
      {
        fields: Object.fromEntries(
          Object.entries(fields).map(([field, [type, id, rule]]) => [
            field,
            rule ? { type, id, rule } : { type, id },
          ]),
        ),
      },
    ]),
  );
  modelType = protobuf.Root.fromJSON({ nested: { onnx: { nested } } }).lookupType('onnx.ModelProto');
  return modelType;
}

/** Whether the file has the field: what is absent has a default in its place. */
export function isPresent<M extends object>(message: M, field: keyof M & string): boolean {
  return Object.hasOwn(message, field);
}

export const numberOf = (value: Integer): number => (typeof value === 'number' ? value : value.toNumber());

export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/**
 * The messages in a file's bytes. Fields that are absent have the values that Protocol Buffers give them.
 * @throws `onnx.damaged`
 */
export function decodeModel(bytes: Uint8Array, file: string): ModelProto {
  try {
    return modelMessage().decode(bytes) as unknown as ModelProto;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw problem('onnx.damaged', { reason: reason.slice(0, 120) }, { file });
  }
}
