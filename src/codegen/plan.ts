import { formatFixedType, fractionBits, type FixedType } from '../hls/index.js';
import type { Model } from '../nn/index.js';
import { constantAdders, type PlannedAdders } from './adders/index.js';
import { checkModel, finiteExtent } from './check-model.js';
import { identifierOf, isReservedWord, NameScope } from './identifiers.js';
import { contains, intervalOf, type Interval } from './interval.js';
import { emitterOf } from './kinds/index.js';
import type { LayerDescription, TensorRange } from './kinds/kind.js';
import { badLayer, sizeOf } from './kinds/shapes.js';
import { foldBatchNormalization, lowerModel, type LoweredLayer, type LoweredModel } from './lower/index.js';
import type { ResolvedOptions } from './options.js';
import { LayerPrecision } from './precision.js';
import type { PlannedConstants, PlannedLayer, PlannedTensor, PlannedType, ProjectPlan } from './planned.js';
import { profileOf } from './profile.js';
import { settingsOf, withKnownStrategy } from './settings.js';

/**
 * Decides names and types by hls4ml's conventions for granularity `name` with explicit precisions: layers are
 * numbered from 1 in the model's order, a weight type is `fc1_weight_t`, a result type `layer2_t`, and that of
 * an only output `result_t` (hls4ml writes `fc1_result_t` only where it inferred the precision itself).
 *
 * @throws codegen.bad-model, codegen.bad-layer, codegen.unsupported-layer
 */
export function planProject(source: Model, options: ResolvedOptions): ProjectPlan {
  checkModel(source);
  const folded = options.foldsBatchNormalization ? foldBatchNormalization(source) : source;
  const profile = options.profile && profileOf(folded, options.profile);
  return new Planner(lowerModel(folded, options.io === 'stream'), options, profile).plan();
}

/** Names that the templates use where a parameter of the top function is in scope. */
const templateNames = [
  ...[
    'nnet',
    'std',
    'hls',
    'sycl',
    'pipes',
    'pipe_ids',
    'tasks',
    'device',
    'selector',
    'compute',
    'i',
    'next',
    'number',
    'results',
    'sample',
    'values',
    'word',
    'words',
  ],
];

/** Goes through the layers once, in the order of their calls. */
class Planner {
  readonly #model: LoweredModel;
  readonly #options: ResolvedOptions;
  readonly #profile: ReadonlyMap<string, Interval> | undefined;
  readonly #scope: NameScope;
  readonly #identifiers = new NameScope();
  readonly #tensors = new Map<string, PlannedTensor>();
  readonly #ranges = new Map<string, TensorRange>();
  /** Names of tensors that are what the framework that trained the model computes, where its file says how. */
  readonly #exact = new Set<string>();
  readonly #layers: PlannedLayer[] = [];
  readonly #remarks: string[] = [];

  constructor(model: LoweredModel, options: ResolvedOptions, profile?: ReadonlyMap<string, Interval>) {
    this.#model = model;
    this.#options = options;
    this.#profile = profile;
    this.#scope = new NameScope([...templateNames, options.name]);
  }

  plan(): ProjectPlan {
    this.#model.layers.forEach((layer, at) => {
      const identifier = this.#identifiers.claim(identifierOf(layer.name));
      if (layer.kind === 'input') this.#planInput(layer, at + 1, identifier);
      else if (layer.kind === 'reshape') this.#planAlias(layer, at + 1);
      else this.#planLayer(layer, at + 1, identifier);
    });
    const named = (names: readonly string[]): PlannedTensor[] => names.map((name) => this.#tensor(name));
    return {
      options: this.#options,
      inputs: named(this.#model.inputs),
      outputs: named(this.#model.outputs),
      tensors: [...this.#tensors.values()],
      layers: this.#layers,
      remarks: this.#remarks,
    };
  }

  #tensor(name: string): PlannedTensor {
    return this.#tensors.get(name) as PlannedTensor;
  }

  #add(tensor: PlannedTensor, range: TensorRange): void {
    this.#tensors.set(tensor.layer, tensor);
    this.#ranges.set(tensor.layer, range);
  }

  #precision(layer: LoweredLayer): LayerPrecision {
    return new LayerPrecision(layer, this.#options, this.#profile?.get(layer.name));
  }

  #resultType(layer: LoweredLayer, index: number, type: FixedType): PlannedType {
    return { key: 'result', name: this.#scope.claim(resultTypedef(this.#model, layer, index)), type };
  }

  #shapeOf({ outputShape: shape }: LoweredLayer): Pick<PlannedTensor, 'shape' | 'size' | 'packed'> {
    const isStream = this.#options.io === 'stream';
    return { shape, size: sizeOf(shape), packed: isStream ? shape[shape.length - 1] : null };
  }

  #planInput(layer: LoweredLayer, index: number, identifier: string): void {
    const type = this.#resultType(layer, index, this.#precision(layer).inputType);
    const variable = this.#scope.claim(inputVariable(identifier));
    const own = { ...this.#shapeOf(layer), alias: null, sharesType: false };
    const seen = this.#profile?.get(layer.name);
    const range = seen ? within(seen, type.type) : intervalOf(type.type);
    this.#add({ layer: layer.name, variable, type, ...own }, [range]);
  }

  /** Another name of the same array or stream. */
  #planAlias(layer: LoweredLayer, index: number): void {
    const origin = this.#tensor(layer.inputs[0]);
    const own = this.#shapeOf(layer);
    if (origin.size !== own.size)
      throw badLayer(layer, `${origin.size} values cannot have shape ${own.shape.join('x')}`);
    const variable = this.#scope.claim(`layer${index}_out`);
    const { type, packed } = origin;
    const alias = { ...own, packed, alias: origin.variable, sharesType: true };
    this.#add({ layer: layer.name, variable, type, ...alias }, this.#ranges.get(layer.inputs[0]) ?? []);
    if (this.#exact.has(layer.inputs[0])) this.#exact.add(layer.name);
  }

  #planLayer(layer: LoweredLayer, index: number, identifier: string): void {
    const precision = this.#precision(layer);
    const inputs = layer.inputs.map((name) => this.#tensor(name));
    const emitter = emitterOf(layer);
    const chosen = settingsOf(precision, this.#options);
    const settings = withKnownStrategy(layer, emitter, chosen);
    const description = emitter.describe(layer, {
      ...{ index, isStream: this.#options.io === 'stream', ...settings },
      inputs: inputs.map(({ shape, type: { type }, packed }) => ({ shape, type, packed })),
      ...{ type: precision.type, constantType: precision.constantType },
      accumulatorType: precision.accumulatorType,
    });
    const inputRanges = layer.inputs.map((name) => this.#ranges.get(name) ?? []);
    const shapes = inputs.map(({ shape }) => shape);
    const range = emitter.range(layer, inputRanges, decidedTypes(description), shapes);
    const hasAdders = settings.strategy === 'distributed_arithmetic';
    const asked = description.types.accum;
    if (settings.strategy !== chosen.strategy && description.constants.length > 0)
      this.#remark(layer, `has no distributed arithmetic: its strategy is ${settings.strategy}`);
    if (hasAdders && asked && !isExact(asked, description) && precision.names('accum'))
      this.#remark(layer, `adds exactly, so its accumulator is not ${formatFixedType(asked)}`);
    const isInferred = asked === null || (hasAdders && !isExact(asked, description));
    const accumulator = isInferred ? precision.inferredAccumulator(range, description) : asked;
    const isExactInput = layer.inputs.every((name) => this.#exact.has(name));
    const outputs = this.#planOutputs(layer, index, description, (input) =>
      precision.resultType(range, description, input, accumulator, isExactInput),
    );
    const isMoved = description.onlyClips ?? typeof description.result === 'string';
    for (const output of outputs) {
      this.#add(output, stored(range.result, output.type.type));
      if (precision.hasExactResult || (isMoved && isExactInput)) this.#exact.add(output.layer);
    }
    const types = Object.entries(description.types).map(([key, type]): PlannedType => {
      const name = this.#scope.claim(`${identifier}_${key}_t`);
      return { key, name, type: (key === 'accum' ? accumulator : null) ?? (type as FixedType) };
    });
    const constants = description.constants.map(({ prefix, typeKey, array }): PlannedConstants => {
      const type = types.find(({ key }) => key === typeKey) as PlannedType;
      return {
        variable: this.#scope.claim(`${prefix}${index}`),
        type,
        array,
        extent: finiteExtent(layer, array),
      };
    });
    const config = this.#scope.claim(description.config);
    const parts = Object.fromEntries(
      Object.entries(description.parts ?? {}).map(([part, name]) => [part, this.#scope.claim(name)]),
    );
    const reuseFactor = description.reuseFactor ?? settings.reuseFactor;
    const adders = hasAdders ? plannedAdders(layer, description, parts.adders, inputs[0], types) : null;
    this.#layers.push({
      ...settings,
      ...{ layer, emitter, description, identifier, config, parts, reuseFactor, adders },
      ...{ inputs, outputs, types, constants, inputRanges, range },
    });
  }

  #remark({ name }: LoweredLayer, what: string): void {
    this.#remarks.push(`layer ${JSON.stringify(name)} ${what}`);
  }

  /** One tensor, or the copies of a stream. */
  #planOutputs(
    layer: LoweredLayer,
    index: number,
    description: LayerDescription,
    resultType: (input: FixedType | undefined) => FixedType,
  ): PlannedTensor[] {
    const input = this.#tensors.get(layer.inputs[0])?.type;
    const sharesType = description.result === 'inputTypedef' && input !== undefined;
    const type = sharesType ? input : this.#resultType(layer, index, resultType(input?.type));
    const own = { ...this.#shapeOf(layer), type, alias: null, sharesType };
    if (layer.kind !== 'clone')
      return [{ layer: layer.name, variable: this.#scope.claim(`layer${index}_out`), ...own }];
    return layer.copies.map((copy, at) => {
      return { layer: copy, variable: this.#scope.claim(`layer${index}_cpy${at + 1}`), ...own };
    });
  }
}

function decidedTypes({ types }: LayerDescription): Record<string, FixedType> {
  return Object.fromEntries(
    Object.entries(types).filter((entry): entry is [string, FixedType] => entry[1] !== null),
  );
}

/** Whether a sum in the type is that of the exact products, so that the order of rounding tells nothing. */
function isExact(accumulator: FixedType, { exactFraction = Infinity }: LayerDescription): boolean {
  return accumulator.overflow === 'WRAP' && fractionBits(accumulator) >= exactFraction;
}

function plannedAdders(
  { name: layer }: LoweredLayer,
  { matrix }: LayerDescription,
  name: string,
  input: PlannedTensor,
  types: readonly PlannedType[],
): PlannedAdders | null {
  if (!matrix) return null;
  const typeOf = (key: string): FixedType => (types.find((type) => type.key === key) as PlannedType).type;
  const [weight, accumulator] = [typeOf('weight'), typeOf('accum')];
  return { name, graph: constantAdders(layer, matrix, weight), data: input.type.type, weight, accumulator };
}

/** What is left of a range once it is in a type: all that the type holds where it may wrap or saturate. */
function stored(range: TensorRange, type: FixedType): TensorRange {
  return range.map((interval) => within(interval, type));
}

function within(interval: Interval, type: FixedType): Interval {
  const held = intervalOf(type);
  return contains(held, interval) ? interval : held;
}

function resultTypedef({ inputs, outputs }: LoweredModel, layer: LoweredLayer, index: number): string {
  if (layer.kind === 'input') return inputs.length === 1 ? 'input_t' : `input${index}_t`;
  return outputs.length === 1 && outputs[0] === layer.name ? 'result_t' : `layer${index}_t`;
}

/** A parameter of the top function is the only bare name that comes from the model. */
function inputVariable(identifier: string): string {
  return isReservedWord(identifier) ? `${identifier}_input` : identifier;
}
