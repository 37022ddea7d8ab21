import { problem } from '../diagnostics/index.js';
import { fixedType, formatFixedType, parseFixedType, type FixedType } from '../hls/index.js';
import { isReservedWord } from './identifiers.js';

export interface ConvertOptions {
  /** The project and its top function: letters, digits and single underscores; default `myproject`. */
  readonly name?: string;
  /**
   * The type of every weight, bias, accumulator, input and result; default `ap_fixed<18,8>`, where the
   * paper's search starts (MetaML-Pro, section 5).
   */
  readonly precision?: FixedType;
  /** The FPGA, as Vitis HLS spells it; default `xc7z020clg400-1`. */
  readonly part?: string;
  /** In nanoseconds; default 5, as hls4ml. */
  readonly clockPeriod?: number;
  /**
   * How many times each multiplier works for one sample, hence also the initiation interval in cycles; default
   * 1, all in parallel. The answers do not depend on it.
   */
  readonly reuseFactor?: number;
}

export type ResolvedOptions = Required<ConvertOptions>;

const defaults: ResolvedOptions = {
  name: 'myproject',
  precision: fixedType(true, 18, 8),
  part: 'xc7z020clg400-1',
  clockPeriod: 5,
  reuseFactor: 1,
};

/** Own files of a project's `firmware/`, which NAME.h must not replace, and names that its code needs. */
const takenNames = new Set(['defines', 'parameters', 'main', 'nnet', 'std', 'hls']);

/** Bits on either side of the point: the bounds of products are worked out in doubles, up to 2^1023. */
const widest = 500;

/**
 * Fills in the defaults and checks every word, since all of them reach C++, Tcl and a shell.
 *
 * @throws codegen.name, codegen.part, codegen.clock-period, codegen.reuse-factor, codegen.precision
 */
export function resolveOptions(options: ConvertOptions): ResolvedOptions {
  const resolved = { ...defaults, ...definedOf(options) };
  const { name, part, clockPeriod, precision, reuseFactor } = resolved;
  if (!isProjectName(name)) throw problem('codegen.name', { name });
  if (!/^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/.test(part) || part.length > 64)
    throw problem('codegen.part', { part });
  if (!(clockPeriod >= 0.1 && clockPeriod <= 1000)) throw problem('codegen.clock-period', { clockPeriod });
  if (!Number.isInteger(reuseFactor) || reuseFactor < 1 || reuseFactor > 1e6)
    throw problem('codegen.reuse-factor', { reuseFactor });
  const spelled = formatFixedType(precision);
  const reach = Math.max(Math.abs(precision.integer), Math.abs(precision.width - precision.integer));
  if (precision.family !== 'ap' || !parseFixedType(spelled) || reach > widest)
    throw problem('codegen.precision', { spelled });
  return resolved;
}

/** Without the options that are given as undefined, which would hide the defaults. */
function definedOf(options: ConvertOptions): ConvertOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function isProjectName(name: string): boolean {
  return (
    /^[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*$/.test(name) &&
    name.length <= 64 &&
    !takenNames.has(name.toLowerCase()) &&
    !/^(ap|ac|hls|nnet)_|_t$/i.test(name) &&
    !isReservedWord(name)
  );
}
