import { existsSync, readdirSync } from 'node:fs';
import { Project, type CallNode, type FunctionNode, type ParamNode, type TypeRef } from '../../cpp/index.js';
import { problem } from '../../diagnostics/index.js';
import type { LayerGraph, Tensor } from '../../hls/index.js';
import { size } from '../network.js';

/** An argument of a top function, as a driver on the host declares and feeds it. */
export interface KernelParameter {
  readonly name: string;
  /** As the kernel spells it, without `const` and `&`. */
  readonly type: string;
  /** `[16]`, `[8][8]`; empty for a stream or a single number. */
  readonly dimensions: string;
  readonly isStream: boolean;
  readonly direction: 'input' | 'output';
  /** Numbers in one sample; null for a stream of which nothing tells. */
  readonly values: number | null;
}

/** A top function that can be called on the host, whatever it computes. */
export interface Kernel {
  readonly name: string;
  readonly parameters: readonly KernelParameter[];
  /** What it returns, as spelled; null for `void`. */
  readonly returns: string | null;
  /** The folder of its sources, relative to the project. */
  readonly folder: string;
  /** Its files to compile, relative to the folder. */
  readonly sources: readonly string[];
  /** The file that declares it, where there are several sources. */
  readonly header: string | null;
}

/**
 * Reads how a kernel is called from its C++. An argument is an output if the function writes it: by an
 * assignment, by `write` or `<<`, by passing it where a function of the project writes, or where the calls of
 * hls4ml's library have their results (behind as many inputs as the template arguments name types).
 *
 * @param options.top the top function's name, where several functions are called by no other.
 * @param options.graph what is known of its layers; tells the sizes of streams.
 * @throws simulate.no-kernel, simulate.several-kernels, simulate.parameter
 */
export async function readKernel(
  project: Project,
  options: { readonly top?: string; readonly graph?: LayerGraph } = {},
): Promise<Kernel> {
  const { graph } = options;
  // A component of oneAPI is a struct between pipes: its layers alone tell what comes and goes.
  if (graph && !project.functions().some(({ name }) => name === graph.name)) return component(graph);
  const top = topFunction(project, graph?.name ?? options.top);
  const sizes = await streamSizes(project.root, options.graph);
  const outputs = outputsOf(top, 0);
  // Catapult's macro hides the function: what has been read is a prototype.
  const isOutput = (name: string, isWritten: boolean): boolean =>
    isWritten || (!top.isDefinition && graph?.outputs.some((tensor) => tensor.name === name) === true);
  const parameters = top.params.map((parameter, position) =>
    readParameter(parameter, isOutput(parameter.name, outputs.has(position)) ? 'output' : 'input', sizes),
  );
  const folder = top.file.path.includes('/') ? top.file.path.replace(/\/[^/]*$/, '') : '.';
  const inFolder = (path: string): string => (folder === '.' ? path : path.slice(folder.length + 1));
  const sources = project.files
    .map(({ path }) => path)
    .filter((path) => /\.(cpp|cc|cxx)$/.test(path) && inFolder(path).split('/').length === 1);
  const prototypes = project
    .functions()
    .filter((fn) => fn.qualifiedName === top.qualifiedName && /\.(h|hpp)$/.test(fn.file.path));
  const returns = top.returnType.text;
  return {
    name: top.qualifiedName,
    parameters,
    returns: returns === 'void' || returns === '' ? null : returns,
    folder,
    sources: sources.map(inFolder),
    header: prototypes[0] ? inFolder(prototypes[0].file.path) : null,
  };
}

function component({ name, inputs, outputs }: LayerGraph): Kernel {
  const parameters = [inputs, outputs].flatMap((tensors, at) =>
    tensors.map((tensor): KernelParameter => {
      const direction = at === 0 ? 'input' : 'output';
      return {
        name: tensor.name,
        type: '',
        dimensions: '',
        isStream: true,
        direction,
        values: size(tensor.shape),
      };
    }),
  );
  return { name, parameters, returns: null, folder: '.', sources: [], header: null };
}

/** The function to call: the one named, or the only definition that no other function of the project calls. */
export function topFunction(project: Project, name?: string): FunctionNode {
  if (name !== undefined) return project.fn(name);
  const called = new Set(project.callGraph().map(({ callee }) => callee.qualifiedName));
  const tops = project
    .functions()
    .filter((fn) => fn.isDefinition && fn.templateParams.length === 0 && !called.has(fn.qualifiedName))
    .filter(({ name: own }) => own !== 'main');
  const [top] = tops;
  if (!top) throw problem('simulate.no-kernel', { directory: project.root });
  if (tops.length > 1) {
    throw problem('simulate.several-kernels', {
      directory: project.root,
      names: tops.map((fn) => fn.name),
    });
  }
  return top;
}

function readParameter(
  parameter: ParamNode,
  direction: 'input' | 'output',
  sizes: ReadonlyMap<string, number>,
): KernelParameter {
  const { name, shape } = parameter;
  if (name === '' || parameter.isPointer || shape.includes('')) {
    throw problem('simulate.parameter', { name: name || 'without a name' }, parameter.at);
  }
  const counted = shape.reduce<number | null>(
    (product, extent) => (product === null || typeof extent === 'string' ? null : product * extent),
    1,
  );
  return {
    name,
    type: parameter.type.text,
    dimensions: shape.map((extent) => `[${extent}]`).join(''),
    isStream: isStream(parameter),
    direction: parameter.isConst ? 'input' : direction,
    values: isStream(parameter) || counted === null ? (sizes.get(name) ?? null) : counted,
  };
}

/** Whether a variable is a stream, by whichever name. */
export const isStream = ({ type }: { readonly type: TypeRef }): boolean =>
  /\b(stream|ac_channel)\s*</.test(type.canonical);

/** Positions of the parameters that a function writes. */
export function outputsOf(fn: FunctionNode, depth: number): Set<number> {
  const positions = new Map(fn.params.map(({ name }, position) => [name, position]));
  const streams = new Set(fn.params.filter(isStream).map(({ name }) => name));
  const found = new Set<number>();
  const add = (name: string | undefined): void => {
    const position = positions.get(name ?? '');
    if (position !== undefined) found.add(position);
  };
  for (const { a } of fn.query('a:Assign')) add(/^\*?\s*(\w+)/.exec(a.text)?.[1]);
  for (const [, name] of fn.text.matchAll(/\b(\w+)\s*\.\s*write(?:_nb)?\s*\(/g)) add(name);
  for (const [, name] of fn.text.matchAll(/\b(\w+)\s*<<(?!=)/g)) if (streams.has(name!)) add(name);
  for (const call of fn.calls()) {
    for (const position of writtenArguments(call, depth)) add(call.args[position]?.text);
  }
  return found;
}

const deepestCall = 16;

function writtenArguments(call: CallNode, depth: number): number[] {
  const { callee } = call;
  // What hls4ml's library writes is known by its conventions; how its kernels are chosen when they are compiled is not.
  if (!call.qualifiedName.startsWith('nnet::')) {
    return callee?.isDefinition && depth < deepestCall ? [...outputsOf(callee, depth + 1)] : [];
  }
  if (call.name.startsWith('load_weights')) return [];
  // nnet::read_time_step_2d<in_T, config>(step, in, out).
  if (call.name.includes('_time_step_')) return [2];
  // nnet::add<in1_T, in2_T, out_T, config>(in1, in2, out); nnet::clone_stream<in_T, out_T, N>(in, out1, out2).
  const inputs = Math.max(1, call.templateArgs.length - 2);
  if (/^clone_stream|^split/.test(call.name))
    return call.args.map((_, at) => at).filter((at) => at >= inputs);
  return [inputs];
}

/** Numbers in one sample of each stream: of the layer graph, or as hls4ml's bridge for the host converts them. */
async function streamSizes(root: string, graph?: LayerGraph): Promise<Map<string, number>> {
  const tensors: readonly Tensor[] = graph ? [...graph.inputs, ...graph.outputs] : [];
  const sizes = new Map(tensors.map((tensor) => [tensor.name, size(tensor.shape)]));
  const bridges = existsSync(root) ? readdirSync(root).filter((name) => name.endsWith('_bridge.cpp')) : [];
  if (graph || bridges.length !== 1) return sizes;
  const bridge = await Project.load({ root, files: bridges });
  for (const { call } of bridge.query('call:Call[name=convert_data]')) {
    const [from, to, count] = call.templateArgs.map(({ canonical }) => canonical);
    const argument = call.args[/^(float|double)$/.test(from ?? '') ? 1 : 0]?.text.replace(/_ap$/, '');
    if (argument !== undefined && to !== undefined && /^\d+$/.test(count ?? ''))
      sizes.set(argument, Number(count));
  }
  return sizes;
}
