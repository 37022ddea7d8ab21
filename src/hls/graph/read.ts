import type { CallNode, FunctionNode, ParamNode, Project, StructNode, VarDeclNode } from '../../cpp/index.js';
import { problem } from '../../diagnostics/index.js';
import { layerFunctions, layerKindOfFunction } from '../kinds/index.js';
import type { LayerKind, StrategyFacts } from '../kinds/kind.js';
import type { Layer, LayerGraph, Tensor, TypeRole, TypeSlot, WeightArray } from './graph.js';
import { typeSlot } from './types.js';
import { findWeights, transposed } from './weights.js';

/**
 * Reads the layers of a generated project from its C++: the top function's calls of library functions, the
 * config structs that these name, and the arrays between them.
 *
 * @param options.top the top function's name, needed only where several functions call layers.
 * @throws hls.no-top, hls.several-tops, hls.unknown-layer, hls.bad-layer-call, hls.unknown-variable,
 *   hls.no-typedef, hls.not-fixed-point, hls.no-constant, hls.no-weights, hls.unknown-product, hls.unknown-strategy,
 *   hls.saturating-order, hls.stream, hls.catapult
 */
export function readLayerGraph(project: Project, options: { readonly top?: string } = {}): LayerGraph {
  const top = topFunction(project, options.top);
  const tensors = tensorsOf(top);
  const layers = layerCalls(top).map((call) => readLayer(project, top, call, tensors));
  const written = new Set(layers.map((layer) => layer.output.name));
  const read = new Set(layers.flatMap((layer) => layer.inputs.map((input) => input.name)));
  const parameters = top.params.flatMap(({ name }) => tensors.get(name) ?? []);
  return {
    name: top.name,
    inputs: parameters.filter(({ name }) => read.has(name) && !written.has(name)),
    outputs: parameters.filter(({ name }) => written.has(name)),
    layers,
  };
}

function topFunction(project: Project, name: string | undefined): FunctionNode {
  if (name !== undefined) return project.fn(name);
  const tops = project.functions().filter((fn) => fn.isDefinition && layerCalls(fn).length > 0);
  if (tops.length === 1) return tops[0];
  const directory = project.root;
  throw tops.length === 0
    ? problem('hls.no-top', { directory, functions: layerFunctions })
    : problem('hls.several-tops', { directory, names: tops.map((fn) => fn.name) });
}

/** Calls of the kernel library that compute a layer: they name the types of what they read and write. */
function layerCalls(fn: FunctionNode): CallNode[] {
  return fn
    .calls()
    .filter((call) => call.qualifiedName.startsWith('nnet::') && call.templateArgs.length >= 3);
}

function tensorsOf(top: FunctionNode): Map<string, Tensor> {
  const arrays: (ParamNode | VarDeclNode)[] = [...top.params, ...top.declarations()];
  return new Map(
    arrays
      .filter(({ shape }) => shape.length > 0)
      .map((array) => [
        array.name,
        {
          name: array.name,
          slot: typeSlot(array.type, array.name, array.at),
          shape: array.shape.map((size) => constantSize(size, array)),
          packed: null,
        },
      ]),
  );
}

function constantSize(size: number | string, array: ParamNode | VarDeclNode): number {
  if (typeof size === 'number') return size;
  throw problem('hls.no-constant', { name: size, struct: `the size of ${array.name}` }, array.at);
}

function readLayer(
  project: Project,
  top: FunctionNode,
  call: CallNode,
  tensors: ReadonlyMap<string, Tensor>,
): Layer {
  const tensorOf = (name: string): Tensor => {
    const tensor = tensors.get(name);
    if (tensor) return tensor;
    const declared = [...top.params, ...top.declarations()].find((variable) => variable.name === name);
    // Catapult's top function is the argument of a macro, which hides its arguments.
    if (/\bCCS_BLOCK\b/.test(top.text)) throw problem('hls.catapult', { directory: project.root }, call.at);
    const isStream = /\b(stream|ac_channel)\b/.test(declared?.type.text ?? '');
    throw problem(
      isStream ? 'hls.stream' : 'hls.unknown-variable',
      { name, call: call.qualifiedName },
      call.at,
    );
  };
  const kind = layerKindOfFunction(call.qualifiedName);
  if (!kind) {
    throw problem('hls.unknown-layer', { call: call.qualifiedName, known: layerFunctions }, call.at);
  }
  const expected = kind.constants ? 4 : 2;
  if (call.args.length !== expected) {
    const reason = `it has ${call.args.length} arguments instead of ${expected}`;
    throw problem('hls.bad-layer-call', { call: call.qualifiedName, reason }, call.at);
  }
  const [input, output, weights, bias] = call.args.map((argument) => argument.text);
  const config = project.struct(call.templateArgs[2].text);
  // Binary and ternary weights are multiplied by other rules, which nothing here knows.
  const product = /\bnnet::product::(\w+)/.exec(config.text)?.[1] ?? 'mult';
  if (product !== 'mult') throw problem('hls.unknown-product', { product, struct: config.name }, config.at);
  const name = call.commentLabel ?? output;
  const types = typesOf(kind, config, name);
  const parameters = parametersOf(kind, config);
  const facts = strategyOf(kind, config, types, parameters);
  const counts = kind.constants?.((parameter) => {
    if (parameter in parameters) return parameters[parameter];
    throw problem('hls.no-constant', { name: parameter, struct: config.name }, config.at);
  });
  const constants = (array: string, role: TypeRole, length: number): WeightArray => {
    const slot = types[role];
    if (slot) return findWeights(project, array, length, slot);
    const member = Object.entries(kind.typeMembers).find(([, itsRole]) => itsRole === role)?.[0] ?? role;
    throw problem('hls.no-typedef', { spelled: `${config.name}::${member}`, what: array }, config.at);
  };
  const stored = (array: WeightArray): WeightArray =>
    facts?.outputMajor ? transposed(array, array.length / parameters.n_out) : array;
  const weightArrays = counts && {
    weight: stored(constants(weights, 'weight', counts.weights)),
    bias: constants(bias, 'bias', counts.bias),
  };
  return {
    name,
    kind: kind.name,
    calls: call.qualifiedName,
    config: config.name,
    inputs: [tensorOf(input)],
    output: tensorOf(output),
    weights: weightArrays?.weight ?? null,
    bias: weightArrays?.bias ?? null,
    constants: weightArrays ?? {},
    types,
    parameters,
    parts: {},
    product,
  };
}

/** What the config struct's strategy means for the answers; undefined for kinds that have none. */
function strategyOf(
  kind: LayerKind,
  config: StructNode,
  types: Layer['types'],
  parameters: Layer['parameters'],
): StrategyFacts | undefined {
  const known = Object.keys(kind.strategies);
  if (known.length === 0) return undefined;
  const strategy = config.constants.strategy?.text.split('::').at(-1)?.trim() ?? 'latency';
  const struct = config.name;
  const facts = known.includes(strategy) ? kind.strategies[strategy] : undefined;
  if (!facts) throw problem('hls.unknown-strategy', { strategy, struct, known }, config.at);
  const accumulator = types.accumulator;
  const orderTells = accumulator !== undefined && accumulator.type.overflow !== 'WRAP';
  if (facts.reuseReorders && orderTells && (parameters.reuse_factor ?? 1) > 1) {
    const { typedef } = accumulator;
    throw problem('hls.saturating-order', { strategy, struct, typedef }, config.at);
  }
  return facts;
}

function typesOf(kind: LayerKind, config: StructNode, layer: string): Partial<Record<TypeRole, TypeSlot>> {
  const members = Object.entries(config.types).filter(([member]) => member in kind.typeMembers);
  return Object.fromEntries(
    members.map(([member, type]) => [
      kind.typeMembers[member],
      typeSlot(type, `${member} of ${layer}`, config.at),
    ]),
  );
}

function parametersOf(kind: LayerKind, config: StructNode): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const [name, { value, text }] of Object.entries(config.constants)) {
    const enumerator = text.split('::').at(-1)?.trim() ?? '';
    if (value !== null) numbers[name] = Number(value);
    else if (enumerator in kind.enumerators) numbers[name] = kind.enumerators[enumerator];
  }
  return numbers;
}
