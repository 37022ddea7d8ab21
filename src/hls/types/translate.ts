import type { FixedType } from '../fixed-point/type.js';
import type { HlsType, Stream, Vector } from './spelling.js';

/**
 * Whose types: Xilinx's (`ap_fixed`, `hls::stream`); Intel's, oneAPI's or Siemens' (`ac_fixed`; `ihc::stream`, pipes,
 * `ac_channel`).
 */
export type TypeDialect = 'vitis' | 'intel' | 'oneapi' | 'catapult';

/** A type in another dialect. */
export interface TypeTranslation<T> {
  readonly type: T;
  /** What it cannot say, one line each; empty if it means the same. */
  readonly lost: readonly string[];
}

/**
 * A type of the other family that holds the same values and converts in the same way, as far as it has words
 * (Vitis HLS UG1399, "Arbitrary Precision Data Types"; Algorithmic C Datatypes, section 2): `ac_*` types have neither
 * AP_WRAP_SM nor saturated bits, and `ac_int` cuts fractions down where `ap_int` cuts them towards zero.
 */
export function translateFixedType(type: FixedType, family: FixedType['family']): TypeTranslation<FixedType> {
  if (type.family === family) return { type, lost: [] };
  const lost: string[] = [];
  let { quantization, overflow, saturationBits } = type;
  if (family === 'ac' && overflow === 'WRAP_SM') {
    overflow = 'WRAP';
    lost.push('overflow wraps by sign and magnitude (AP_WRAP_SM)');
  }
  if (family === 'ac' && saturationBits > 0) {
    saturationBits = 0;
    lost.push(`${type.saturationBits} saturated bits`);
  }
  if (type.isInteger) {
    const cut = family === 'ac' ? 'TRN' : 'TRN_ZERO';
    if (quantization !== cut) lost.push(`fractions are cut ${cut === 'TRN' ? 'down' : 'towards zero'}`);
    quantization = cut;
  }
  return { type: { ...type, family, quantization, overflow, saturationBits }, lost };
}

/**
 * A type in the words of another dialect, and what it holds with it. Types that are none of these are kept as they are
 * spelled.
 */
export function translateHlsType(type: HlsType, to: TypeDialect): TypeTranslation<HlsType> {
  switch (type.kind) {
    case 'fixed': {
      const { type: translated, lost } = translateFixedType(type.type, to === 'vitis' ? 'ap' : 'ac');
      return { type: { kind: 'fixed', type: translated }, lost };
    }
    case 'stream':
      return translateStream(type, to);
    case 'vector':
      return translateVector(type, to);
    case 'other':
      return { type, lost: [] };
  }
}

const streams = { vitis: 'hls::stream', intel: 'ihc::stream', catapult: 'ac_channel' } as const;

function translateStream(stream: Stream, to: TypeDialect): TypeTranslation<HlsType> {
  const element = translateHlsType(stream.element, to);
  if (to === 'oneapi') {
    const lost = [...element.lost, 'that it is an object: pipes of oneAPI are types of their own'];
    return { type: { ...stream, element: element.type }, lost };
  }
  const isSame = stream.spelled.startsWith(streams[to]);
  const direction = /_(in|out)$/.exec(stream.spelled)?.[1];
  const lost = [...element.lost];
  if (!isSame && direction) lost.push(`that it is an ${direction === 'in' ? 'input' : 'output'}`);
  // The depth of an ac_channel is a resource of the design, not of the type.
  const depth = to === 'catapult' ? null : stream.depth;
  if (depth !== stream.depth) lost.push(`the depth ${stream.depth}`);
  const spelled = isSame ? stream.spelled : streams[to];
  return { type: { ...stream, spelled, element: element.type, depth }, lost };
}

function translateVector(vector: Vector, to: TypeDialect): TypeTranslation<HlsType> {
  const element = translateHlsType(vector.element, to);
  const isXilinx = vector.spelled === 'hls::vector' && to !== 'vitis';
  const lost = isXilinx ? [...element.lost, 'the element-wise operators of hls::vector'] : element.lost;
  const spelled = isXilinx ? 'nnet::array' : vector.spelled;
  return { type: { ...vector, spelled, element: element.type }, lost };
}
