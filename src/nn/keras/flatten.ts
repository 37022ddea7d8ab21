import { z } from 'zod';
import { problem } from '../../diagnostics/index.js';
import { checked, quoted } from './checked.js';
import { isRecurrent } from './layers/recurrent.js';
import { inputBefore, layersOf, layersSchema, nameOf, type KerasLayer } from './layer-list.js';
import { tensorsOf, type TensorReference } from './references.js';

/** One use of a layer: a layer that the file applies twice is two of these. */
export interface KerasApplication {
  /** Unique in the model: the layer's own name for its first use. */
  readonly name: string;
  readonly layer: KerasLayer;
  /** Names of the applications that it reads. */
  readonly inputs: readonly string[];
  /** For each input the keyword under which it is passed, if any. */
  readonly keywords: readonly (string | undefined)[];
  /** The first use of the same layer. */
  readonly sharedWith?: string;
  /** Not the layer's first result but the last state of the recurrent layer that it reads. */
  readonly isLastState?: true;
}

const functionalSchema = z.object({
  name: z.string().optional(),
  layers: layersSchema,
  input_layers: z.unknown(),
  output_layers: z.unknown(),
});
const sequentialSchema = z.object({
  name: z.string().optional(),
  layers: layersSchema,
  build_input_shape: z.array(z.number().nullable()).nullish(),
});

/** Where a model is: what encloses it, and what it reads there. The whole model reads nothing. */
interface Surroundings {
  readonly path: readonly string[];
  readonly group: string;
  readonly inputs?: readonly string[];
}

interface FlatModel {
  readonly name: string;
  /** Names of applications. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Deeper nesting, longer chains and more uses of layers than any network for hardware has. */
const deepest = 16;
const longestChain = 1000;
const mostApplications = 10_000;

/** Turns a model and the models inside it into one list of applications, each after all that it reads. */
export class Flattening {
  readonly applications: KerasApplication[] = [];
  private readonly names = new Set<string>();
  private readonly firstUses = new Map<string, string>();
  /** By the name of a recurrent layer's result, that of its last state. */
  private readonly states = new Map<string, string>();

  constructor(private readonly file: string) {}

  /** @throws `model.damaged`, `model.kind`, `model.graph` */
  model(className: string, config: unknown, around: Surroundings = { path: [], group: '' }): FlatModel {
    if (around.path.length > deepest) throw this.bad(`its models are nested more than ${deepest} deep`);
    switch (className) {
      case 'Sequential': {
        // Keras 2.0 and 2.1 wrote the bare list of layers.
        const plain = Array.isArray(config) ? { layers: config } : config;
        return this.sequential(checked(sequentialSchema, plain, this.file), around);
      }
      case 'Model':
      case 'Functional':
        return this.functional(checked(functionalSchema, config, this.file), around);
      default:
        throw problem('model.kind', { className }, { file: this.file });
    }
  }

  private sequential(model: z.infer<typeof sequentialSchema>, around: Surroundings): FlatModel {
    const layers = layersOf(model.layers, around, this.file);
    this.reserve(layers, around);
    const [first] = layers;
    const input = first.className === 'InputLayer' ? first : inputBefore(first, model.build_input_shape);
    const start = this.input(input, around, 0);
    let last = start;
    for (const layer of layers) if (layer !== input) last = this.apply(layer, [last], [undefined])[0];
    return { name: model.name ?? 'model', inputs: [start], outputs: [last] };
  }

  private functional(model: z.infer<typeof functionalSchema>, around: Surroundings): FlatModel {
    const list = layersOf(model.layers, around, this.file);
    this.reserve(list, around);
    const layers = new Map(list.map((layer) => [layer.name, layer]));
    const calls = new Map(
      model.layers.map((raw) => [
        nameOf(raw, this.file),
        (raw.inbound_nodes ?? []).map((call) => tensorsOf(call)),
      ]),
    );
    const inputs = tensorsOf(model.input_layers);
    const outputs = tensorsOf(model.output_layers);
    if (inputs.length === 0 || outputs.length === 0) throw this.bad('it names no inputs or no outputs');
    const inputNames = inputs.map(({ layer }) => layer);
    const firsts = firstUses(calls, [...inputs, ...outputs]);
    const results = new Map<string, readonly string[]>();
    const open = new Set<string>();
    const resultOf = ({ layer: name, node, tensor }: TensorReference, reader: string): string => {
      const layer = layers.get(name);
      if (!layer) throw this.bad(`${reader} ${quoted(name)}, which is not there`);
      const own = calls.get(name)!;
      const use = node - (firsts.get(name) ?? 0);
      const key = JSON.stringify([name, use]);
      let found = results.get(key);
      if (!found) {
        if (open.has(key)) throw this.bad(`layer ${quoted(name)} reads its own result`);
        if (open.size >= longestChain) throw this.bad(`more than ${longestChain} of its layers are in a row`);
        open.add(key);
        if (layer.className === 'InputLayer') {
          found = [this.input(layer, around, inputNames.indexOf(name))];
        } else {
          const reads = use < 0 ? undefined : own.at(use);
          if (!reads) throw this.bad(`${reader} ${quoted(name)}, which has no use ${node}`);
          const read = reads.map((reference) => resultOf(reference, `layer ${quoted(name)} reads`));
          const keywords = reads.map(({ keyword }) => keyword);
          found = this.apply(layer, read, keywords);
        }
        open.delete(key);
        results.set(key, found);
      }
      const result = found.at(tensor) ?? this.lastState(layer, found[0], tensor);
      if (result !== undefined) return result;
      throw this.bad(`${reader} result ${tensor} of layer ${quoted(name)}; only result 0 is supported`);
    };
    const outer = outputs.map((output) => output.layer);
    const starts = inputs.map((reference) => resultOf(reference, 'among its inputs it names'));
    // In the file's order, as far as an output depends on them.
    for (const name of dependencies(outer, layers.keys(), calls)) {
      for (const use of calls.get(name)!.keys()) {
        resultOf({ layer: name, node: use + (firsts.get(name) ?? 0), tensor: 0 }, 'it names');
      }
    }
    const ends = outputs.map((reference) => resultOf(reference, 'among its outputs it names'));
    return { name: model.name ?? 'model', inputs: starts, outputs: ends };
  }

  /** The names of the whole model's layers are theirs before any inside another model. */
  private reserve(layers: readonly KerasLayer[], { path }: Surroundings): void {
    if (path.length === 0) for (const { name } of layers) this.names.add(name);
  }

  /** An input of a model inside another is what that model reads. */
  private input(layer: KerasLayer, { inputs }: Surroundings, index: number): string {
    if (!inputs) return this.add({ name: layer.name, layer, inputs: [], keywords: [] });
    if (index >= 0 && index < inputs.length) return inputs[index];
    throw this.bad(`the model of input ${quoted(layer.name)} reads ${inputs.length} layers`);
  }

  private apply(
    layer: KerasLayer,
    inputs: readonly string[],
    keywords: readonly (string | undefined)[],
  ): readonly string[] {
    if (['Functional', 'Model', 'Sequential'].includes(layer.className)) {
      const { path, group } = layer;
      return this.model(layer.className, layer.config, { path, group, inputs }).outputs;
    }
    const key = JSON.stringify(layer.path);
    const sharedWith = this.firstUses.get(key);
    const name = this.freeName(layer, sharedWith);
    this.firstUses.set(key, sharedWith ?? name);
    return [this.add({ name, layer, inputs, keywords, ...(sharedWith === undefined ? {} : { sharedWith }) })];
  }

  /** Result 1 of a recurrent layer that returns its state; undefined for any other result. */
  private lastState(layer: KerasLayer, result: string, tensor: number): string | undefined {
    if (!isRecurrent(layer.className) || layer.config.return_state !== true) return undefined;
    if (tensor === 2 && layer.className.endsWith('LSTM')) {
      throw this.bad(
        `the cell state of layer ${quoted(layer.name)} is read; only its hidden state is supported`,
      );
    }
    if (tensor !== 1) return undefined;
    const known = this.states.get(result);
    if (known !== undefined) return known;
    const name = this.unused(`${result}_state`);
    this.states.set(result, name);
    return this.add({ name, layer, inputs: [result], keywords: [undefined], isLastState: true });
  }

  /** The layer's own name for its first use; inside another model, with that model's where it is taken. */
  private freeName({ name, path }: KerasLayer, sharedWith: string | undefined): string {
    if (sharedWith === undefined && (path.length === 1 || !this.names.has(name))) return name;
    return this.unused(sharedWith ?? path.slice(-2).join('_'));
  }

  private unused(stem: string): string {
    let candidate = stem;
    for (let count = 2; this.names.has(candidate); count++) candidate = `${stem}_${count}`;
    return candidate;
  }

  private add(application: KerasApplication): string {
    if (this.applications.length >= mostApplications) throw this.bad('its layers are too many');
    this.names.add(application.name);
    this.applications.push(application);
    return application.name;
  }

  private bad(reason: string): Error {
    return problem('model.graph', { reason }, { file: this.file });
  }
}

/**
 * The number of each layer's first use. A model counts its own making as use 0, and some versions count uses outside
 * the model: the last use that something reads is the last that there is.
 */
function firstUses(
  calls: ReadonlyMap<string, readonly (readonly TensorReference[])[]>,
  ends: readonly TensorReference[],
): Map<string, number> {
  const firsts = new Map<string, number>();
  for (const { layer, node } of [...ends, ...[...calls.values()].flat(2)]) {
    const last = Math.max((calls.get(layer)?.length ?? 0) - 1, 0);
    firsts.set(layer, Math.max(firsts.get(layer) ?? 0, node - last));
  }
  return firsts;
}

/** The names, in the order of `all`, of the layers that some of `wanted` read, directly or not. */
function dependencies(
  wanted: readonly string[],
  all: Iterable<string>,
  calls: ReadonlyMap<string, readonly (readonly TensorReference[])[]>,
): string[] {
  const found = new Set<string>();
  const waiting = [...wanted];
  while (waiting.length > 0) {
    const name = waiting.pop()!;
    if (found.has(name)) continue;
    found.add(name);
    for (const reads of calls.get(name) ?? []) waiting.push(...reads.map(({ layer }) => layer));
  }
  return [...all].filter((name) => found.has(name));
}
