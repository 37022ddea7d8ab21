import { problem } from '../../diagnostics/index.js';
import type { NdArray } from '../model.js';
import { showShape } from '../npy.js';
import type { Hdf5 } from './hdf5.js';
import type { KerasLayer } from './layer-list.js';

/** Elements of all weights of a model: enough for any network that fits an FPGA, and a bound on memory. */
const mostElements = 2 ** 27;

/** The layer inside a layer that has the weight, which files name in two ways. */
export interface Part {
  /** The group inside the layer's in a `.keras` archive: `cell`, `forward_layer/cell`. */
  readonly group: string;
  /** A step of the weight's path in a `.h5` must match, where there are several parts: `/^forward_/`. */
  readonly step?: RegExp;
}

interface Wanted {
  /** As versions of Keras call it. */
  readonly names: readonly string[];
  /** The number of the weight in its layer or part, from 0, in the order in which Keras makes them. */
  readonly index: number;
  readonly part?: Part;
}

/** Where a file keeps a weight: the path of the array, or undefined where there is none. */
export type Layout = (layer: KerasLayer, wanted: Wanted) => string | undefined;

/** The weights of a model, read as they are asked for, layer by layer, in the order in which Keras made them. */
export class LayerWeights {
  private elements = 0;
  private readonly asked = new Map<string, number>();
  private readonly known = new Map<string, NdArray>();

  constructor(
    private readonly hdf5: Hdf5,
    private readonly layout: Layout,
  ) {}

  /**
   * A weight of a layer; the same array each time.
   * @param names what it may be called
   * @param shape what the architecture asks for
   * @throws `model.weights` when it is missing, of another shape, not finite, or too large
   */
  read(
    layer: KerasLayer,
    names: readonly string[],
    shape: readonly number[],
    part?: Part,
    type: 'array' | 'integers' = 'array',
  ): NdArray {
    const [name] = names;
    const place = JSON.stringify([layer.path, part?.group]);
    const key = `${place}${name}`;
    const index = this.asked.get(place) ?? 0;
    const known = this.known.get(key);
    const refuse = (reason: string): Error =>
      problem('model.weights', { layer: layer.name, weight: name, reason }, { file: this.hdf5.file });
    const path = known ? undefined : this.layout(layer, { names, index, ...(part ? { part } : {}) });
    const found = known?.shape ?? (path === undefined ? undefined : this.hdf5.shape(path));
    if (!found) throw refuse('is missing');
    if (found.length !== shape.length || found.some((axis, at) => axis !== shape[at])) {
      throw refuse(`has shape ${showShape(found)}, but the architecture asks for ${showShape(shape)}`);
    }
    if (known) return known;
    this.elements += shape.reduce((product, axis) => product * axis, 1);
    if (this.elements > mostElements) throw refuse(`would make more than ${mostElements} weights in all`);
    const array = this.hdf5[type](path!);
    if (!isFiniteThroughout(array)) throw refuse('holds NaN or infinity');
    this.asked.set(place, index + 1);
    this.known.set(key, array);
    return array;
  }
}

/** A tenth of the time of `every`. */
function isFiniteThroughout({ data }: NdArray): boolean {
  let poisoned = 0;
  for (let i = 0; i < data.length; i++) poisoned += data[i] * 0;
  return poisoned === 0;
}

/**
 * The `.h5` of Keras 2, which Keras 3 writes too: a group for each layer of the whole model (inside `model_weights` in
 * a full-model file), with an attribute that lists its arrays: `fc1/kernel:0`, or `sequential/fc1/kernel`.
 */
export function layoutByName(hdf5: Hdf5): Layout {
  const root = hdf5.isGroup('model_weights') ? 'model_weights/' : '';
  const lists = new Map<string, readonly { weight: string; steps: readonly string[] }[]>();
  return ({ path: [outermost, ...inner] }, { names, part }) => {
    const group = `${root}${outermost}`;
    const listed =
      lists.get(group) ??
      (hdf5.texts(group, 'weight_names') ?? []).map((weight) => ({ weight, steps: weight.split('/') }));
    lists.set(group, listed);
    const own = inner.at(-1);
    const fitting = listed.filter(
      ({ steps }) =>
        (own === undefined || steps.includes(own)) &&
        (!part?.step || steps.some((step) => part.step!.test(step))),
    );
    // TensorFlow numbers a name that it has given before: `kernel_1:0`.
    const called = (suffix: RegExp) =>
      fitting.find(({ steps }) => names.includes(steps[steps.length - 1].replace(suffix, '')));
    const found = called(/:\d+$/) ?? called(/(_\d+)?(:\d+)?$/);
    return found && `${group}/${found.weight}`;
  };
}

/**
 * The weights inside a `.keras` archive: groups named after the layer's class in snake case, counted in the model's
 * order (`layers/dense`, `layers/dense_1`), with arrays `vars/0`, `vars/1`. Newer versions note the layer's own name.
 */
export function layoutByClass(hdf5: Hdf5): Layout {
  return ({ name: layer, group }, { index, part }) => {
    const vars = `${group}${part ? `/${part.group}` : ''}/vars`;
    const noted = part ? undefined : hdf5.text(vars, 'name');
    return noted === undefined || noted === layer ? `${vars}/${index}` : undefined;
  };
}
