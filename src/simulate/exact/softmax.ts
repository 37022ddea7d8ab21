import { fixedArithmetic, fromDouble, type FixedValue } from '../../hls/index.js';
import { clippedLinearNumbers, quotientBits } from '../clipped-linear.js';
import type { ResolvedLayer } from '../network.js';
import {
  expIndexType,
  recast,
  softmaxImplementation,
  softmaxSlices,
  softmaxTables,
  tableIndex,
  treeSplit,
} from '../tables.js';
import { accumulate, type ExactKind } from './exact.js';
import { softmaxLegacy } from './softmax-legacy.js';

/** nnet::softmax over each slice: all values, or one axis of them (`softmax_multidim`). */
export const softmax: ExactKind = (layer) => {
  const slices = softmaxSlices(layer);
  const compute = oneSlice(layer);
  return ([inputs]) => {
    const results = Array<bigint>(inputs!.length);
    for (const slice of slices) {
      const values = compute(Array.from(slice, (at) => inputs![at]!));
      slice.forEach((at, index) => (results[at] = values[index]!));
    }
    return results;
  };
};

type Slice = (inputs: readonly bigint[]) => bigint[];

function oneSlice(layer: ResolvedLayer): Slice {
  const implementation = softmaxImplementation(layer);
  if (implementation === 'legacy') return softmaxLegacy(layer);
  if (implementation === 'clippedLinear') return softmaxClippedLinear(layer);
  return implementation === 'argmax'
    ? softmaxArgmax(layer)
    : softmaxTabled(layer, implementation === 'stable');
}

/** nnet::softmax_argmax: one for the first of the greatest inputs. */
function softmaxArgmax(layer: ResolvedLayer): Slice {
  const one = fromDouble(1, layer.output);
  return (inputs) => {
    const winner = inputs.indexOf(inputs.reduce((best, x) => (x > best ? x : best)));
    return inputs.map((_, index) => (index === winner ? one : 0n));
  };
}

/** nnet::clipped_linear_softmax: counts by the distance from the greatest input, divided by their sum. */
function softmaxClippedLinear(layer: ResolvedLayer): Slice {
  const { up, reach, clip, quotient } = clippedLinearNumbers(layer);
  return (inputs) => {
    const greatest = inputs.reduce((best, x) => (x > best ? x : best));
    const counts = inputs.map((x) => {
      const distance = (greatest - x) << BigInt(up);
      return reach - (distance < clip ? distance : clip);
    });
    const sum = counts.reduce((a, b) => a + b);
    return counts.map((count) => {
      const raw = (count << BigInt(quotientBits)) / sum;
      return fixedArithmetic.convert({ raw, type: quotient }, layer.output).raw;
    });
  };
}

/** nnet::softmax_stable and nnet::softmax_latency: exp and 1/x by table, the sum by a balanced tree. */
function softmaxTabled(layer: ResolvedLayer, stable: boolean): Slice {
  const tables = softmaxTables(layer);
  const index = expIndexType(layer);
  const accumulator = layer.role('accumulator');
  const exps = tables.exp.map((raw) => recast(raw, layer.role('expTable'), accumulator));
  const inverseInput = layer.role('invInput');
  const inverseTable = layer.role('invTable');
  return (inputs) => {
    const greatest = inputs.reduce((best, x) => (x > best ? x : best));
    const terms = inputs.map((x) => {
      const address = stable ? recast(greatest - x, layer.input, index) : x;
      return { raw: exps[tableIndex(address, index, exps.length)]!, type: accumulator };
    });
    const sum = fixedArithmetic.convert(treeSum(terms), inverseInput);
    const inverse = tables.inverse[tableIndex(sum.raw, inverseInput, tables.inverse.length)]!;
    return terms.map((term) => {
      const product = fixedArithmetic.multiply(term, { raw: inverse, type: inverseTable });
      return fixedArithmetic.convert(product, layer.output).raw;
    });
  };
}

/** nnet::reduce with Op_add. */
function treeSum(terms: readonly FixedValue[]): FixedValue {
  if (terms.length === 1) return terms[0]!;
  const left = treeSplit(terms.length);
  return accumulate(treeSum(terms.slice(0, left)), treeSum(terms.slice(left)));
}
