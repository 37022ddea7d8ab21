import { problem } from '../diagnostics/index.js';
import {
  formatFixedType,
  fractionBits,
  fromDouble,
  type FixedType,
  type LayerGraph,
  type PrecisionAssignment,
} from '../hls/index.js';
import { blockBytes, blockView, copyIn, copyOut, sampleOf } from './block-values.js';
import { evaluatedTensor, rawArray, type Evaluation } from './evaluation.js';
import { layerKinds, type LayerPlan, type TensorSignal } from './kinds/index.js';
import { resolve, size, type ResolvedLayer } from './network.js';
import { heldByDoubles, quantizeDoubles } from './quantize-doubles.js';
import { exactLayer } from './reference.js';
import { WeightCache } from './weights.js';
import { Arena } from './wasm/arena.js';
import { bind, loadGenerator, type Generator, type RunKernel } from './wasm/compile.js';
import { lanesFor } from './wasm/conversion.js';
import { blockSamples } from './wasm/storage.js';

export interface SessionInputs {
  /** `[samples, features]`, row-major; kept, not copied. */
  readonly inputs: Float64Array;
  readonly samples: number;
}

export interface EvaluateOptions {
  /**
   * `logits` (the default): stop before a final softmax, whose tables break first; `outputs`: run everything;
   * or stop at the layer that writes a tensor.
   */
  readonly until?: Until;
}

export type Until = 'logits' | 'outputs' | { readonly tensor: string };

/** A network and its inputs, ready to be asked for its answers under one precision assignment after another. */
export interface Session {
  readonly samples: number;
  /** Bit for bit what the compiled kernel computes. Deterministic. */
  evaluate(assignment: PrecisionAssignment, options?: EvaluateOptions): Evaluation;
  /** Lets go of all memory; the session cannot be used afterwards. */
  close(): void;
}

/** Kernels bound to a session at once; beyond that all are bound anew, which takes microseconds. */
const mostBoundKernels = 512;

/** All activations are kept from one trial to the next while they take no more than this; else a block of each. */
const mostActivationBytes = 96 * 2 ** 20;

/**
 * Opens a session on a chain of layers.
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
  return new ChainSession(graph, data, features, await loadGenerator());
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

/** A layer that runs as WebAssembly: where it reads and writes in a block's step from one block to the next. */
interface Step {
  readonly run: RunKernel;
  readonly constants: number;
  readonly input: Placed;
  readonly output: Placed;
}

/** A tensor in memory; `stride` is 0 where all blocks share one place. */
interface Placed extends TensorSignal {
  readonly offset: number;
  readonly stride: number;
}

class ChainSession implements Session {
  readonly samples: number;
  private readonly blocks: number;
  private arena: Arena | null = new Arena();
  private readonly weights = new WeightCache();
  private readonly bound = new Map<string, RunKernel>();
  private readonly constantKeys: string[] = [];
  private inputType = '';
  private inputSignal: Placed | null = null;
  /** What the kept activations of each layer were computed by, in the last evaluation. */
  private computed: string[] = [];

  constructor(
    private readonly graph: LayerGraph,
    private readonly data: SessionInputs,
    private readonly features: number,
    private readonly generator: Generator,
  ) {
    this.samples = data.samples;
    this.blocks = Math.ceil(data.samples / blockSamples);
  }

  evaluate(assignment: PrecisionAssignment, { until = 'logits' }: EvaluateOptions = {}): Evaluation {
    const arena = this.arena;
    if (!arena) throw problem('simulate.closed', {});
    const layers = resolve(this.graph, assignment);
    const wanted = layers.slice(0, this.layersUntil(until));
    const inputType = assignment.get(this.graph.inputs[0]!.slot.typedef) ?? this.graph.inputs[0]!.slot.type;
    const last = wanted.at(-1);
    const tensor = last ? last.layer.output : this.graph.inputs[0]!;
    const type = last ? last.output : inputType;
    const raw = rawArray(tensor.name, type, this.samples * size(tensor.shape));
    const input = this.placeInput(arena, inputType);
    const plans = input ? this.plan(wanted, input) : [];
    const steps = input ? this.prepare(arena, plans, input) : [];
    const exact = wanted.slice(plans.length).map(exactLayer);
    const source = steps.at(-1)?.output ?? input;
    const firstStep = this.firstChanged(plans, steps);
    for (let block = 0; block < this.blocks; block++) {
      for (const step of steps.slice(firstStep)) runStep(step, block);
      if (source && exact.length === 0) copyOut(viewOf(arena, source, block), source.features, block, raw);
      else
        this.runExactly(
          exact,
          (sample) => this.exactInput(arena, source, inputType, block, sample),
          block,
          raw,
        );
    }
    return {
      samples: this.samples,
      tensor: evaluatedTensor(tensor.name, type, tensor.shape, raw),
      arithmetic: wanted.map((_, index) => plans[index]?.lanes ?? 'exact'),
    };
  }

  close(): void {
    this.arena = null;
    this.bound.clear();
    this.inputSignal = null;
  }

  private layersUntil(until: Until): number {
    const { layers, name } = this.graph;
    if (until === 'outputs') return layers.length;
    if (until === 'logits') return layers.length - (layers.at(-1)?.kind === 'softmax' ? 1 : 0);
    const writer = layers.findIndex(({ output }) => output.name === until.tensor);
    if (writer < 0) throw problem('simulate.no-tensor', { tensor: until.tensor, kernel: name });
    return writer + 1;
  }

  /** Plans layers until one needs more than 64 bits; that one and all after it are computed exactly. */
  private plan(layers: readonly ResolvedLayer[], input: TensorSignal): LayerPlan[] {
    const plans: LayerPlan[] = [];
    for (const layer of layers) {
      const plan = layerKinds[layer.layer.kind].plan(layer, plans.at(-1)?.output ?? input, this.weights);
      if (!plan) break;
      plans.push(plan);
    }
    return plans;
  }

  /** Quantises the inputs, once for each type; null where it is too wide for the memory's integers. */
  private placeInput(arena: Arena, type: FixedType): Placed | null {
    if (!heldByDoubles(type)) return null;
    const key = formatFixedType(type);
    if (this.inputSignal && this.inputType === key) return this.inputSignal;
    const raw = quantizeDoubles(this.data.inputs, type, new Float64Array(this.data.inputs.length));
    const range = { min: 0, max: 0 };
    for (const value of raw) {
      if (value < range.min) range.min = value;
      if (value > range.max) range.max = value;
    }
    const storage = lanesFor(range)!;
    const signal = { fraction: fractionBits(type), range, features: this.features, storage };
    const placed = this.place(arena, 'input', signal, true);
    for (let block = 0; block < this.blocks; block++) {
      copyIn(raw, this.features, block, viewOf(arena, placed, block));
    }
    this.inputType = key;
    this.inputSignal = placed;
    this.computed = [];
    return placed;
  }

  private place(arena: Arena, name: string, signal: TensorSignal, whole: boolean): Placed {
    const bytes = blockBytes(signal.features, signal.storage);
    const offset = arena.region(name, whole ? bytes * this.blocks : bytes);
    return { ...signal, offset, stride: whole ? bytes : 0 };
  }

  private prepare(arena: Arena, plans: readonly LayerPlan[], input: Placed): Step[] {
    const bytes = plans.map(({ output }) => blockBytes(output.features, output.storage) * this.blocks);
    const whole = bytes.reduce((sum, one) => sum + one, 0) <= mostActivationBytes;
    let previous = input;
    return plans.map((plan, index) => {
      const output = this.place(arena, `output ${index}`, plan.output, whole);
      const step = { run: this.kernel(arena, plan), constants: this.constants(arena, plan, index) };
      const complete = { ...step, input: previous, output };
      previous = output;
      return complete;
    });
  }

  private kernel(arena: Arena, plan: LayerPlan): RunKernel {
    let run = this.bound.get(plan.key);
    if (!run) {
      run = bind(
        this.generator.kernel(plan.key, (body) => plan.write(body)),
        arena.memory,
      );
      if (this.bound.size >= mostBoundKernels) this.bound.clear();
      this.bound.set(plan.key, run);
    }
    return run;
  }

  private constants(arena: Arena, { constants }: LayerPlan, index: number): number {
    if (!constants) return 0;
    const offset = arena.region(`constants ${index}`, constants.byteLength);
    const key = `${offset} ${constants.key}`;
    if (this.constantKeys[index] !== key) {
      arena.write(offset, constants.bytes());
      this.constantKeys[index] = key;
    }
    return offset;
  }

  /** How many leading layers need not run again, because the last evaluation computed them in the same way. */
  private firstChanged(plans: readonly LayerPlan[], steps: readonly Step[]): number {
    const keys = plans.map(({ key, constants }, index) =>
      [steps[index]!.output.offset, steps[index]!.output.stride, key, constants?.key].join(' '),
    );
    const kept = steps.every(({ output }) => output.stride > 0);
    const changed = keys.findIndex((key, index) => !kept || key !== this.computed[index]);
    // A shorter run leaves what lies behind it in memory, but it may no longer belong to what lies before.
    this.computed = changed < 0 ? this.computed : keys;
    return changed < 0 ? keys.length : changed;
  }

  private exactInput(
    arena: Arena,
    source: Placed | null,
    type: FixedType,
    block: number,
    sample: number,
  ): bigint[] {
    if (source) return sampleOf(viewOf(arena, source, block), source.features, sample);
    const first = (block * blockSamples + sample) * this.features;
    return Array.from(this.data.inputs.subarray(first, first + this.features), (x) => fromDouble(x, type));
  }

  private runExactly(
    layers: readonly ((inputs: readonly bigint[]) => bigint[])[],
    inputOf: (sample: number) => bigint[],
    block: number,
    raw: Int32Array | BigInt64Array,
  ): void {
    const samples = Math.min(blockSamples, this.samples - block * blockSamples);
    for (let sample = 0; sample < samples; sample++) {
      const outputs = layers.reduce((values, layer) => layer(values), inputOf(sample));
      outputs.forEach((value, at) => {
        const place = (block * blockSamples + sample) * outputs.length + at;
        if (raw instanceof BigInt64Array) raw[place] = value;
        else raw[place] = Number(value);
      });
    }
  }
}

function runStep({ run, constants, input, output }: Step, block: number): void {
  run(input.offset + block * input.stride, constants, output.offset + block * output.stride);
}

function viewOf(arena: Arena, place: Placed, block: number): ReturnType<typeof blockView> {
  return blockView(arena.memory.buffer, place.offset + block * place.stride, place.features, place.storage);
}
