import type { Model } from '../nn/index.js';
import { namesOfNoLayer } from './configuration.js';
import { projectFiles } from './files.js';
import { resolveOptions, type ConvertOptions } from './options.js';
import { planProject } from './plan.js';
import type { PlannedLayer } from './planned.js';
import { precisionWarnings, type ConversionWarning } from './warnings.js';

/** An HLS C++ project that is not on disk yet. */
export interface GeneratedProject {
  /** Its name and that of its top function. */
  readonly name: string;
  /** Texts by path relative to the project's folder, `/` between parts. */
  readonly files: ReadonlyMap<string, string>;
  /** Where the chosen precision may not hold the network's numbers. */
  readonly warnings: readonly ConversionWarning[];
  /** Lines for the user: what is otherwise than asked for, and why. */
  readonly remarks: readonly string[];
  /** The layers whose multipliers became adders. */
  readonly adders: readonly LayerAdders[];
}

/** What distributed arithmetic makes of one layer. */
export interface LayerAdders {
  /** As the model names it. */
  readonly layer: string;
  /** Of its matrix. */
  readonly inputs: number;
  readonly outputs: number;
  /** Two-input adders and subtractors for one product with the matrix, biases aside. */
  readonly adders: number;
  /** As many as its weights' canonical signed digits ask for when nothing is shared. */
  readonly unsharedAdders: number;
  /** Adders one after another, at most. */
  readonly depth: number;
}

/**
 * Turns a network into an HLS C++ project for one of the targets, with the layout and the names of hls4ml 1.2 and
 * later. The same model and options give the same bytes.
 *
 * @throws codegen.name, codegen.part, codegen.clock-period, codegen.reuse-factor, codegen.precision,
 *   codegen.adders-reuse, codegen.too-many-adders for bad options; codegen.unsupported-layer, codegen.bad-layer, codegen.bad-model for models that cannot be written
 */
export function convertModel(model: Model, options: ConvertOptions = {}): GeneratedProject {
  const plan = planProject(model, resolveOptions(options));
  const layers = [...model.layers.map(({ name }) => name), ...plan.tensors.map(({ layer }) => layer)];
  const meaningless = namesOfNoLayer(plan.options.configuration, layers);
  return {
    name: plan.options.name,
    files: projectFiles(plan),
    warnings: precisionWarnings(plan),
    remarks: [
      ...plan.remarks,
      ...meaningless.map(
        (name) => `the configuration names ${JSON.stringify(name)}, and no layer has that name`,
      ),
    ],
    adders: plan.layers.flatMap(addersOf),
  };
}

function addersOf({ layer, adders: planned }: PlannedLayer): LayerAdders[] {
  if (!planned) return [];
  const { inputs, sums, adders, unsharedAdders, depth } = planned.graph;
  return [{ layer: layer.name, inputs, outputs: sums.length, adders, unsharedAdders, depth }];
}
