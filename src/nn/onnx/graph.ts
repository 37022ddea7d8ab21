import { problem } from '../../diagnostics/index.js';
import { Attributes } from './attributes.js';
import { numberOf, type GraphProto, type ModelProto, type NodeProto, type TensorProto } from './schema.js';

export interface Node {
  /** As the file has it; where it has none, the name of its first result. */
  readonly name: string;
  readonly operator: string;
  readonly domain: string;
  /** The version of the standard's operators that the file follows. */
  readonly opset: number;
  /** Names of tensors; an option that is left out is ''. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

export interface Graph {
  readonly name: string;
  /** Topological. */
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, TensorProto>;
  /** Those that are no initializers. */
  readonly inputs: GraphProto['input'];
  readonly outputs: readonly string[];
  /** How many nodes, and outputs of the model, read a tensor. */
  readonly uses: ReadonlyMap<string, number>;
}

/** @throws `onnx.graph`, `onnx.damaged` */
export function graphOf({ irVersion, graph, opsetImport }: ModelProto, file: string): Graph {
  const damaged = (reason: string): Error => problem('onnx.damaged', { reason }, { file });
  if (!graph) throw damaged('it has no graph');
  const bad = (reason: string): Error => problem('onnx.graph', { reason }, { file });
  if (graph.sparseInitializer.length > 0) throw bad('it has sparse tensors');
  const opset = opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  // Files of the first two versions say nothing, and follow the first version of the operators.
  if (opsetImport.length === 0 && numberOf(irVersion) >= 3)
    throw damaged('it does not say which operators it follows');
  const version = opset ? numberOf(opset.version) : 1;
  const nodes = graph.node.map((node) => nodeOf(node, version, file));
  const initializers = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const outputs = graph.output.map(({ name }) => name);
  if (outputs.length === 0) throw bad('it has no outputs');
  const inputs = graph.input.filter(({ name }) => !initializers.has(name));
  const given = new Set([...initializers.keys(), ...inputs.map(({ name }) => name), '']);
  const needed = sorted(nodes, outputs, given, bad);
  const uses = new Map<string, number>();
  for (const name of [...needed.flatMap((node) => node.inputs), ...outputs]) {
    uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  return { name: graph.name, nodes: needed, initializers, inputs, outputs, uses };
}

function nodeOf(node: NodeProto, opset: number, file: string): Node {
  const name = node.name !== '' ? node.name : (node.output.find((output) => output !== '') ?? node.opType);
  const refuse = (reason: string): Error =>
    problem('onnx.node', { node: name, operator: node.opType, reason }, { file });
  return {
    ...{ name, opset, operator: node.opType, inputs: node.input, outputs: node.output },
    domain: node.domain === 'ai.onnx' ? '' : node.domain,
    attributes: new Attributes(node.attribute, file, refuse),
  };
}

/** Those nodes that the outputs need, each after those that it reads. */
function sorted(
  nodes: readonly Node[],
  outputs: readonly string[],
  given: ReadonlySet<string>,
  bad: (reason: string) => Error,
): Node[] {
  const makers = new Map<string, Node>();
  for (const node of nodes) {
    for (const output of node.outputs) {
      if (output === '') continue;
      if (makers.has(output) || given.has(output)) throw bad(`two nodes make tensor ${quoted(output)}`);
      makers.set(output, node);
    }
  }
  const done: Node[] = [];
  const states = new Map<Node, 'open' | 'done'>();
  // A stack of its own: a chain may be longer than that of function calls.
  const stack: { readonly node: Node; next: number }[] = [];
  const enter = (tensor: string, reader: string): void => {
    if (given.has(tensor)) return;
    const node = makers.get(tensor);
    if (!node) throw bad(`no node makes tensor ${quoted(tensor)}, which ${reader} reads`);
    if (states.get(node) === 'open') throw bad(`node ${quoted(node.name)} reads what depends on its result`);
    if (states.has(node)) return;
    states.set(node, 'open');
    stack.push({ node, next: 0 });
  };
  for (const output of outputs) {
    enter(output, 'an output');
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const { node } = top;
      if (top.next < node.inputs.length) {
        enter(node.inputs[top.next++], `node ${quoted(node.name)}`);
      } else {
        states.set(node, 'done');
        done.push(node);
        stack.pop();
      }
    }
  }
  // In the file's order as far as that goes: it is the one that people know.
  const places = new Map(nodes.map((node, place) => [node, place]));
  const isSorted = nodes.every((node, place) =>
    node.inputs.every((input) => (places.get(makers.get(input)!) ?? -1) < place),
  );
  return isSorted ? nodes.filter((node) => states.has(node)) : done;
}

function quoted(name: string): string {
  return JSON.stringify(name.length <= 80 ? name : `${name.slice(0, 77)}...`);
}
