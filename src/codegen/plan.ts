import type { FixedType } from '../hls/index.js';
import type { Model, ModelLayer, NdArray } from '../nn/index.js';
import { checkFinite, checkModel } from './check-model.js';
import { identifierOf, isReservedWord, NameScope } from './identifiers.js';
import { emitterOf } from './kinds/index.js';
import type { LayerDescription, LayerEmitter } from './kinds/kind.js';
import type { ResolvedOptions } from './options.js';

export interface PlannedType {
  /** hls4ml's word for it in a `Precision` section: `weight`, `accum`, `result`. */
  readonly key: string;
  /** The typedef's name. */
  readonly name: string;
  readonly type: FixedType;
}

/** An array between layers. */
export interface PlannedTensor {
  /** The layer whose result it is, as the model names it. */
  readonly layer: string;
  readonly variable: string;
  readonly type: PlannedType;
  readonly shape: readonly number[];
  readonly size: number;
}

/** An array of constants, in a header of its own. */
export interface PlannedConstants {
  readonly variable: string;
  readonly type: PlannedType;
  readonly array: NdArray;
}

/** A layer with every name that its C++ uses. */
export interface PlannedLayer {
  readonly layer: ModelLayer;
  readonly emitter: LayerEmitter;
  /** What stands for the model's name of it in C++, unique in the project. */
  readonly identifier: string;
  readonly config: string;
  readonly parameters: LayerDescription['parameters'];
  readonly hasStrategy: boolean;
  readonly inputs: readonly PlannedTensor[];
  readonly output: PlannedTensor;
  /** Without that of the result, which is its output's. */
  readonly types: readonly PlannedType[];
  readonly constants: readonly PlannedConstants[];
}

/** A model with all its C++ names and types decided: nothing is left but to write it down. */
export interface ProjectPlan {
  readonly options: ResolvedOptions;
  /** In the order of the top function's parameters. */
  readonly inputs: readonly PlannedTensor[];
  readonly outputs: readonly PlannedTensor[];
  /** In the order of their calls; the model's inputs are not among them. */
  readonly layers: readonly PlannedLayer[];
}

/** Names that the templates use where a parameter of the top function is in scope. */
const templateNames = ['nnet', 'std', 'hls', 'compute', 'i', 'next', 'number', 'results', 'sample'];

/**
 * Decides names and types by hls4ml's conventions for granularity `name` with explicit precisions: layers are
 * numbered from 1 in the model's order, a weight type is `fc1_weight_t`, a result type `layer2_t`, and that of
 * an only output `result_t` (hls4ml writes `fc1_result_t` only where it inferred the precision itself).
 *
 * @throws codegen.bad-model, codegen.bad-layer, codegen.unsupported-layer
 */
export function planProject(model: Model, options: ResolvedOptions): ProjectPlan {
  checkModel(model);
  const scope = new NameScope([...templateNames, options.name]);
  const identifiers = new NameScope();
  const tensors = new Map<string, PlannedTensor>();
  const layers: PlannedLayer[] = [];
  model.layers.forEach((layer, at) => {
    const index = at + 1;
    const identifier = identifiers.claim(identifierOf(layer.name));
    const type = {
      key: 'result',
      name: scope.claim(resultType(model, layer, index)),
      type: options.precision,
    };
    const variable = scope.claim(layer.kind === 'input' ? inputVariable(identifier) : `layer${index}_out`);
    const { name, outputShape: shape } = layer;
    const output = { layer: name, variable, type, shape, size: shape.reduce((a, b) => a * b, 1) };
    tensors.set(name, output);
    if (layer.kind !== 'input') {
      const inputs = layer.inputs.map((input) => tensors.get(input) as PlannedTensor);
      layers.push(planLayer(layer, index, identifier, inputs, output, scope, options.precision));
    }
  });
  const named = (names: readonly string[]): PlannedTensor[] =>
    names.map((name) => tensors.get(name) as PlannedTensor);
  return { options, inputs: named(model.inputs), outputs: named(model.outputs), layers };
}

function planLayer(
  layer: ModelLayer,
  index: number,
  identifier: string,
  inputs: readonly PlannedTensor[],
  output: PlannedTensor,
  scope: NameScope,
  precision: FixedType,
): PlannedLayer {
  const emitter = emitterOf(layer);
  const inputShapes = inputs.map(({ shape }) => shape);
  const described = emitter.describe(layer, { index, inputShapes, precision });
  for (const { array } of described.constants) checkFinite(layer, array);
  const types = Object.entries(described.types).map(([key, type]) => {
    return { key, name: scope.claim(`${identifier}_${key}_t`), type };
  });
  const constants = described.constants.map(({ prefix, typeKey, array }) => ({
    variable: scope.claim(`${prefix}${index}`),
    type: types.find(({ key }) => key === typeKey) as PlannedType,
    array,
  }));
  const { parameters, hasStrategy } = described;
  const config = scope.claim(described.config);
  return { layer, emitter, identifier, config, parameters, hasStrategy, inputs, output, types, constants };
}

function resultType(model: Model, layer: ModelLayer, index: number): string {
  if (layer.kind === 'input') return model.inputs.length === 1 ? 'input_t' : `input${index}_t`;
  return model.outputs.length === 1 && model.outputs[0] === layer.name ? 'result_t' : `layer${index}_t`;
}

/** A parameter of the top function is the only bare name that comes from the model. */
function inputVariable(identifier: string): string {
  return isReservedWord(identifier) ? `${identifier}_input` : identifier;
}
