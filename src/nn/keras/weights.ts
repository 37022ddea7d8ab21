import { problem } from '../../diagnostics/index.js';
import type { NdArray } from '../model.js';
import { showShape } from '../npy.js';
import type { KerasLayer } from './architecture.js';
import type { Hdf5 } from './hdf5.js';

/** Elements of all weights of a model: enough for any network that fits an FPGA, and a bound on memory. */
const mostElements = 2 ** 27;

/**
 * Where a file keeps weight `name` of a layer, the layer's `index`th.
 * @returns the path of the array, or undefined where there is none
 */
export type Layout = (layer: string, name: string, index: number) => string | undefined;

/** The weights of a model, read as they are asked for, layer by layer, in the order in which Keras made them. */
export class LayerWeights {
  private elements = 0;
  private readonly asked = new Map<string, number>();

  constructor(
    private readonly hdf5: Hdf5,
    private readonly layout: Layout,
  ) {}

  /**
   * Weight `name` (`kernel`, `bias`) of a layer.
   * @param shape what the architecture asks for
   * @throws `model.weights` when it is missing, of another shape, not finite, or too large
   */
  read(layer: string, name: string, shape: readonly number[]): NdArray {
    const refuse = (reason: string): Error =>
      problem('model.weights', { layer, weight: name, reason }, { file: this.hdf5.file });
    const index = this.asked.get(layer) ?? 0;
    this.asked.set(layer, index + 1);
    const path = this.layout(layer, name, index);
    const found = path === undefined ? undefined : this.hdf5.shape(path);
    if (path === undefined || !found) throw refuse('is missing');
    if (found.length !== shape.length || found.some((axis, index) => axis !== shape[index])) {
      throw refuse(`has shape ${showShape(found)}, but the architecture asks for ${showShape(shape)}`);
    }
    this.elements += shape.reduce((product, axis) => product * axis, 1);
    if (this.elements > mostElements) throw refuse(`would make more than ${mostElements} weights in all`);
    const array = this.hdf5.array(path);
    if (!array.data.every(Number.isFinite)) throw refuse('holds NaN or infinity');
    return array;
  }
}

/**
 * The `.h5` of Keras 2, which Keras 3 writes too: a group for each layer (inside `model_weights` in a full-model
 * file), with an attribute that lists its arrays: `fc1/kernel:0`, or `sequential/fc1/kernel`.
 */
export function layoutByName(hdf5: Hdf5): Layout {
  const root = hdf5.isGroup('model_weights') ? 'model_weights/' : '';
  return (layer, name) => {
    const group = `${root}${layer}`;
    const listed = hdf5.texts(group, 'weight_names') ?? [];
    const found = listed.find((weight) => weight.split('/').at(-1)?.replace(/:0$/, '') === name);
    return found === undefined ? undefined : `${group}/${found}`;
  };
}

/**
 * The weights inside a `.keras` archive: groups named after the layer's class in snake case, counted in the model's
 * order (`dense`, `dense_1`), with arrays `vars/0`, `vars/1`. Newer versions note the layer's own name there.
 */
export function layoutByClass(hdf5: Hdf5, layers: readonly KerasLayer[]): Layout {
  const counts = new Map<string, number>();
  const groups = new Map<string, string>();
  for (const { name, className } of layers) {
    const stem = snakeCase(className);
    const count = counts.get(stem) ?? 0;
    counts.set(stem, count + 1);
    groups.set(name, `layers/${stem}${count === 0 ? '' : `_${count}`}/vars`);
  }
  return (layer, _, index) => {
    const group = groups.get(layer);
    if (group === undefined) return undefined;
    const noted = hdf5.text(group, 'name');
    return noted === undefined || noted === layer ? `${group}/${index}` : undefined;
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
