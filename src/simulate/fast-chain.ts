import { formatFixedType, fractionBits, type FixedType } from '../hls/index.js';
import { blockBytes, blockView, copyIn, type BlockView } from './block-values.js';
import { layerKinds, type LayerPlan, type TensorSignal } from './kinds/index.js';
import type { ResolvedLayer } from './network.js';
import { heldByDoubles, quantizeDoubles } from './quantize-doubles.js';
import { Arena } from './wasm/arena.js';
import { bind, type Generator, type RunKernel } from './wasm/compile.js';
import { lanesFor, type Range } from './wasm/conversion.js';
import type { LaneBits } from './wasm/lanes.js';
import { blockSamples } from './wasm/storage.js';
import { WeightCache } from './weights.js';

/** All activations are kept from one trial to the next while they take no more than this; else a block of each. */
const mostActivationBytes = 96 * 2 ** 20;

/** Kernels bound to a session at once; beyond that all are bound anew, which takes microseconds. */
const mostBoundKernels = 512;

/** Layers of a chain made ready for one assignment. */
export interface PreparedChain {
  /** Lanes of each layer that runs here: the leading ones, up to the first that needs more than 64 bits. */
  readonly lanes: readonly LaneBits[];
  /** Computes what is not in memory already. */
  run(block: number): void;
  /** Values of the last layer that runs here, or of the input; null where even that needs more than 64 bits. */
  result(block: number): BlockView | null;
}

/** A tensor in memory; `stride` is 0 where all blocks share one place. */
interface Placed extends TensorSignal {
  readonly offset: number;
  readonly stride: number;
}

/** A layer as WebAssembly, with the addresses of what it reads and writes. */
interface Step {
  readonly run: RunKernel;
  readonly constants: number;
  readonly input: Placed;
  readonly output: Placed;
}

/**
 * The memory of a session: inputs quantised once for each type, weights, and activations, which a trial that
 * changes late layers only need not compute again.
 */
export class FastChain {
  private readonly arena = new Arena();
  private readonly weights = new WeightCache();
  private readonly bound = new Map<string, RunKernel>();
  private readonly constantKeys: string[] = [];
  private readonly blocks: number;
  private input: { readonly type: string; readonly placed: Placed } | null = null;
  /** What each layer's activations in memory were computed by. */
  private computed: readonly string[] = [];

  constructor(
    private readonly generator: Generator,
    private readonly inputs: Float64Array,
    private readonly features: number,
  ) {
    this.blocks = Math.ceil(inputs.length / features / blockSamples);
  }

  prepare(layers: readonly ResolvedLayer[], inputType: FixedType): PreparedChain {
    const input = this.placeInput(inputType);
    if (!input) return { lanes: [], run: () => undefined, result: () => null };
    const plans = this.plan(layers, input);
    const steps = this.place(plans, input);
    const changed = steps.slice(this.firstChanged(plans, steps));
    const last = steps.at(-1)?.output ?? input;
    return {
      lanes: plans.map(({ lanes }) => lanes),
      run: (block) => {
        for (const step of changed) runStep(step, block);
      },
      result: (block) => this.view(last, block),
    };
  }

  private plan(layers: readonly ResolvedLayer[], input: TensorSignal): LayerPlan[] {
    const plans: LayerPlan[] = [];
    for (const layer of layers) {
      const plan = layerKinds[layer.layer.kind]?.plan(layer, plans.at(-1)?.output ?? input, this.weights);
      if (!plan) break;
      plans.push(plan);
    }
    return plans;
  }

  private placeInput(type: FixedType): Placed | null {
    if (!heldByDoubles(type)) return null;
    const key = formatFixedType(type);
    if (this.input?.type === key) return this.input.placed;
    const raw = quantizeDoubles(this.inputs, type, new Float64Array(this.inputs.length));
    // The inputs' own range, which is often less than their type's, lets the first layer run in narrower lanes.
    const range = rangeOfValues(raw);
    const signal = {
      fraction: fractionBits(type),
      range,
      features: this.features,
      storage: lanesFor(range)!,
    };
    const placed = this.tensor('input', signal, true);
    for (let block = 0; block < this.blocks; block++) {
      copyIn(raw, this.features, block, this.view(placed, block));
    }
    this.input = { type: key, placed };
    this.computed = [];
    return placed;
  }

  private place(plans: readonly LayerPlan[], input: Placed): Step[] {
    const bytes = plans.map(({ output }) => blockBytes(output.features, output.storage) * this.blocks);
    const whole = bytes.reduce((sum, one) => sum + one, 0) <= mostActivationBytes;
    let previous = input;
    return plans.map((plan, index) => {
      const step = {
        run: this.kernel(plan),
        constants: this.constants(plan, index),
        input: previous,
        output: this.tensor(`output ${index}`, plan.output, whole),
      };
      previous = step.output;
      return step;
    });
  }

  private tensor(name: string, signal: TensorSignal, whole: boolean): Placed {
    const bytes = blockBytes(signal.features, signal.storage);
    const offset = this.arena.region(name, whole ? bytes * this.blocks : bytes);
    return { ...signal, offset, stride: whole ? bytes : 0 };
  }

  private kernel(plan: LayerPlan): RunKernel {
    let run = this.bound.get(plan.key);
    if (!run) {
      run = bind(
        this.generator.kernel(plan.key, (body) => plan.write(body)),
        this.arena.memory,
      );
      if (this.bound.size >= mostBoundKernels) this.bound.clear();
      this.bound.set(plan.key, run);
    }
    return run;
  }

  private constants({ constants }: LayerPlan, index: number): number {
    if (!constants) return 0;
    const offset = this.arena.region(`constants ${index}`, constants.byteLength);
    const key = `${offset} ${constants.key}`;
    if (this.constantKeys[index] !== key) {
      this.arena.write(offset, constants.bytes());
      this.constantKeys[index] = key;
    }
    return offset;
  }

  /** How many leading layers need not run again. */
  private firstChanged(plans: readonly LayerPlan[], steps: readonly Step[]): number {
    const keys = plans.map(({ key, constants }, index) => {
      const { offset, stride } = steps[index]!.output;
      return [offset, stride, key, constants?.key].join(' ');
    });
    const kept = steps.every(({ output }) => output.stride > 0);
    const changed = keys.findIndex((key, index) => !kept || key !== this.computed[index]);
    if (changed < 0) return keys.length;
    // What lies behind a changed layer in memory belongs to it no more, also where this run does not reach it.
    this.computed = keys;
    return changed;
  }

  private view({ offset, stride, features, storage }: Placed, block: number): BlockView {
    return blockView(this.arena.memory.buffer, offset + block * stride, features, storage);
  }
}

function rangeOfValues(raw: Float64Array): Range {
  let min = 0;
  let max = 0;
  for (const value of raw) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}

function runStep({ run, constants, input, output }: Step, block: number): void {
  run(input.offset + block * input.stride, constants, output.offset + block * output.stride);
}
