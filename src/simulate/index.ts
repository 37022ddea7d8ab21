export { accuracy, predictedClasses, type Scores } from './accuracy.js';
export type { EvaluatedTensor, Evaluation } from './evaluation.js';
export {
  openSession,
  type EvaluateOptions,
  type Session,
  type SessionInputs,
  type Until,
} from './session.js';
export type { Comparison, Mismatch } from './verify/compare.js';
export {
  layerGraphOrReason,
  verifyTiers,
  type Tier,
  type TierComparison,
  type TiersOptions,
  type TiersResult,
} from './verify/tiers.js';
export { verifyAnswers, verifyByCompiling, type Verification, type VerifyOptions } from './verify/verify.js';
export {
  openCompiledSession,
  type CompiledEvaluation,
  type CompiledSession,
  type CompiledSessionOptions,
  type TypedefProfile,
} from './compiled/session.js';
export { kernelSlots, type KernelSlots } from './compiled/tensors.js';
export { judge, metricNames, type Judge, type MetricName, type Truth } from './judgement.js';
export {
  compareWithFloats,
  type FloatComparison,
  type FloatResults,
  type LayerError,
} from './profile/compare-floats.js';
export { lintNetwork, type Finding } from './profile/lints.js';
export { profileNetwork, type ProfileRow } from './profile/profile.js';
export type { Range } from './profile/ranges.js';
export { writeTraced } from './compiled/traced.js';
export { findCompiler } from './compiled/compile.js';
export { readKernel, type Kernel, type KernelParameter } from './compiled/kernel.js';
