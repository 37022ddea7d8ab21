export { accumulatorRules, accumulatorTypes, type AccumulatorRule } from './accumulators.js';
export { openEvaluator, type Evaluator } from './evaluator.js';
export { quantize, type QhsOptions, type QhsOutcome } from './quantize.js';
export type { PinnedPrecision } from './precisions.js';
export { searchPrecisions, type SearchOptions, type SearchResult, type Trial } from './search.js';
export { verifyRewritten } from './verify.js';
