import { problem } from '../../diagnostics/index.js';
import type { NdArray } from '../model.js';
import { showShape } from '../npy.js';
import type { Hdf5 } from './hdf5.js';

/** Elements of all weights of a model: enough for any network that fits an FPGA, and a bound on memory. */
const mostElements = 2 ** 27;

/**
 * The weights of a Keras `.h5`: a group for each layer (inside `model_weights` in a full-model file), with an
 * attribute `weight_names` that lists its arrays.
 */
export class LayerWeights {
  private elements = 0;
  private readonly root: string;

  constructor(private readonly hdf5: Hdf5) {
    this.root = hdf5.isGroup('model_weights') ? 'model_weights/' : '';
  }

  /**
   * Weight `name` (`kernel`, `bias`) of a layer.
   * @param shape what the architecture asks for
   * @throws `model.weights` when it is missing, of another shape, not finite, or too large
   */
  read(layer: string, name: string, shape: readonly number[]): NdArray {
    const refuse = (reason: string): Error =>
      problem('model.weights', { layer, weight: name, reason }, { file: this.hdf5.file });
    const path = this.pathOf(layer, name);
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

  /** Keras 2 calls a weight `fc1/kernel:0`, Keras 3 `sequential/fc1/kernel`: its last part tells. */
  private pathOf(layer: string, name: string): string | undefined {
    const group = `${this.root}${layer}`;
    const listed = this.hdf5.texts(group, 'weight_names') ?? [];
    const found = listed.find((weight) => weight.split('/').at(-1)?.replace(/:0$/, '') === name);
    return found === undefined ? undefined : `${group}/${found}`;
  }
}
