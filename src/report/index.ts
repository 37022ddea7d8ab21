export { colouredDiff } from './diff.js';
export { runStages, type Stage } from './progress.js';
export { mismatchText, qhsJson, qhsReport, verificationText } from './qhs.js';
