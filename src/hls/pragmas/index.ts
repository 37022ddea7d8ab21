/**
 * Pragmas in every dialect: Vitis and Vivado HLS, Merlin, Intel (HLS, OpenCL, oneAPI), Catapult.
 *
 * - Ask: `pragmasOf(loop)`, `pragmasOf(fn).get('PIPELINE')?.get('II')`, `interfacesOf(fn)`, `pragmasIn(file)`.
 * - Change: `pragmasOf(loop, 'vitis').set('PIPELINE', { II: 1 })`, `.remove('UNROLL')`; edits are recorded.
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
