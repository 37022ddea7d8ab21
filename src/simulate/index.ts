export { accuracy, predictedClasses, type Scores } from './accuracy.js';
export type { EvaluatedTensor, Evaluation } from './evaluation.js';
export {
  openSession,
  type EvaluateOptions,
  type Session,
  type SessionInputs,
  type Until,
} from './session.js';
export { verifyByCompiling, type Mismatch, type Verification, type VerifyOptions } from './verify/verify.js';
