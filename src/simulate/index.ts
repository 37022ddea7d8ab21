export { accuracy, predictedClasses, type Scores } from './accuracy.js';
export type { EvaluatedTensor, Evaluation } from './evaluation.js';
export { openSession, type EvaluateOptions, type Session, type SessionInputs } from './session.js';
