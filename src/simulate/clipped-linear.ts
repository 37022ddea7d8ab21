import { fixedType, fractionBits, type FixedType } from '../hls/index.js';
import { problem } from '../diagnostics/index.js';
import type { ResolvedLayer } from './network.js';

/** The integers with which `nnet::clipped_linear_softmax` computes (`templates/approximations/softmax_surrogates.h`). */
export interface ClippedLinearNumbers {
  /** How far distances are shifted left, so that they have 8 fraction bits at least. */
  readonly up: number;
  /** In the fraction of the distances. */
  readonly reach: bigint;
  readonly clip: bigint;
  /** Of the quotients, before they become results. */
  readonly quotient: FixedType;
}

/** Fraction bits of a quotient. */
export const quotientBits = 18;

/** Widths beyond which 64 bits might not suffice. */
const [widest, longest] = [36, 20];

/** @throws simulate.softmax for logits with more bits than the C++ takes; simulate.size-missing */
export function clippedLinearNumbers(layer: ResolvedLayer): ClippedLinearNumbers {
  const fraction = fractionBits(layer.input);
  const [up, more] = [Math.max(0, 8 - fraction), Math.max(0, fraction - 8)];
  if (layer.input.width + up > widest || more > longest) {
    throw problem('simulate.softmax', { layer: layer.name, what: 'so many bits for a clipped-linear one' });
  }
  const number = (name: string): bigint => BigInt(layer.size(`clipped_linear_${name}`)) << BigInt(more);
  return {
    ...{ up, reach: number('reach'), clip: number('clip') },
    quotient: fixedType(true, quotientBits + 2, 2),
  };
}
