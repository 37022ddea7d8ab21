import type { FileNode, FunctionNode, Project } from '../../cpp/index.js';
import { problem } from '../../diagnostics/index.js';
import { layerFunctions, layerKindOfFunction } from '../kinds/index.js';
import type { LayerKind, StrategyFacts } from '../kinds/kind.js';
import { bind, type BoundCall } from './binding.js';
import { readConfig, type ConfigTree } from './config.js';
import { projectDialects } from './dialects/index.js';
import type { LayerCall, TopFunction } from './dialects/dialect.js';
import { libraryCalls } from './dialects/variables.js';
import type { Layer, LayerGraph, TypeRole, TypeSlot, WeightArray } from './graph.js';
import { libraryFinder, type FoundLibrary } from './kernel-library.js';
import { hasStrictThreshold, needsSameInputs } from './library-habits.js';
import { multiplierTables } from './multiplier-tables.js';
import { TensorTable } from './tensors.js';
import { typeSlot } from './types.js';
import { elementTypes } from './element-types.js';
import { findWeights, joined, transposed, unpadded } from './weights.js';

/**
 * Reads the layers of a generated project from its C++: the top function's calls of library functions, the
 * config structs that these name, and the arrays or streams between them.
 *
 * @param options.top the top function's name, needed only where several functions call layers.
 * @throws hls.no-top, hls.several-tops, hls.bad-top, hls.unknown-layer, hls.bad-layer-call, hls.unknown-variable,
 *   hls.no-typedef, hls.not-fixed-point, hls.no-constant, hls.no-weights, hls.unknown-strategy,
 *   hls.saturating-order, hls.unwritten, hls.no-output
 */
export function readLayerGraph(project: Project, options: { readonly top?: string } = {}): LayerGraph {
  const top = topFunction(project, options.top);
  const tensors = new TensorTable(top);
  const libraryBeside = libraryFinder(project);
  const layers = top.calls.flatMap((call) => {
    const copies = copiedStreams(call);
    if (!copies) return [readLayer(project, top, call, tensors, libraryBeside)];
    for (const copy of copies.slice(1)) tensors.rename(copy, copies[0]!);
    return [];
  });
  const written = new Set(layers.map((layer) => layer.output.name));
  const read = new Set(layers.flatMap((layer) => layer.inputs.map((input) => input.name)));
  const ends = top.ends.map((name) => tensors.known(name)).filter((tensor) => tensor !== undefined);
  const inputs = ends.filter(({ name }) => read.has(name) && !written.has(name));
  const outputs = ends.filter(({ name }) => written.has(name));
  checkWhole({ name: top.name, inputs, outputs, layers }, top);
  return { name: top.name, inputs, outputs, layers };
}

/** hls4ml leaves a layer out, without a word, where a backend has none of its kind. */
function checkWhole({ name, inputs, outputs, layers }: LayerGraph, top: TopFunction): void {
  const known = new Set([...inputs, ...layers.map(({ output }) => output)].map((tensor) => tensor.name));
  for (const layer of layers) {
    const missing = layer.inputs.find((input) => !known.has(input.name));
    if (missing) throw problem('hls.unwritten', { tensor: missing.name, layer: layer.name }, top.node.at);
  }
  if (outputs.length === 0) throw problem('hls.no-output', { name }, top.node.at);
}

function topFunction(project: Project, name: string | undefined): TopFunction {
  const calling = project.functions().filter((fn) => fn.isDefinition && mayCallLayers(fn));
  const tops = calling
    .map((fn) => projectDialects.find((dialect) => dialect.owns(fn))!.read(project, fn))
    .filter(({ calls }) => calls.length > 0);
  const meant = name === undefined ? tops : tops.filter((top) => top.name === name);
  if (meant.length === 1) return meant[0]!;
  const directory = project.root;
  if (name !== undefined) project.fn(name);
  throw meant.length === 0
    ? problem('hls.no-top', { directory, functions: layerFunctions })
    : problem('hls.several-tops', { directory, names: meant.map((top) => top.name) });
}

/** Templates are the library's own, or a user's; a top function is none. */
function mayCallLayers(fn: FunctionNode): boolean {
  return fn.templateParams.length === 0 && (libraryCalls(fn).length > 0 || fn.text.includes('.async('));
}

/** A stream and the names of its copies, if that is what the call makes. */
function copiedStreams(call: LayerCall): readonly string[] | null {
  if (call.calls !== 'nnet::clone_stream') return null;
  return call.throughPipes ? call.templates.slice(0, -1).map(({ text }) => text) : call.arguments;
}

function readLayer(
  project: Project,
  top: TopFunction,
  call: LayerCall,
  tensors: TensorTable,
  libraryBeside: (file: FileNode) => FoundLibrary,
): Layer {
  const place = call.node.at;
  const kind = layerKindOfFunction(call.calls);
  if (!kind) throw problem('hls.unknown-layer', { call: call.calls, known: layerFunctions }, place);
  const bound = bind(project, kind, call);
  const name = call.label ?? tensors.resolve(bound.output).replace(/^(layer\d+)_out$/, '$1');
  const struct = bound.config && (bound.config.struct ?? project.struct(bound.config.text));
  const { library, tables: libraryTables } = (struct && libraryBeside(struct.file)) ?? noLibrary;
  const config = readConfig(project, kind, struct, name, bound.numbers);
  const types = { ...config.own.types, ...typesInCall(bound, name, call) };
  const facts = strategyOf(kind, top, config, types);
  const shapePlace = { size: config.size, calls: call.calls };
  const user = { calls: call.calls, place };
  const inputs = bound.inputs.map((input) => tensors.read(input, user, kind.inputShape(shapePlace)));
  const output = tensors.written(bound.output, user, (packed) =>
    kind.outputShape({ ...shapePlace, inputs: inputs.map(({ shape }) => shape), packed }),
  );
  const constants = constantsOf(project, kind, bound, config, types, facts);
  const tables = multiplierTables(project, config.functions);
  return {
    ...config.own,
    name,
    kind: kind.name,
    calls: call.calls,
    inputs,
    output,
    weights: constants.weight ?? null,
    bias: constants.bias ?? null,
    constants,
    types,
    parts: config.parts,
    functions: config.functions,
    product: productOf(config),
    ...(Object.keys(tables).length > 0 ? { multiplierTables: tables } : {}),
    ...(library ? { library } : {}),
    ...(libraryTables ? { libraryTables } : {}),
    ...(struct && hasStrictThreshold(project, struct.file, call.calls) ? { strictThreshold: true } : {}),
    ...(struct && needsSameInputs(project, struct.file, call.calls) ? { sameInputTypes: true } : {}),
    ...(kind.typesEachElement && struct ? { elementTypes: elementTypes(struct, output) } : {}),
  };
}

const noLibrary: FoundLibrary = { library: null, tables: null };

function typesInCall(bound: BoundCall, layer: string, call: LayerCall): Partial<Record<TypeRole, TypeSlot>> {
  return Object.fromEntries(
    [...bound.types].map(([role, type]) => [role, typeSlot(type, `the ${role} of ${layer}`, call.node.at)]),
  );
}

/** How its own products are computed, or those of the first part that has some. */
function productOf({ functions }: ConfigTree): string {
  const path = Object.keys(functions).find((name) => name === 'product' || name.endsWith('.product'));
  return path === undefined ? 'mult' : functions[path]!;
}

function constantsOf(
  project: Project,
  kind: LayerKind,
  bound: BoundCall,
  { own, size, at }: ConfigTree,
  types: Layer['types'],
  facts: StrategyFacts | undefined,
): Partial<Record<TypeRole, WeightArray>> {
  const shapes = bound.constants.size > 0 ? kind.constants(size) : {};
  return Object.fromEntries(
    [...bound.constants].map(([role, names]) => {
      const { length, inputs, padded, typedByItself } = shapes[role]!;
      if (!types[role] && !typedByItself) {
        const member = Object.entries(kind.typeMembers).find(([, itsRole]) => itsRole === role)?.[0] ?? role;
        throw problem('hls.no-typedef', { spelled: `${own.config}::${member}`, what: names.join(', ') }, at);
      }
      const stored = padded ? padded.rows * padded.rowLength : length;
      const pieces = names.map((name) => findWeights(project, name, stored / names.length, types[role]));
      const whole = padded ? unpadded(joined(pieces), length, padded) : joined(pieces);
      return [role, facts?.outputMajor && inputs !== undefined ? transposed(whole, inputs) : whole];
    }),
  );
}

/** What the strategy means for the answers; undefined for kinds that have none. */
function strategyOf(
  kind: LayerKind,
  top: TopFunction,
  config: ConfigTree,
  types: Layer['types'],
): StrategyFacts | undefined {
  const known = Object.keys(kind.strategies);
  if (known.length === 0) return undefined;
  const strategy = config.word('strategy') ?? top.defaultStrategy;
  const name = config.own.config;
  const facts = known.includes(strategy) ? kind.strategies[strategy] : undefined;
  if (!facts) throw problem('hls.unknown-strategy', { strategy, struct: name, known }, config.at);
  const accumulator = types.accumulator;
  // The order of `dense_resource` is known, and simulated; that of code unrolled for a backend is not.
  const isKnown = config.word('strategy') === 'resource';
  const orderTells = !isKnown && accumulator !== undefined && accumulator.type.overflow !== 'WRAP';
  if (facts.reuseReorders && orderTells && (config.own.parameters.reuse_factor ?? 1) > 1) {
    const { typedef } = accumulator;
    throw problem('hls.saturating-order', { strategy, struct: name, typedef }, config.at);
  }
  return facts;
}
