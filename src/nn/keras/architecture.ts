import { z } from 'zod';
import { problem } from '../../diagnostics/index.js';
import { topological } from './topological.js';

/** What a Keras file says about its layers, the same for all its dialects. */
export interface KerasArchitecture {
  readonly name: string;
  /** Topological. */
  readonly layers: readonly KerasLayer[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface KerasLayer {
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of the layers that this one reads. */
  readonly inputs: readonly string[];
}

const config = z.record(z.string(), z.unknown());
const layerSchema = z.object({
  class_name: z.string(),
  config,
  inbound_nodes: z.array(z.unknown()).optional(),
});
const layersSchema = z.array(layerSchema).min(1);
type RawLayer = z.infer<typeof layerSchema>;

const modelSchema = z.object({ class_name: z.string(), config: z.union([config, z.array(z.unknown())]) });
const functionalSchema = z.object({
  name: z.string().optional(),
  layers: layersSchema,
  input_layers: z.unknown(),
  output_layers: z.unknown(),
});
const sequentialSchema = z.object({ name: z.string().optional(), layers: layersSchema });

/**
 * Reads the JSON that `model.to_json()` writes and that a full-model file holds as `model_config`: Sequential and
 * Functional models of Keras 2 and 3.
 * @param file the name that messages give
 * @throws `model.damaged`, `model.kind`, `model.graph`
 */
export function parseArchitecture(text: string, file: string): KerasArchitecture {
  const model = checked(modelSchema, parseJson(text, file), file);
  switch (model.class_name) {
    case 'Sequential': {
      // Keras 2.0 and 2.1 wrote the bare list of layers.
      const plain = Array.isArray(model.config) ? { layers: model.config } : model.config;
      return sequential(checked(sequentialSchema, plain, file), file);
    }
    case 'Model':
    case 'Functional':
      return functional(checked(functionalSchema, model.config, file), file);
    default:
      throw problem('model.kind', { className: model.class_name }, { file });
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw problem('model.damaged', { reason: 'its architecture is not valid JSON' }, { file });
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown, file: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const reason = `in its architecture, ${issue.path.join('.') || 'the top'} is wrong (${issue.message})`;
  throw problem('model.damaged', { reason }, { file });
}

function nameOf(layer: RawLayer, file: string): string {
  if (typeof layer.config.name === 'string') return layer.config.name;
  throw problem('model.damaged', { reason: `a layer of class ${layer.class_name} has no name` }, { file });
}

function sequential({ name, layers }: z.infer<typeof sequentialSchema>, file: string): KerasArchitecture {
  const found: KerasLayer[] = [];
  const [first] = layers;
  if (first.class_name !== 'InputLayer') {
    // Before TF 2.3 the first layer carries the input's shape; hls4ml gives that input this name.
    const shape = first.config.batch_input_shape ?? first.config.batch_shape;
    found.push({ name: 'input1', className: 'InputLayer', config: { batch_input_shape: shape }, inputs: [] });
  }
  for (const layer of layers) {
    const inputs = found.length > 0 ? [found[found.length - 1].name] : [];
    found.push({ name: nameOf(layer, file), className: layer.class_name, config: layer.config, inputs });
  }
  refuseTwins(found, file);
  return {
    name: name ?? 'model',
    layers: found,
    inputs: [found[0].name],
    outputs: [found[found.length - 1].name],
  };
}

function functional(model: z.infer<typeof functionalSchema>, file: string): KerasArchitecture {
  const found = model.layers.map((layer): KerasLayer => {
    const name = nameOf(layer, file);
    const calls = layer.inbound_nodes ?? [];
    if (calls.length > 1) {
      const reason = `layer ${JSON.stringify(name)} is applied ${calls.length} times, which is not supported`;
      throw problem('model.graph', { reason }, { file });
    }
    const inputs = calls.length === 1 ? tensorsOf(calls[0]) : [];
    return { name, className: layer.class_name, config: layer.config, inputs };
  });
  refuseTwins(found, file);
  const layers = topological(found, file);
  const inputs = tensorsOf(model.input_layers);
  const outputs = tensorsOf(model.output_layers);
  if (inputs.length === 0 || outputs.length === 0) {
    throw problem('model.graph', { reason: 'it names no inputs or no outputs' }, { file });
  }
  for (const output of outputs) {
    if (layers.some(({ name }) => name === output)) continue;
    const reason = `its output ${JSON.stringify(output)} is not among its layers`;
    throw problem('model.graph', { reason }, { file });
  }
  return { name: model.name ?? 'model', layers, inputs, outputs };
}

function refuseTwins(layers: readonly KerasLayer[], file: string): void {
  const names = new Set<string>();
  for (const { name } of layers) {
    if (names.has(name)) {
      throw problem('model.graph', { reason: `two layers are called ${JSON.stringify(name)}` }, { file });
    }
    names.add(name);
  }
}

/**
 * The layers whose results a value of the file refers to, in order. Keras 2 writes `[name, node, tensor]` with
 * optional arguments, alone or in lists; Keras 3 writes `{args: [{config: {keras_history: [...]}}], kwargs}`.
 */
function tensorsOf(value: unknown): string[] {
  if (Array.isArray(value)) {
    const [name, node, tensor] = value as unknown[];
    const isReference = typeof name === 'string' && typeof node === 'number' && typeof tensor === 'number';
    return isReference ? [name] : value.flatMap(tensorsOf);
  }
  if (typeof value !== 'object' || value === null) return [];
  if ('keras_history' in value) return tensorsOf(value.keras_history);
  return Object.values(value).flatMap(tensorsOf);
}
