import { problem } from '../diagnostics/index.js';
import { fixedType, formatFixedType, parseFixedType, type FixedType } from '../hls/index.js';
import { noConfiguration, type Configuration } from './configuration.js';
import { isReservedWord } from './identifiers.js';
import { targets, type TargetName } from './target.js';

/**
 * How a layer with weights is laid out: all products at once; reuse_factor times fewer multipliers whose weights lie in
 * memory; or no multipliers, but adders made for the weights (dense layers and convolutions; others are `latency`).
 */
export type Strategy = (typeof strategyNames)[number];
export const strategyNames = ['latency', 'resource', 'distributed_arithmetic'] as const;

export interface ConvertOptions {
  /** The project and its top function: letters, digits and single underscores; default `myproject`. */
  readonly name?: string;
  /**
   * The type of weights, biases and inputs, and of accumulators and results unless they are inferred; default
   * `ap_fixed<18,8>`, where the paper's search starts (MetaML-Pro, section 5).
   */
  readonly precision?: FixedType;
  /**
   * Whether accumulators and results get the integer bits that no input can exceed, and constants those that they
   * need; default false: `precision` for all.
   */
  readonly infersPrecision?: boolean;
  /** The tool that the project is for; default `vitis`. Catapult's numbers are `ac_*`. */
  readonly target?: TargetName;
  /** Fully parallel arrays, or streams of places; default `parallel`. */
  readonly io?: 'parallel' | 'stream';
  /** Default `latency`. */
  readonly strategy?: Strategy;
  /** Whether batch normalisation becomes part of the weights before it; default false. */
  readonly foldsBatchNormalization?: boolean;
  /** The FPGA, as the tool spells it; default `xc7z020clg400-1`, for oneAPI the family `Agilex7`. */
  readonly part?: string;
  /** In nanoseconds; default 5, as hls4ml. */
  readonly clockPeriod?: number;
  /**
   * How many times each multiplier works for one sample, hence also the initiation interval in cycles; default
   * 1, all in parallel. The answers do not depend on it.
   */
  readonly reuseFactor?: number;
  /** What a configuration file says; the options here go before what it says of the whole model. */
  readonly configuration?: Configuration;
  /**
   * Data for inferred precisions: they then hold twice what occurs on it, instead of what any input could lead to.
   * For each of the model's inputs `samples` rows.
   */
  readonly profile?: { readonly inputs: readonly Float64Array[]; readonly samples: number };
}

export type ResolvedOptions = Required<Omit<ConvertOptions, 'profile'>> & Pick<ConvertOptions, 'profile'>;

const defaults: ResolvedOptions = {
  name: 'myproject',
  precision: fixedType(true, 18, 8),
  infersPrecision: false,
  target: 'vitis',
  io: 'parallel',
  strategy: 'latency',
  foldsBatchNormalization: false,
  part: '',
  clockPeriod: 5,
  reuseFactor: 1,
  configuration: noConfiguration,
};

/** Own files of a project's `firmware/`, which NAME.h must not replace, and names that its code needs. */
const takenNames = new Set(['defines', 'parameters', 'main', 'nnet', 'std', 'hls', 'sycl', 'pipes', 'tasks']);

/** Bits on either side of the point: the bounds of products are worked out in doubles, up to 2^1023. */
export const widest = 500;

/**
 * Fills in the defaults and checks every word, since all of them reach C++, Tcl and a shell.
 *
 * @throws codegen.name, codegen.part, codegen.clock-period, codegen.reuse-factor, codegen.precision
 */
export function resolveOptions(options: ConvertOptions): ResolvedOptions {
  const { configuration = noConfiguration } = options;
  const { precision: asked, reuseFactor: factor, strategy } = configuration.model;
  const whole = asked.get('default');
  const model: ConvertOptions = {
    precision: whole === 'auto' ? undefined : whole,
    infersPrecision: whole === 'auto' ? true : undefined,
    ...{ reuseFactor: factor, strategy },
  };
  const { part: usualPart } = targets[options.target ?? defaults.target];
  const resolved = { ...defaults, part: usualPart, ...definedOf(model), ...definedOf(options) };
  const { name, part, clockPeriod, precision, reuseFactor } = resolved;
  if (!isProjectName(name)) throw problem('codegen.name', { name });
  if (!/^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/.test(part) || part.length > 64)
    throw problem('codegen.part', { part });
  if (!(clockPeriod >= 0.1 && clockPeriod <= 1000)) throw problem('codegen.clock-period', { clockPeriod });
  checkReuseFactor(reuseFactor);
  checkPrecision(precision);
  return resolved;
}

/** @throws codegen.reuse-factor */
export function checkReuseFactor(reuseFactor: number): void {
  if (!Number.isInteger(reuseFactor) || reuseFactor < 1 || reuseFactor > 1e6)
    throw problem('codegen.reuse-factor', { reuseFactor });
}

/** @throws codegen.precision for a type that Vitis HLS has not, or that our doubles cannot bound. */
export function checkPrecision(precision: FixedType): void {
  const spelled = formatFixedType(precision);
  const reach = Math.max(Math.abs(precision.integer), Math.abs(precision.width - precision.integer));
  if (precision.family !== 'ap' || !parseFixedType(spelled) || reach > widest)
    throw problem('codegen.precision', { spelled });
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
