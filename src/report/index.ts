export { batchSummary, casesText, unitJson, unitText, type BatchCounts } from './batch.js';
export { chartPage, chartSvg, type Chart } from './chart.js';
export { comparisonChart } from './comparison-chart.js';
export { comparisonReport } from './compare.js';
export { colouredDiff } from './diff.js';
export { layersJson, layersReport } from './layers.js';
export { metaprogramHelp } from './metaprogram.js';
export { runStages, type Stage } from './progress.js';
export { profileJson, profileReport, typedefReport } from './profile.js';
export { tiersReport } from './tiers.js';
export { mismatchText, qhsJson, qhsReport, score, verificationText } from './qhs.js';
export { flowText, metricsText, RunProgress, taskTable } from './flow.js';
export {
  compareRuns,
  comparisonText,
  logText,
  modelText,
  runSummary,
  runsTable,
  runText,
  type Comparison,
  type ListedRun,
} from './runs.js';
