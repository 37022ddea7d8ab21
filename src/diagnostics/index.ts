export { exitCode, type ExitCode } from './exit-codes.js';
export type { DiagnosticArguments, DiagnosticCode } from './catalogue.js';
export { formatPlace, HlsmithError, problem, type Place } from './problem.js';
