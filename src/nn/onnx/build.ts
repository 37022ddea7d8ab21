import { problem } from '../../diagnostics/index.js';
import type { Model } from '../model.js';
import { tidied } from './tidy.js';
import { arrange } from './arrange.js';
import { folds } from './folds/index.js';
import type { Graph, Node } from './graph.js';
import { readInput } from './inputs.js';
import { Layers, Operation, type Results } from './operation.js';
import { adviceFor, operatorOf } from './operators/index.js';
import { readTensor } from './tensors.js';
import { axesOf, isHeld, longAxes, sameOrder, type Held, type Value } from './values.js';

/** Numbers in constants that are computed: a bound on memory. */
const mostFolded = 2 ** 27;

/**
 * The layers of ours for the nodes of a graph.
 * @throws `onnx.operator`, `onnx.node`, `onnx.tensor`, `onnx.input`, `onnx.graph`
 */
export function build(graph: Graph, file: string): Model {
  const layers = new Layers();
  const values = new Map<string, Value>();
  const inputs: string[] = [];
  for (const input of graph.inputs) {
    const held = readInput(input, graph, layers, file);
    values.set(input.name, held);
    inputs.push(held.layer);
  }
  const valueOf = (name: string): Value | undefined => {
    if (name === '') return undefined;
    const known = values.get(name);
    if (known) {
      const isShared = isHeld(known) && (known.isShared || (graph.uses.get(name) ?? 0) > 1);
      return isHeld(known) ? { ...known, isShared } : known;
    }
    const tensor = graph.initializers.get(name);
    if (!tensor)
      throw problem('onnx.graph', { reason: `nothing makes tensor ${JSON.stringify(name)}` }, { file });
    const value = readTensor(tensor, name, file);
    values.set(name, value);
    return value;
  };
  let folded = 0;
  for (const node of graph.nodes) {
    const refuse = (reason: string): Error =>
      problem('onnx.node', { node: node.name, operator: node.operator, reason }, { file });
    const operation = new Operation(node, node.inputs.map(valueOf), layers, refuse, graph.uses);
    const results = [resultsOf(operation, file)].flat() as readonly (Value | undefined)[];
    for (const [index, name] of node.outputs.entries()) {
      const value = results.at(index);
      if (name === '' || !graph.uses.has(name)) continue;
      if (!value) throw refuse(`has a result ${index} that is used; only the first is supported`);
      if (!isHeld(value)) folded += value.data.length;
      values.set(name, value);
    }
    if (folded > mostFolded) throw refuse(`brings the constants that are computed to ${folded} numbers`);
  }
  const outputs = graph.outputs.map((name) => outputOf(name, valueOf(name), layers, graph, file));
  return tidied({ name: graph.name, inputs, outputs, layers: layers.all() });
}

function resultsOf(operation: Operation, file: string): Results {
  const { node, inputs, refuse } = operation;
  const areKnown = inputs.every((value) => !value || !isHeld(value));
  const fold = node.domain === '' ? folds.get(node.operator) : undefined;
  if (fold && (areKnown || node.operator === 'Shape' || node.operator === 'Size')) return fold(operation);
  const operator = operatorOf(node.domain, node.operator);
  if (!operator) {
    const [name, advice] = [node.operator, adviceFor(node.domain, node.operator)];
    throw problem('onnx.operator', { node: node.name, operator: name, advice }, { file });
  }
  if (node.operator !== 'DequantizeLinear' && inputs.some((value) => value && isHeld(value) && value.codes)) {
    throw refuse('reads the integers of a QuantizeLinear; only DequantizeLinear can');
  }
  return operator(operation);
}

/** The layer of an output, with its axes as in the file, but channels last. */
function outputOf(
  name: string,
  value: Value | undefined,
  layers: Layers,
  graph: Graph,
  file: string,
): string {
  const bad = (reason: string): Error =>
    problem('onnx.graph', { reason: `its output ${JSON.stringify(name)} ${reason}` }, { file });
  if (!value || !isHeld(value)) throw bad('does not depend on its inputs');
  if (value.codes) throw bad('is made of integers by QuantizeLinear');
  const [maker] = graph.nodes.filter((node) => node.outputs.includes(name)) as (Node | undefined)[];
  if (!maker) throw bad('is an input');
  const operation = new Operation(maker, [], layers, bad, graph.uses);
  const own = axesOf(value).filter((axis) => axis !== value.channels);
  const wanted = value.channels === undefined ? own : [...own, value.channels];
  const isInOrder = !value.inner && sameOrder(longAxes(value, value.order), longAxes(value, wanted));
  const held: Held = isInOrder ? value : arrange(operation, value, wanted);
  if (layers.get(held.layer).kind !== 'input') return held.layer;
  const outputShape = operation.shapeOf(held);
  return operation.add({ kind: 'activation', activation: 'linear', inputs: [held.layer], outputShape });
}
