/**
 * hlsmith: source-to-source metaprogramming for HLS C++. The rooms have faces of their own (`hlsmith/cpp`,
 * `hlsmith/hls`, `hlsmith/nn`, `hlsmith/codegen`, `hlsmith/simulate`, `hlsmith/qhs`, `hlsmith/flow`,
 * `hlsmith/tasks`); this one gathers them.
 */
export * as cpp from './cpp/index.js';
export * as hls from './hls/index.js';
export * as nn from './nn/index.js';
export * as codegen from './codegen/index.js';
export * as simulate from './simulate/index.js';
export * as qhs from './qhs/index.js';
export * as flow from './flow/index.js';
export * as tasks from './tasks/index.js';
export { exitCode, HlsmithError, type DiagnosticCode, type Place } from './diagnostics/index.js';
