import { problem } from '../../diagnostics/index.js';
import type { Model, ModelLayer } from '../model.js';
import { sizeOf } from '../predict/tensor.js';
import type { KerasArchitecture } from './architecture.js';
import type { KerasApplication } from './flatten.js';
import { adviceFor, knownClasses, readerOf, takes } from './layers/index.js';
import { overridesOf } from './layers/hgq.js';
import { lastStateOf } from './layers/recurrent.js';
import type { LayerWeights } from './weights.js';

/** Values that one layer may make of a sample: a bound on memory, far above what an FPGA holds. */
const mostValues = 2 ** 26;
const mostAxes = 8;

/**
 * The layers of ours for those of the file.
 * @throws `model.layerClass`, `model.layer`, `model.weights`
 */
export function build(architecture: KerasArchitecture, weights: LayerWeights, file: string): Model {
  const layers: ModelLayer[] = [];
  /** For each application in the file, the layer of ours that holds its result. */
  const resultOf = new Map<string, ModelLayer>();
  const madeOf = new Map<string, readonly ModelLayer[]>();
  const reserved = new Set(architecture.applications.map(({ name }) => name));
  for (const application of architecture.applications) {
    const read = application.inputs.map((input) => resultOf.get(input)!);
    const parts = application.isLastState
      ? lastStateOf(application.name, read[0])
      : readLayer(application, read, architecture.version, weights, file);
    const own = renamed(parts, application.name, reserved);
    const first = application.sharedWith === undefined ? undefined : madeOf.get(application.sharedWith);
    const made = first ? shared(own, first) : own;
    madeOf.set(application.name, made);
    layers.push(...made);
    resultOf.set(application.name, made.at(-1) ?? read[0]);
  }
  const model: Model = {
    name: architecture.name,
    inputs: architecture.inputs,
    outputs: architecture.outputs.map((output) => resultOf.get(output)!.name),
    layers,
  };
  return withoutRepeatedRounding(withOverrides(model, architecture, resultOf));
}

function readLayer(
  { layer, name, inputs, keywords }: KerasApplication,
  read: readonly ModelLayer[],
  version: number,
  weights: LayerWeights,
  file: string,
): readonly ModelLayer[] {
  const { className, config } = layer;
  const refuse = (reason: string): Error =>
    problem('model.layer', { layer: layer.name, className, reason }, { file });
  const reader = readerOf(className, layer.package);
  if (!reader) {
    const advice =
      adviceFor(className, layer.package) ?? `build the model from these classes: ${knownClasses.join(', ')}`;
    throw problem('model.layerClass', { layer: layer.name, className, advice }, { file });
  }
  if (!takes(className, inputs.length)) throw refuse(`reads ${inputs.length} layers`);
  const made = reader({
    ...{ name, className, config, version, keywords, refuse },
    inputs: read.map((one) => one.name),
    inputShapes: read.map((one) => one.outputShape),
    weight: (names, shape, part) => weights.read(layer, [names].flat(), shape, part),
    integers: (weight, shape) => weights.read(layer, [weight], shape, undefined, 'integers'),
  });
  for (const { outputShape } of made) {
    if (outputShape.length > mostAxes) throw refuse(`makes a tensor of ${outputShape.length} axes`);
    const size = sizeOf(outputShape);
    if (size > mostValues) throw refuse(`makes ${size} values of a sample, more than ${mostValues}`);
  }
  return made;
}

/** Gives layers that the file does not have names that it does not have. */
function renamed(made: readonly ModelLayer[], own: string, reserved: Set<string>): ModelLayer[] {
  const names = new Map<string, string>();
  return made.map((layer) => {
    const name = layer.name === own ? own : unused(layer.name, reserved);
    names.set(layer.name, name);
    return { ...layer, name, inputs: layer.inputs.map((input) => names.get(input) ?? input) };
  });
}

/** A further use of a layer: it says whose weights it has, and has the same arrays. */
function shared(made: readonly ModelLayer[], first: readonly ModelLayer[]): ModelLayer[] {
  return made.map((layer, index) => {
    const other = first.at(index);
    if (!other || other.kind !== layer.kind || !hasWeights(layer)) return layer;
    const { name, inputs, outputShape } = layer;
    const isAlike = outputShape.join() === other.outputShape.join();
    return { ...(isAlike ? other : layer), name, inputs, outputShape, sharedWith: other.name };
  });
}

const weightFields = ['kernel', 'scale', 'table', 'alpha', 'forward', 'layer'];

const hasWeights = (layer: ModelLayer): boolean => weightFields.some((field) => field in layer);

/** A name for a layer that the file does not have: `fc1_relu`, or `fc1_relu_2` where the file has that too. */
function unused(name: string, reserved: Set<string>): string {
  let candidate = name;
  for (let count = 2; reserved.has(candidate); count++) candidate = `${name}_${count}`;
  reserved.add(candidate);
  return candidate;
}

/** Puts the types that HGQ's quantizers state for other layers where they belong. */
function withOverrides(
  model: Model,
  { applications }: KerasArchitecture,
  resultOf: ReadonlyMap<string, ModelLayer>,
): Model {
  const found = new Map(
    applications
      .filter(({ layer }) => layer.className === 'FixedPointQuantizer')
      .flatMap(({ layer }) => [...overridesOf(layer.config)]),
  );
  if (found.size === 0) return model;
  const layers = model.layers.map((layer): ModelLayer => {
    const own = found.get(layer.name);
    // The result's type belongs to the last layer that was made of the file's: `fc1_relu`.
    const isLast = resultOf.get(layer.name)?.name === layer.name;
    if (!own || !isLast) return layer;
    return { ...layer, precisions: { ...own, ...layer.precisions } };
  });
  return { ...model, layers };
}

/** Leaves out a layer that only rounds to what its input was rounded to already. */
function withoutRepeatedRounding(model: Model): Model {
  const kept = new Map<string, ModelLayer>();
  const renamed = new Map<string, string>();
  for (const layer of model.layers) {
    const inputs = layer.inputs.map((input) => renamed.get(input) ?? input);
    const before = kept.get(inputs[0]);
    const isRounding = layer.kind === 'activation' && layer.activation === 'linear';
    const result = JSON.stringify(layer.precisions?.result);
    if (isRounding && before?.kind !== 'input' && result === JSON.stringify(before?.precisions?.result)) {
      renamed.set(layer.name, inputs[0]);
    } else {
      kept.set(layer.name, { ...layer, inputs });
    }
  }
  return {
    ...model,
    outputs: model.outputs.map((output) => renamed.get(output) ?? output),
    layers: [...kept.values()],
  };
}
