/** Metaprograms run over many files and projects: found, loaded, isolated in child processes, tested. */
export { findTargets, unitsOf, type Target } from './find-files.js';
export { loadMetaprogram, shippedMetaprograms } from './load-metaprogram.js';
export { asWord, optionsFromWords } from './option-words.js';
export { Batch, type BatchOptions } from './batch.js';
export type { BatchRequest, Failure, Unit, UnitResult } from './protocol.js';
export { testMetaprogram, type CaseResult } from './cases.js';
