import { problem } from '../diagnostics/index.js';
import {
  fixedArithmetic,
  fromDouble,
  type FixedType,
  type FixedValue,
  type LayerKindName,
  type WeightArray,
} from '../hls/index.js';
import type { ResolvedLayer } from './network.js';
import {
  expIndexType,
  recast,
  softmaxImplementation,
  softmaxTables,
  tableIndex,
  treeSplit,
} from './tables.js';

/** A layer ready to be asked for one sample after the other: raw inputs to raw outputs. */
export type ExactLayer = (inputs: readonly bigint[]) => bigint[];

/**
 * The plain meaning of a layer, one operation after the other in exact integers: what the fast kernels are
 * tested against, and what stands in for them where a type is too wide. The algorithms are those of hls4ml's
 * `nnet_utils`, whose names the comments give.
 */
export function exactLayer(layer: ResolvedLayer): ExactLayer {
  const { name, kind } = layer.layer;
  const exact = kinds[kind];
  if (!exact) throw problem('simulate.kind', { layer: name, kind, known: Object.keys(kinds) });
  return exact(layer);
}

const kinds: Readonly<Partial<Record<LayerKindName, (layer: ResolvedLayer) => ExactLayer>>> = {
  batchNormalization,
  dense,
  linear: (layer) => (inputs) => inputs.map((x) => recast(x, layer.input, layer.output)),
  relu: (layer) => (inputs) => inputs.map((x) => recast(x > 0n ? x : 0n, layer.input, layer.output)),
  softmax,
};

/** nnet::dense_latency. */
function dense(layer: ResolvedLayer): ExactLayer {
  const { weights, bias } = layer.layer;
  const outputs = bias?.length ?? 0;
  const accumulator = layer.role('accumulator');
  const w = rawValues(weights, layer.role('weight'));
  const start = rawValues(bias, layer.role('bias')).map((raw) =>
    recast(raw, layer.role('bias'), accumulator),
  );
  const weightType = layer.role('weight');
  return (inputs) => {
    if (w.length !== inputs.length * outputs) {
      throw problem('simulate.weights', { layer: layer.layer.name, inputs: inputs.length, outputs });
    }
    const sums = start.map((raw) => ({ raw, type: accumulator }));
    inputs.forEach((x, i) => {
      for (let j = 0; j < outputs; j++) {
        const product = fixedArithmetic.multiply(
          { raw: x, type: layer.input },
          { raw: w[i * outputs + j]!, type: weightType },
        );
        sums[j] = accumulate(sums[j]!, fixedArithmetic.convert(product, accumulator));
      }
    });
    return sums.map(({ raw }) => recast(raw, accumulator, layer.output));
  };
}

/** nnet::normalize: an exact product and an exact sum, then one conversion. */
function batchNormalization(layer: ResolvedLayer): ExactLayer {
  const { weights, bias } = layer.layer;
  const [scaleType, biasType] = [layer.role('weight'), layer.role('bias')];
  const scale = rawValues(weights, scaleType);
  const summand = rawValues(bias, biasType);
  return (inputs) => {
    const channels = scale.length;
    if (channels === 0 || summand.length !== channels || inputs.length % channels !== 0) {
      const { name } = layer.layer;
      throw problem('simulate.weights', { layer: name, inputs: inputs.length, outputs: inputs.length });
    }
    return inputs.map((x, i) => {
      const product = fixedArithmetic.multiply(
        { raw: x, type: layer.input },
        { raw: scale[i % channels]!, type: scaleType },
      );
      const sum = fixedArithmetic.add(product, { raw: summand[i % channels]!, type: biasType });
      return fixedArithmetic.convert(sum, layer.output).raw;
    });
  };
}

/** `a += b` on values of one type. */
function accumulate(a: FixedValue, b: FixedValue): FixedValue {
  return fixedArithmetic.convert(fixedArithmetic.add(a, b), a.type);
}

function rawValues(array: WeightArray | null, type: FixedType): bigint[] {
  return Array.from(array?.values() ?? [], (value) => fromDouble(value, type));
}

function softmax(layer: ResolvedLayer): ExactLayer {
  const implementation = softmaxImplementation(layer);
  return implementation === 'argmax'
    ? softmaxArgmax(layer)
    : softmaxTabled(layer, implementation === 'stable');
}

/** nnet::softmax_argmax: one for the first of the greatest inputs. */
function softmaxArgmax(layer: ResolvedLayer): ExactLayer {
  const one = fromDouble(1, layer.output);
  return (inputs) => {
    const winner = inputs.indexOf(inputs.reduce((best, x) => (x > best ? x : best)));
    return inputs.map((_, index) => (index === winner ? one : 0n));
  };
}

/** nnet::softmax_stable and nnet::softmax_latency: exp and 1/x by table, the sum by a balanced tree. */
function softmaxTabled(layer: ResolvedLayer, stable: boolean): ExactLayer {
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
