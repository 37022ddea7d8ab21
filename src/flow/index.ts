/** The flow engine: pipe tasks, the flows made of them, and runs that outlive a crash. Knows no HLS. */
export { dataflow, Dataflow } from './dataflow.js';
export { TaskNode } from './graph/builder.js';
export type { Configuration } from './graph/configuration.js';
export type { FlowGraph, GraphData, GraphNode } from './graph/graph.js';
export { defineTask, functionParameter, isTaskType, type TaskType } from './task/define-task.js';
export type {
  Multiplicity,
  Outcome,
  ParameterShape,
  Role,
  TaskContext,
  TaskDefinition,
} from './task/task.js';
export { describeParameters, parametersAsJsonSchema, type ParameterDescription } from './task/parameters.js';
export { Branch, Fork, Join, pareto, Reduce, Stop, type Reduction } from './task/control.js';
export { paretoFront, type Objectives } from './task/pareto.js';
export { MetaModel, type Changes, type MetaModelData } from './meta-model/meta-model.js';
export {
  levels,
  type Level,
  type Metric,
  type Model,
  type ModelFile,
  type NewModel,
  type ToolReport,
} from './meta-model/model.js';
export type { Executor, Job, JobOptions, JobResult } from './run/executor.js';
export { prepareJob, readJobResult } from './run/job-files.js';
export { LocalExecutor } from './run/local-executor.js';
export { SlurmExecutor, type SlurmOptions } from './slurm/slurm-executor.js';
export type { RunEvent } from './run/events.js';
export { RemainingTime } from './run/remaining-time.js';
export type { RunOptions, RunResult } from './run/run-flow.js';
export { defaultStore, Store } from './store/store.js';
export {
  finalMetaModel,
  readHistory,
  readRunLog,
  type FinalMetaModel,
  type RunHistory,
  type RunOutput,
} from './store/history.js';
export { collectGarbage, type CollectOptions, type Garbage } from './store/collect-garbage.js';
export { exportModel, exportRun, modelOf } from './store/export-run.js';
export { controlTasks, libraryOf, readFlowFile, readTaskModule, type TaskLibrary } from './file/flow-file.js';
export { flowFileJsonSchema } from './file/schema.js';
export type { LogRecord } from './store/records.js';
export { conformance, type ConformanceCheck, type TrialSituation } from './conformance.js';
