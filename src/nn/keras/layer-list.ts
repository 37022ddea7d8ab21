import { z } from 'zod';
import { problem } from '../../diagnostics/index.js';
import { quoted } from './checked.js';

/** A layer as the file has it. */
export interface KerasLayer {
  readonly name: string;
  /** Without the package that Keras may put before it: `HGQ>FixedPointQuantizer` is `FixedPointQuantizer`. */
  readonly className: string;
  /** Of the class: that before its name (`HGQ`), or the first word of its module (`keras`); '' where the file has none. */
  readonly package: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** The names of the models around it, outermost first, the whole one left out; then its own. */
  readonly path: readonly string[];
  /** Its group inside a `.keras` archive: `layers/dense_1`. */
  readonly group: string;
}

const layerSchema = z.object({
  class_name: z.string(),
  registered_name: z.string().nullish(),
  module: z.string().nullish(),
  config: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]),
  name: z.string().optional(),
  inbound_nodes: z.array(z.unknown()).optional(),
});
export const layersSchema = z.array(layerSchema).min(1);
export type RawLayer = z.infer<typeof layerSchema>;

/** The layers of one model, in the file's order, with the places where their weights are. */
export function layersOf(
  raws: readonly RawLayer[],
  { path, group }: { readonly path: readonly string[]; readonly group: string },
  file: string,
): KerasLayer[] {
  const counts = new Map<string, number>();
  const names = new Set<string>();
  const prefix = group === '' ? 'layers' : `${group}/layers`;
  return raws.map((raw): KerasLayer => {
    const name = nameOf(raw, file);
    if (names.has(name)) {
      throw problem('model.graph', { reason: `two layers are called ${quoted(name)}` }, { file });
    }
    names.add(name);
    const className = raw.class_name.slice(raw.class_name.lastIndexOf('>') + 1);
    const stem = snakeCase(className);
    const count = counts.get(stem) ?? 0;
    counts.set(stem, count + 1);
    const config = Array.isArray(raw.config) ? { layers: raw.config } : raw.config;
    const numbered = `${prefix}/${stem}${count === 0 ? '' : `_${count}`}`;
    return { name, className, package: packageOf(raw), config, path: [...path, name], group: numbered };
  });
}

/** `hgq` of `hgq>QDense`: HGQ2 has layers of the names that QKeras has, which mean something else. */
export function packageOf({ class_name, registered_name, module }: Registered): string {
  const registered = [registered_name, class_name].find((name) => name?.includes('>'));
  return registered?.split('>')[0] ?? module?.split('.')[0] ?? '';
}

interface Registered {
  readonly class_name: string;
  readonly registered_name?: string | null | undefined;
  readonly module?: string | null | undefined;
}

export function nameOf(raw: RawLayer, file: string): string {
  const name = Array.isArray(raw.config) ? raw.name : (raw.config.name ?? raw.name);
  if (typeof name === 'string') return name;
  throw problem(
    'model.damaged',
    { reason: `a layer of class ${quoted(raw.class_name)} has no name` },
    { file },
  );
}

/** Before TF 2.3 the first layer carries the input's shape, and Keras 3 notes it; hls4ml gives that input this name. */
export function inputBefore(first: KerasLayer, built: unknown): KerasLayer {
  const shape = first.config.batch_input_shape ?? first.config.batch_shape ?? built;
  return {
    name: 'input1',
    className: 'InputLayer',
    package: '',
    config: { batch_input_shape: shape },
    path: ['input1'],
    group: 'layers/input_layer',
  };
}

/** As Keras does it: `QDense` is `q_dense`, `Conv2D` is `conv2d`. */
function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
