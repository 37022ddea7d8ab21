import { formatFixedType, fractionBits, type FixedType } from '../../hls/index.js';
import type { BlockValues } from '../block-values.js';
import { exactLayer } from '../exact/index.js';
import { lanesOf, planLayer, type LayerPlan } from '../kinds/index.js';
import { size, type ResolvedLayer } from '../network.js';
import type { Piece, TensorSignal } from '../pieces/piece.js';
import { Remembered } from '../remembered.js';
import { checkSimulated } from '../supported.js';
import { WeightCache } from '../weights.js';
import { bind, type Generator, type RunKernel } from '../wasm/compile.js';
import { lanesFor, rangeOf } from '../wasm/conversion.js';
import type { LaneBits } from '../wasm/lanes.js';
import { blockSamples } from '../wasm/storage.js';
import type { InputTensor } from './inputs.js';
import { isPlaced, SessionMemory, wide, type Placed, type Wide } from './memory.js';
import { exactStep, kernelStep, type RunBlock } from './steps.js';

/** Kernels bound to a session at once; beyond that all are bound anew, which takes microseconds. */
const mostBoundKernels = 512;

/** Names of contents that are remembered; forgetting one only costs a run. */
const mostContents = 4096;

/** Plans of one layer that are remembered: a search narrows one type after the other and comes back. */
const plansKept = 4;

/** A network made ready for one assignment. */
export interface Prepared {
  /** How each layer is computed. */
  readonly arithmetic: readonly (LaneBits | 'exact')[];
  /** Computes one block of what is not in memory already. */
  run(block: number): void;
  /** One block of a tensor that was asked for. */
  result(tensor: number, block: number): BlockValues;
  /** To be called when all blocks have been run: their values may be used again. */
  finish(): void;
}

/** A tensor under one assignment: what determines its values, and how they come about. */
interface Planned {
  readonly key: string;
  readonly signal: TensorSignal | null;
  readonly features: number;
  readonly sources: readonly number[];
  readonly plan: LayerPlan | null;
}

/**
 * The networks of a session, one assignment after the other. Tensors are numbered as in `ResolvedLayer.sources`. What
 * determined a tensor's values is remembered with them, so that a layer runs again only where its types, its
 * constants or what it reads has changed.
 */
export class Execution {
  private readonly memory: SessionMemory;
  private readonly weights = new WeightCache();
  private readonly bound = new Map<string, RunKernel>();
  private readonly plans = new Map<number, Remembered<LayerPlan | null>>();
  private readonly contents = new Map<string, number>();
  private readonly computed = new Map<number, number>();
  private contentCount = 0;

  constructor(
    private readonly generator: Generator,
    private readonly inputs: readonly InputTensor[],
    private readonly samples: number,
  ) {
    this.memory = new SessionMemory(Math.ceil(samples / blockSamples));
  }

  /**
   * @param layers in their order; all of them, or as many as `wanted` depends on.
   * @param wanted the tensors whose values will be asked for.
   */
  prepare(
    layers: readonly ResolvedLayer[],
    inputTypes: readonly FixedType[],
    wanted: readonly number[],
  ): Prepared {
    const tensors = this.planAll(layers, inputTypes, this.ancestors(layers, wanted));
    const contents = this.contentsOf(tensors);
    const placed = this.placeAll(tensors);
    const stale = this.staleTensors(tensors, contents, placed, wanted);
    const steps = [...tensors.keys()]
      .filter((tensor) => stale.has(tensor))
      .map((tensor) => this.step(tensor, tensors.get(tensor)!, placed, layers, inputTypes));
    for (const tensor of stale) this.computed.delete(tensor);
    return {
      arithmetic: layers.map((_, index) => {
        const plan = tensors.get(this.inputs.length + index)?.plan;
        return plan ? lanesOf(plan) : 'exact';
      }),
      run: (block) => {
        const samples = Math.min(blockSamples, this.samples - block * blockSamples);
        for (const run of steps) run(block, samples);
      },
      result: (tensor, block) => this.memory.view(placed.get(tensor)!, block),
      finish: () => {
        for (const tensor of stale) {
          if (isKept(placed.get(tensor)!)) this.computed.set(tensor, contents.get(tensor)!);
        }
      },
    };
  }

  /** The wanted tensors and all that they are computed from. */
  private ancestors(layers: readonly ResolvedLayer[], wanted: readonly number[]): Set<number> {
    const needed = new Set(wanted);
    for (let index = layers.length - 1; index >= 0; index--) {
      if (!needed.has(this.inputs.length + index)) continue;
      for (const source of layers[index]!.sources) needed.add(source);
    }
    return needed;
  }

  private planAll(
    layers: readonly ResolvedLayer[],
    inputTypes: readonly FixedType[],
    needed: ReadonlySet<number>,
  ): Map<number, Planned> {
    const tensors = new Map<number, Planned>();
    this.inputs.forEach((input, tensor) => {
      const type = inputTypes[tensor]!;
      if (!needed.has(tensor)) return;
      const signal = input.signal(type);
      const { features } = input;
      tensors.set(tensor, { key: formatFixedType(type), signal, features, sources: [], plan: null });
    });
    layers.forEach((layer, index) => {
      const tensor = this.inputs.length + index;
      if (needed.has(tensor)) tensors.set(tensor, this.planLayer(tensor, layer, tensors));
    });
    return tensors;
  }

  private planLayer(tensor: number, layer: ResolvedLayer, tensors: ReadonlyMap<number, Planned>): Planned {
    const { sources } = layer;
    const signals = sources.map((source) => tensors.get(source)!.signal);
    const key = `${layer.signature} ${JSON.stringify(signals)}`;
    const plans = this.plans.get(tensor) ?? new Remembered<LayerPlan | null>(plansKept);
    this.plans.set(tensor, plans);
    const plan = plans.get(key, () => {
      checkSimulated(layer);
      const known = signals.every((signal) => signal !== null);
      return known ? planLayer(layer, signals, this.weights) : null;
    });
    const features = size(layer.layer.output.shape);
    return { key, signal: plan?.output ?? exactSignal(layer.output, features), features, sources, plan };
  }

  /** Numbers that are equal where tensors have equal values. */
  private contentsOf(tensors: ReadonlyMap<number, Planned>): Map<number, number> {
    const contents = new Map<number, number>();
    if (this.contents.size > mostContents) this.contents.clear();
    for (const [tensor, { key, sources }] of tensors) {
      const name = `${tensor} ${key} ${sources.map((source) => contents.get(source)).join()}`;
      let content = this.contents.get(name);
      if (content === undefined) this.contents.set(name, (content = this.contentCount++));
      contents.set(tensor, content);
    }
    return contents;
  }

  private placeAll(tensors: ReadonlyMap<number, Planned>): Map<number, Placed | Wide> {
    const signals = new Map(
      [...tensors].flatMap(([tensor, { signal }]) => (signal ? [[tensor, signal]] : [])),
    );
    const placed: Map<number, Placed | Wide> = this.memory.place(signals);
    for (const [tensor, { signal, features }] of tensors) if (!signal) placed.set(tensor, wide(features));
    return placed;
  }

  /** What must be computed: changed tensors that are wanted, and what those read that is not in memory. */
  private staleTensors(
    tensors: ReadonlyMap<number, Planned>,
    contents: ReadonlyMap<number, number>,
    placed: ReadonlyMap<number, Placed | Wide>,
    wanted: readonly number[],
  ): Set<number> {
    const stale = new Set<number>();
    const visit = (tensor: number): void => {
      const known = isKept(placed.get(tensor)!) && this.computed.get(tensor) === contents.get(tensor);
      if (known || stale.has(tensor)) return;
      stale.add(tensor);
      tensors.get(tensor)!.sources.forEach(visit);
    };
    wanted.forEach(visit);
    return stale;
  }

  private step(
    tensor: number,
    { plan, sources }: Planned,
    placed: ReadonlyMap<number, Placed | Wide>,
    layers: readonly ResolvedLayer[],
    inputTypes: readonly FixedType[],
  ): RunBlock {
    const output = placed.get(tensor)!;
    const input = this.inputs[tensor];
    if (input) {
      const type = inputTypes[tensor]!;
      return (block) => input.fill(block, type, this.memory.view(output, block));
    }
    const inputs = sources.map((source) => placed.get(source)!);
    if (plan && isPlaced(output)) {
      const bind = (piece: Piece, index: number) => this.bind(`${tensor}.${index}`, piece);
      return kernelStep(plan, inputs.filter(isPlaced), output, bind, this.memory);
    }
    return exactStep(exactLayer(layers[tensor - this.inputs.length]!), inputs, output, this.memory);
  }

  private bind(name: string, piece: Piece): { run: RunKernel; constants: number } {
    const { constants } = piece;
    return {
      run: this.kernel(piece),
      constants: constants
        ? this.memory.constants(name, constants.key, constants.byteLength, () => constants.bytes())
        : 0,
    };
  }

  private kernel(piece: Piece): RunKernel {
    let run = this.bound.get(piece.key);
    if (!run) {
      const kernel = this.generator.kernel(piece.key, (body, places) => piece.write(body, places));
      run = bind(kernel, this.memory.arena.memory);
      if (this.bound.size >= mostBoundKernels) this.bound.clear();
      this.bound.set(piece.key, run);
    }
    return run;
  }
}

function isKept(tensor: Placed | Wide): boolean {
  return isPlaced(tensor) && tensor.stride > 0;
}

/** How results of the exact evaluator are stored; null beyond 64 bits. */
function exactSignal(type: FixedType, features: number): TensorSignal | null {
  const range = rangeOf(type);
  const storage = lanesFor(range);
  return storage && { fraction: fractionBits(type), range, features, storage };
}
