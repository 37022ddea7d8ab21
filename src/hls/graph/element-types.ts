import type { StructNode } from '../../cpp/index.js';
import { problem } from '../../diagnostics/index.js';
import { parseFixedType } from '../fixed-point/spelling.js';
import type { FixedType } from '../fixed-point/type.js';
import type { Tensor } from './graph.js';

/**
 * The types that a config struct rounds each value to: `res[3] = ap_fixed<8, 2>(data[3]);`, null for `res[3] = 0;`.
 *
 * @throws hls.element-types where one is missing
 */
export function elementTypes({ name, text, at }: StructNode, output: Tensor): (FixedType | null)[] {
  const count = output.shape.reduce((product, extent) => product * extent, 1);
  const assignment = /\bres\s*\[\s*(\d+)\s*\]\s*=\s*(?:0|([^;]+?)\(\s*data\s*\[\s*\1\s*\]\s*\))\s*;/g;
  const found = new Map(
    [...text.matchAll(assignment)].map(([, index, type]) => [
      Number(index),
      type === undefined ? null : (parseFixedType(type) ?? undefined),
    ]),
  );
  return Array.from({ length: count }, (_, index) => {
    const type = found.get(index);
    if (type === undefined) throw problem('hls.element-types', { struct: name, index, count }, at);
    return type;
  });
}
