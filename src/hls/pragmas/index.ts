/**
 * Pragmas in every dialect: Vitis and Vivado HLS, Merlin, Intel (HLS, OpenCL, oneAPI), Catapult.
 *
 * - Ask: `loop.pragmas`, `fn.pragmas.get('PIPELINE')?.get('II')`, `fn.interfaces`, `pragmasIn(file)`.
 * - Change: `loop.pragmas.set('PIPELINE', { II: 1 })`, `.remove('UNROLL')`; edits are recorded. In another dialect
 *   than Vitis': `pragmasOf(loop, 'intel')`.
 * - Between dialects: `pragma.meaning`, `translatePragma(pragma, 'intel')`.
 *
 * What a dialect claims but does not know is kept, with `complaints`.
 */
export { readPragma, type PragmaText } from './dialects/index.js';
export { dialectNames, type DialectName, type Options, type OptionValue } from './dialect.js';
export { interfacesOf, PragmaList, pragmasIn, pragmasOf } from './list.js';
export type { Meaning, MeaningKind } from './meaning.js';
export { Pragma, type OptionChanges } from './pragma.js';
export { setMeaning, translatePragma, type Translation } from './translate.js';
