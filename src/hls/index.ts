export type * from './graph/graph.js';
export {
  modesOf,
  overflowModes,
  quantizationModes,
  type FixedType,
  type OverflowMode,
  type QuantizationMode,
} from './fixed-point/type.js';
export { formatFixedType, formatFixedTypeLike, parseFixedType } from './fixed-point/spelling.js';
export {
  fixedType,
  fractionBits,
  maximum,
  maximumRaw,
  minimum,
  minimumRaw,
  resolution,
  sameFormat,
  withInteger,
  withWidth,
} from './fixed-point/range.js';
export { quantize } from './fixed-point/quantize.js';
export { fromDouble, toDouble, toFloat } from './fixed-point/double.js';
/** Operators on values with their types, exact in BigInt. */
export * as fixedArithmetic from './fixed-point/arithmetic.js';
export type { FixedValue } from './fixed-point/arithmetic.js';
export { layerFunctions, layerKind, layerKindOfFunction } from './kinds/index.js';
export type { LayerKind } from './kinds/kind.js';
export { readLayerGraph } from './graph/read.js';
export { completePrecisions, type CompletedPrecisions } from './precisions/complete.js';
export { piecesOf, precisionsOf, spelledOutTypedefs, tiedTypedefs } from './precisions/slots.js';
export {
  formatHlsType,
  parseHlsType,
  type FixedPoint,
  type HlsType,
  type OtherType,
  type Stream,
  type Vector,
} from './types/spelling.js';
export {
  translateFixedType,
  translateHlsType,
  type TypeDialect,
  type TypeTranslation,
} from './types/translate.js';
export { openHlsProject } from './project.js';
export * from './pragmas/index.js';
