import { problem } from '../diagnostics/index.js';
import type { LayerGraph, PrecisionAssignment, Tensor } from '../hls/index.js';
import { copyOut } from './block-values.js';
import { evaluatedTensor, rawArray, type EvaluatedTensor, type Evaluation } from './evaluation.js';
import { Execution, type Prepared } from './execution/execution.js';
import { InputTensor } from './execution/inputs.js';
import { resolve, size } from './network.js';
import { loadGenerator } from './wasm/compile.js';
import { blockSamples } from './wasm/storage.js';

export interface SessionInputs {
  /**
   * `[samples, features]`, row-major; kept, not copied. A row holds the values of the network's inputs, those of
   * the first input first.
   */
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
   * @throws `simulate.kind`, `simulate.type-missing`, `simulate.weights` and the like for layers that cannot be
   *   computed; `simulate.no-tensor`, `simulate.result-width` for tensors that cannot be given.
   */
  evaluate(assignment: PrecisionAssignment, options?: EvaluateOptions): Evaluation;
  /**
   * As `evaluate` of one tensor, some samples at a time, so that it need not be held.
   *
   * @param use given `[some samples, ...shape]` of raw values, row-major, to be used at once: the array is written again.
   * @throws as `evaluate`
   */
  visit(
    tensor: Tensor['name'],
    assignment: PrecisionAssignment,
    use: (raw: Int32Array | BigInt64Array) => void,
  ): void;
  /** Lets go of all memory; the session cannot be used afterwards. */
  close(): void;
}

/**
 * Opens a session on a network: any graph of layers without cycles. Several may be open at once; the first loads the
 * WebAssembly assembler, which takes some 70 ms.
 *
 * @throws `simulate.sample-shape` when the inputs are not `samples` x the features of the network's inputs;
 *   `simulate.ends` for a network without inputs or outputs; `simulate.unwritten` where a layer reads what no layer
 *   before it has written.
 */
export async function openSession(graph: LayerGraph, data: SessionInputs): Promise<Session> {
  const { name, inputs, outputs } = graph;
  if (inputs.length === 0 || outputs.length === 0) {
    throw problem('simulate.ends', { kernel: name, inputs: inputs.length, outputs: outputs.length });
  }
  resolve(graph, new Map());
  const columns = inputs.reduce((sum, { shape }) => sum + size(shape), 0);
  if (data.inputs.length !== data.samples * columns) {
    const { inputs: values, samples } = data;
    throw problem('simulate.sample-shape', { values: values.length, samples, features: columns });
  }
  let first = 0;
  const tensors = inputs.map(({ shape }) => {
    const tensor = new InputTensor(data.inputs, columns, first, size(shape));
    first += tensor.features;
    return tensor;
  });
  return new GraphSession(graph, data.samples, new Execution(await loadGenerator(), tensors, data.samples));
}

class GraphSession implements Session {
  constructor(
    private readonly graph: LayerGraph,
    readonly samples: number,
    private execution: Execution | null,
  ) {}

  evaluate(assignment: PrecisionAssignment, { until = 'logits' }: EvaluateOptions = {}): Evaluation {
    const wanted = this.tensorsUntil(until);
    const { tensors, prepared } = this.prepare(assignment, wanted);
    const results = wanted.map((tensor) => emptyResult(tensors[tensor]!, this.samples));
    for (let block = 0; block * blockSamples < this.samples; block++) {
      prepared.run(block);
      results.forEach(({ shape, raw }, at) =>
        copyOut(prepared.result(wanted[at]!, block), size(shape), block, raw),
      );
    }
    prepared.finish();
    const [tensor] = results;
    return { samples: this.samples, tensor: tensor!, tensors: results, arithmetic: prepared.arithmetic };
  }

  visit(
    tensor: Tensor['name'],
    assignment: PrecisionAssignment,
    use: (raw: Int32Array | BigInt64Array) => void,
  ): void {
    const wanted = this.numberOf(tensor);
    const { tensors, prepared } = this.prepare(assignment, [wanted]);
    const { shape, raw } = emptyResult(tensors[wanted]!, blockSamples);
    for (let block = 0; block * blockSamples < this.samples; block++) {
      prepared.run(block);
      const samples = Math.min(blockSamples, this.samples - block * blockSamples);
      const part = raw.subarray(0, samples * size(shape));
      copyOut(prepared.result(wanted, block), size(shape), 0, part);
      use(part);
    }
    prepared.finish();
  }

  private prepare(
    assignment: PrecisionAssignment,
    wanted: readonly number[],
  ): { tensors: readonly Outline[]; prepared: Prepared } {
    if (!this.execution) throw problem('simulate.closed', {});
    const { inputs } = this.graph;
    const last = Math.max(0, ...wanted.map((at) => at - inputs.length + 1));
    const network = resolve(this.graph, assignment);
    const layers = network.layers.slice(0, last);
    const inputTypes = network.inputs;
    const tensors = [
      ...inputs.map(({ name, shape }, at) => ({ name, shape, type: inputTypes[at]! })),
      ...layers.map(({ layer: { output }, output: type }) => ({ ...output, type })),
    ];
    return { tensors, prepared: this.execution.prepare(layers, inputTypes, wanted) };
  }

  close(): void {
    this.execution = null;
  }

  /** Tensors by number: the inputs first, then the layers' results. */
  private tensorsUntil(until: Until): number[] {
    const { layers, outputs } = this.graph;
    if (typeof until === 'object') return [this.numberOf(until.tensor)];
    return outputs.map(({ name }) => {
      const writer = layers.findLast(({ output }) => output.name === name);
      return this.numberOf(until === 'logits' && writer?.kind === 'softmax' ? writer.inputs[0]!.name : name);
    });
  }

  private numberOf(tensor: Tensor['name']): number {
    const { layers, inputs, name } = this.graph;
    const writer = layers.findLastIndex(({ output }) => output.name === tensor);
    if (writer >= 0) return inputs.length + writer;
    const input = inputs.findIndex((one) => one.name === tensor);
    if (input < 0) throw problem('simulate.no-tensor', { tensor, kernel: name });
    return input;
  }
}

/** A tensor under an assignment. */
type Outline = Pick<EvaluatedTensor, 'name' | 'shape' | 'type'>;

function emptyResult({ name, shape, type }: Outline, samples: number): EvaluatedTensor {
  return evaluatedTensor(name, type, shape, rawArray(name, type, samples * size(shape)));
}
