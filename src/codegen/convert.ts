import type { Model } from '../nn/index.js';
import { projectFiles } from './files.js';
import { resolveOptions, type ConvertOptions } from './options.js';
import { planProject } from './plan.js';
import { precisionWarnings, type ConversionWarning } from './warnings.js';

/** An HLS C++ project that is not on disk yet. */
export interface GeneratedProject {
  /** Its name and that of its top function. */
  readonly name: string;
  /** Texts by path relative to the project's folder, `/` between parts. */
  readonly files: ReadonlyMap<string, string>;
  /** Where the chosen precision may not hold the network's numbers. */
  readonly warnings: readonly ConversionWarning[];
}

/**
 * Turns a network into an HLS C++ project for Vitis HLS and Vivado HLS, fully parallel (`io_parallel`), with the
 * layout and the names of hls4ml 1.2 and later. The same model and options give the same bytes.
 *
 * @throws codegen.name, codegen.part, codegen.clock-period, codegen.reuse-factor, codegen.precision for bad
 *   options; codegen.unsupported-layer, codegen.bad-layer, codegen.bad-model for models that cannot be written
 */
export function convertModel(model: Model, options: ConvertOptions = {}): GeneratedProject {
  const plan = planProject(model, resolveOptions(options));
  return { name: plan.options.name, files: projectFiles(plan), warnings: precisionWarnings(plan) };
}
