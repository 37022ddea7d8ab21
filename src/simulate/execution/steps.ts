import { sampleOf, setSample } from '../block-values.js';
import type { ExactLayer } from '../exact/index.js';
import type { LayerPlan, Place } from '../kinds/index.js';
import type { Piece } from '../pieces/piece.js';
import type { RunKernel } from '../wasm/compile.js';
import { blockSamples } from '../wasm/storage.js';
import { featureBytes } from '../pieces/gather.js';
import type { Placed, SessionMemory, Wide } from './memory.js';

/** Computes one block of a tensor from the same block of those before it. */
export type RunBlock = (block: number, samples: number) => void;

/** A layer's kernels with their addresses. */
export function kernelStep(
  plan: LayerPlan,
  inputs: readonly Placed[],
  output: Placed,
  bind: (piece: Piece, index: number) => { run: RunKernel; constants: number },
  memory: SessionMemory,
): RunBlock {
  const temporaries = plan.temporaries.map((signal, index) => memory.temporary(index, signal));
  const tensorOf = ({ tensor }: Place): Placed => {
    if (tensor === 'output') return output;
    return 'input' in tensor ? inputs[tensor.input]! : temporaries[tensor.temporary]!;
  };
  const address = (place: Place): { at: number; stride: number } => {
    const { offset, stride, storage } = tensorOf(place);
    return { at: offset + place.feature * featureBytes(storage), stride };
  };
  const bound = new Map<Piece, ReturnType<typeof bind>>();
  const calls = plan.calls.map(({ piece, from, to }) => {
    let kernel = bound.get(piece);
    if (!kernel) bound.set(piece, (kernel = bind(piece, bound.size)));
    const [a, b, c, d] = from.map(address);
    const none = { at: 0, stride: 0 };
    return { kernel, to: address(to), from: [a ?? none, b ?? none, c ?? none, d ?? none] as const };
  });
  return (block) => {
    for (const { kernel, to, from } of calls) {
      const [a, b, c, d] = from;
      kernel.run(
        kernel.constants,
        to.at + block * to.stride,
        a.at + block * a.stride,
        b.at + block * b.stride,
        c.at + block * c.stride,
        d.at + block * d.stride,
      );
    }
  };
}

/** A layer that needs more than 64 bits, one sample after the other. */
export function exactStep(
  layer: ExactLayer,
  inputs: readonly (Placed | Wide)[],
  output: Placed | Wide,
  memory: SessionMemory,
): RunBlock {
  return (block, samples) => {
    const views = inputs.map((input) => memory.view(input, block));
    const to = memory.view(output, block);
    for (let sample = 0; sample < Math.min(samples, blockSamples); sample++) {
      setSample(to, sample, layer(views.map((view) => sampleOf(view, sample))));
    }
  };
}
