import type { FixedType } from '../hls/index.js';
import type { Model, NdArray } from '../nn/index.js';
import { checkFinite, checkModel } from './check-model.js';
import { identifierOf, isReservedWord, NameScope } from './identifiers.js';
import { contains, intervalOf, type Interval } from './interval.js';
import { emitterOf } from './kinds/index.js';
import type { LayerDescription, LayerEmitter, LayerRange, TensorRange } from './kinds/kind.js';
import { badLayer } from './kinds/shapes.js';
import { foldBatchNormalization, lowerModel, type LoweredLayer } from './lower/index.js';
import { checkReuseFactor, type ResolvedOptions, type Strategy } from './options.js';
import { LayerPrecision } from './precision.js';
import { profileOf } from './profile.js';

export interface PlannedType {
  /** hls4ml's word for it in a `Precision` section: `weight`, `accum`, `result`. */
  readonly key: string;
  /** The typedef's name. */
  readonly name: string;
  readonly type: FixedType;
}

/** An array or a stream between layers. */
export interface PlannedTensor {
  /** The layer whose result it is, as the model names it. */
  readonly layer: string;
  readonly variable: string;
  readonly type: PlannedType;
  readonly shape: readonly number[];
  readonly size: number;
  /** Elements in one word of its stream; null for an array. */
  readonly packed: number | null;
  /** The variable that this is another name of; null for one of its own. */
  readonly alias: string | null;
  /** Whether its type is that of another tensor. */
  readonly sharesType: boolean;
}

/** An array of constants, in a header of its own. */
export interface PlannedConstants {
  readonly variable: string;
  readonly type: PlannedType;
  readonly array: NdArray;
}

/** A layer with every name that its C++ uses. */
export interface PlannedLayer {
  readonly layer: LoweredLayer;
  readonly emitter: LayerEmitter;
  readonly description: LayerDescription;
  /** What stands for the model's name of it in C++, unique in the project. */
  readonly identifier: string;
  readonly config: string;
  /** Names of the structs that its config struct names, by what the template calls them. */
  readonly parts: Readonly<Record<string, string>>;
  readonly strategy: Strategy;
  readonly reuseFactor: number;
  /** As the user chose it; undefined where that is left to the kind. */
  readonly tableSize: number | undefined;
  readonly parallelizationFactor: number;
  readonly inputs: readonly PlannedTensor[];
  readonly outputs: readonly PlannedTensor[];
  /** Without that of the result, which is its output's. */
  readonly types: readonly PlannedType[];
  readonly constants: readonly PlannedConstants[];
  readonly inputRanges: readonly TensorRange[];
  /** Before it is stored. */
  readonly range: LayerRange;
}

/** A model with all its C++ names and types decided: nothing is left but to write it down. */
export interface ProjectPlan {
  readonly options: ResolvedOptions;
  /** In the order of the top function's parameters. */
  readonly inputs: readonly PlannedTensor[];
  readonly outputs: readonly PlannedTensor[];
  /** Every tensor with a variable of its own or another's, in the order of the calls. */
  readonly tensors: readonly PlannedTensor[];
  /** In the order of their calls; the model's inputs and what only renames are not among them. */
  readonly layers: readonly PlannedLayer[];
}

/** Names that the templates use where a parameter of the top function is in scope. */
const templateNames = [
  'nnet',
  'std',
  'hls',
  'compute',
  'i',
  'next',
  'number',
  'results',
  'sample',
  'word',
  'words',
];

/**
 * Decides names and types by hls4ml's conventions for granularity `name` with explicit precisions: layers are
 * numbered from 1 in the model's order, a weight type is `fc1_weight_t`, a result type `layer2_t`, and that of
 * an only output `result_t` (hls4ml writes `fc1_result_t` only where it inferred the precision itself).
 *
 * @throws codegen.bad-model, codegen.bad-layer, codegen.unsupported-layer
 */
export function planProject(source: Model, options: ResolvedOptions): ProjectPlan {
  checkModel(source);
  const isStream = options.io === 'stream';
  const folded = options.foldsBatchNormalization ? foldBatchNormalization(source) : source;
  const profile = options.profile && profileOf(folded, options.profile);
  const model = lowerModel(folded, isStream);
  const scope = new NameScope([...templateNames, options.name]);
  const identifiers = new NameScope();
  const tensors = new Map<string, PlannedTensor>();
  const ranges = new Map<string, TensorRange>();
  const layers: PlannedLayer[] = [];
  const tensorOf = (name: string): PlannedTensor => tensors.get(name) as PlannedTensor;

  model.layers.forEach((layer, at) => {
    const index = at + 1;
    const identifier = identifiers.claim(identifierOf(layer.name));
    const precision = new LayerPrecision(layer, options, profile?.get(layer.name));
    const { name, outputShape: shape } = layer;
    const size = shape.reduce((a, b) => a * b, 1);
    const packed = isStream ? shape[shape.length - 1] : null;
    const own = { shape, size, packed, alias: null, sharesType: false };
    const resultType = (type: FixedType): PlannedType => {
      return { key: 'result', name: scope.claim(resultTypedef(source, model.outputs, layer, index)), type };
    };

    if (layer.kind === 'input') {
      const type = resultType(precision.inputType);
      const variable = scope.claim(inputVariable(identifier));
      tensors.set(name, { layer: name, variable, type, ...own });
      const seen = profile?.get(name);
      ranges.set(name, [seen ? within(seen, type.type) : intervalOf(type.type)]);
      return;
    }
    if (layer.kind === 'reshape') {
      const origin = tensorOf(layer.inputs[0]);
      if (origin.size !== size)
        throw badLayer(layer, `${origin.size} values cannot have shape ${shape.join('x')}`);
      const alias = origin.variable;
      const renamed = { ...own, packed: origin.packed, alias, sharesType: true };
      tensors.set(name, {
        layer: name,
        variable: scope.claim(`layer${index}_out`),
        type: origin.type,
        ...renamed,
      });
      ranges.set(name, ranges.get(layer.inputs[0]) ?? []);
      return;
    }

    const inputs = layer.inputs.map(tensorOf);
    const inputRanges = layer.inputs.map((input) => ranges.get(input) ?? []);
    const settings = settingsOf(precision, options);
    const emitter = emitterOf(layer);
    const description = emitter.describe(layer, {
      ...{ index, isStream, ...settings },
      inputs: inputs.map(({ shape, type: { type }, packed }) => ({ shape, type, packed })),
      ...{ type: precision.type, constantType: precision.constantType },
      accumulatorType: precision.accumulatorType,
    });
    const known = Object.fromEntries(
      Object.entries(description.types).filter((entry): entry is [string, FixedType] => entry[1] !== null),
    );
    const range = emitter.range(
      layer,
      inputRanges,
      known,
      inputs.map(({ shape }) => shape),
    );
    const accumulator =
      'accum' in description.types
        ? (description.types.accum ?? precision.inferredAccumulator(range, description))
        : undefined;
    const sharesType = description.result === 'inputTypedef';
    const result = precision.resultType(range, description, inputs[0]?.type.type, accumulator);
    const type = sharesType ? inputs[0].type : resultType(result);
    const names = layer.kind === 'clone' ? layer.copies : [name];
    const outputs = names.map((copy, number): PlannedTensor => {
      const variable = scope.claim(`layer${index}_${layer.kind === 'clone' ? `cpy${number + 1}` : 'out'}`);
      return { layer: copy, variable, type, ...own, sharesType };
    });
    for (const output of outputs) {
      tensors.set(output.layer, output);
      ranges.set(output.layer, stored(range.result, type.type));
    }
    const types = Object.entries(description.types).map(([key, fixed]) => {
      const typeName = scope.claim(`${identifier}_${key}_t`);
      return { key, name: typeName, type: fixed ?? (accumulator as FixedType) };
    });
    const constants = description.constants.map(({ prefix, typeKey, array }) => {
      checkFinite(layer, array);
      const constantType = types.find(({ key }) => key === typeKey);
      return { variable: scope.claim(`${prefix}${index}`), type: constantType as PlannedType, array };
    });
    const config = scope.claim(description.config);
    const parts = Object.fromEntries(
      Object.entries(description.parts ?? {}).map(([part, preferred]) => [part, scope.claim(preferred)]),
    );
    const reuseFactor = description.reuseFactor ?? settings.reuseFactor;
    layers.push({
      ...settings,
      ...{ layer, emitter, description, identifier, config, parts, reuseFactor },
      ...{ inputs, outputs, types, constants, inputRanges, range },
    });
  });

  const outputs = model.outputs.map(tensorOf);
  return { options, inputs: model.inputs.map(tensorOf), outputs, tensors: [...tensors.values()], layers };
}

function settingsOf(
  { sections }: LayerPrecision,
  options: ResolvedOptions,
): { reuseFactor: number; strategy: Strategy; parallelizationFactor: number; tableSize: number | undefined } {
  const first = <T>(values: readonly (T | undefined)[]): T | undefined =>
    values.find((value) => value !== undefined);
  const reuseFactor = first(sections.map((section) => section.reuseFactor)) ?? options.reuseFactor;
  checkReuseFactor(reuseFactor);
  return {
    reuseFactor,
    strategy: first(sections.map((section) => section.strategy)) ?? options.strategy,
    parallelizationFactor: first(sections.map((section) => section.parallelizationFactor)) ?? 1,
    tableSize: first(sections.map((section) => section.tableSize)),
  };
}

/** What is left of a range once it is in a type: all that the type holds where it may wrap or saturate. */
function stored(range: TensorRange, type: FixedType): TensorRange {
  return range.map((interval) => within(interval, type));
}

function within(interval: Interval, type: FixedType): Interval {
  const held = intervalOf(type);
  return contains(held, interval) ? interval : held;
}

function resultTypedef(
  { inputs }: { readonly inputs: readonly string[] },
  outputs: readonly string[],
  layer: LoweredLayer,
  index: number,
): string {
  if (layer.kind === 'input') return inputs.length === 1 ? 'input_t' : `input${index}_t`;
  return outputs.length === 1 && outputs[0] === layer.name ? 'result_t' : `layer${index}_t`;
}

/** A parameter of the top function is the only bare name that comes from the model. */
function inputVariable(identifier: string): string {
  return isReservedWord(identifier) ? `${identifier}_input` : identifier;
}
