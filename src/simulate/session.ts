import { problem } from '../diagnostics/index.js';
import { fromDouble, type FixedType, type LayerGraph, type PrecisionAssignment } from '../hls/index.js';
import { copyOut, sampleOf } from './block-values.js';
import { evaluatedTensor, rawArray, type Evaluation } from './evaluation.js';
import { FastChain, type PreparedChain } from './fast-chain.js';
import { resolve, size } from './network.js';
import { exactLayer, type ExactLayer } from './reference.js';
import { loadGenerator } from './wasm/compile.js';
import { blockSamples } from './wasm/storage.js';

export interface SessionInputs {
  /** `[samples, features]`, row-major; kept, not copied. */
  readonly inputs: Float64Array;
  readonly samples: number;
}

export type Until = 'logits' | 'outputs' | { readonly tensor: string };

export interface EvaluateOptions {
  /**
   * `logits` (the default): stop before a final softmax, whose tables break first; `outputs`: run everything;
   * or stop at the layer that writes a tensor.
   */
  readonly until?: Until;
}

/** A network and its inputs, ready to be asked for its answers under one precision assignment after another. */
export interface Session {
  readonly samples: number;
  /**
   * Bit for bit what the compiled kernel computes. Deterministic.
   *
   * @throws `simulate.type-missing`, `simulate.weights`, `simulate.softmax` for layers that cannot be
   *   computed; `simulate.no-tensor`, `simulate.result-width` for tensors that cannot be given.
   */
  evaluate(assignment: PrecisionAssignment, options?: EvaluateOptions): Evaluation;
  /** Lets go of all memory; the session cannot be used afterwards. */
  close(): void;
}

/**
 * Opens a session on a chain of layers. Several may be open at once; the first loads the WebAssembly
 * generator, which takes some 0.4 s.
 *
 * @throws `simulate.sample-shape` when the inputs are not `samples` x the features of the network's input;
 *   `simulate.ends` and `simulate.inputs` for networks that are no chain.
 */
export async function openSession(graph: LayerGraph, data: SessionInputs): Promise<Session> {
  checkChain(graph);
  const features = size(graph.inputs[0]!.shape);
  if (data.inputs.length !== data.samples * features) {
    const { inputs, samples } = data;
    throw problem('simulate.sample-shape', { values: inputs.length, samples, features });
  }
  const chain = new FastChain(await loadGenerator(), data.inputs, features);
  return new ChainSession(graph, data, chain);
}

function checkChain({ name, inputs, outputs, layers }: LayerGraph): void {
  if (inputs.length !== 1 || outputs.length !== 1) {
    throw problem('simulate.ends', { kernel: name, inputs: inputs.length, outputs: outputs.length });
  }
  let previous = inputs[0]!.name;
  for (const layer of layers) {
    if (layer.inputs.length !== 1 || layer.inputs[0]!.name !== previous) {
      throw problem('simulate.inputs', { layer: layer.name, inputs: layer.inputs.length });
    }
    previous = layer.output.name;
  }
}

class ChainSession implements Session {
  readonly samples: number;

  constructor(
    private readonly graph: LayerGraph,
    private readonly data: SessionInputs,
    private chain: FastChain | null,
  ) {
    this.samples = data.samples;
  }

  evaluate(assignment: PrecisionAssignment, { until = 'logits' }: EvaluateOptions = {}): Evaluation {
    if (!this.chain) throw problem('simulate.closed', {});
    const input = this.graph.inputs[0]!;
    const inputType = assignment.get(input.slot.typedef) ?? input.slot.type;
    const layers = resolve(this.graph, assignment).slice(0, this.layersUntil(until));
    const last = layers.at(-1);
    const { name, shape } = last?.layer.output ?? input;
    const type = last?.output ?? inputType;
    const raw = rawArray(name, type, this.samples * size(shape));
    const fast = this.chain.prepare(layers, inputType);
    this.run(fast, layers.slice(fast.lanes.length).map(exactLayer), inputType, raw, size(shape));
    return {
      samples: this.samples,
      tensor: evaluatedTensor(name, type, shape, raw),
      arithmetic: layers.map((_, index) => fast.lanes[index] ?? 'exact'),
    };
  }

  close(): void {
    this.chain = null;
  }

  private layersUntil(until: Until): number {
    const { layers, name } = this.graph;
    if (until === 'outputs') return layers.length;
    if (until === 'logits') return layers.length - (layers.at(-1)?.kind === 'softmax' ? 1 : 0);
    const writer = layers.findIndex(({ output }) => output.name === until.tensor);
    if (writer < 0) throw problem('simulate.no-tensor', { tensor: until.tensor, kernel: name });
    return writer + 1;
  }

  /** Runs all blocks: the fast layers, then those that need more than 64 bits, if any, one sample at a time. */
  private run(
    fast: PreparedChain,
    exact: readonly ExactLayer[],
    inputType: FixedType,
    raw: Int32Array | BigInt64Array,
    outputs: number,
  ): void {
    for (let first = 0, block = 0; first < this.samples; first += blockSamples, block++) {
      fast.run(block);
      const view = fast.result(block);
      if (view && exact.length === 0) {
        copyOut(view, outputs, block, raw);
        continue;
      }
      const end = Math.min(first + blockSamples, this.samples);
      for (let sample = first; sample < end; sample++) {
        const inputs = view ? sampleOf(view, sample - first) : this.inputsOf(sample, inputType);
        const values = exact.reduce((previous, layer) => layer(previous), inputs);
        values.forEach((value, at) => {
          if (raw instanceof BigInt64Array) raw[sample * outputs + at] = value;
          else raw[sample * outputs + at] = Number(value);
        });
      }
    }
  }

  private inputsOf(sample: number, type: FixedType): bigint[] {
    const features = this.data.inputs.length / this.samples;
    const values = this.data.inputs.subarray(sample * features, (sample + 1) * features);
    return Array.from(values, (value) => fromDouble(value, type));
  }
}
