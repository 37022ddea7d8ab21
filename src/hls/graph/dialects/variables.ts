import type { CallNode, FunctionNode, Project, VariableNode } from '../../../cpp/index.js';
import { problem } from '../../../diagnostics/index.js';
import { streamedType } from '../types.js';
import type { LayerCall, Variable } from './dialect.js';

/** Variables and parameters as what layers may read and write, by name. */
export function variablesOf(project: Project, nodes: readonly VariableNode[]): Map<string, Variable> {
  return new Map(nodes.filter(isStorage).map((node) => [node.name, variable(project, node)]));
}

/** References that rename another variable, by their own name. */
export function aliasesOf(nodes: readonly VariableNode[]): Map<string, string> {
  const references = nodes.filter((node) => node.isReference && node.type.text === 'auto');
  return new Map(
    references.flatMap((node) => (node.initializer ? [[node.name, node.initializer.text]] : [])),
  );
}

function isStorage(node: VariableNode): boolean {
  return node.name !== '' && node.type.text !== 'auto';
}

function variable(project: Project, node: VariableNode): Variable {
  const { name, at } = node;
  const streamed = streamedType(node.type);
  return streamed
    ? { name, type: streamed, extents: null, at }
    : { name, type: node.type, extents: extentsOf(project, node), at };
}

/** The sizes of an array: `[8*8*2]` is 8, 8 and 2. @throws hls.no-constant for one that is no number */
function extentsOf(project: Project, node: VariableNode): number[] {
  const brackets = [...node.text.matchAll(/\[([^\]]*)\]/g)].map(([, text]) => text!);
  return node.shape.flatMap((size, at) => {
    if (typeof size !== 'number') {
      throw problem('hls.no-constant', { name: size, struct: `the size of ${node.name}` }, node.at);
    }
    const factors = (brackets[at] ?? '').split('*').map((factor) => numberOf(project, factor.trim()));
    const product = factors.reduce((all, factor) => all * factor, 1);
    return product === size ? factors : [size];
  });
}

function numberOf(project: Project, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const value = /^[A-Za-z_]\w*$/.test(text) ? project.constant(text) : null;
  return typeof value === 'number' ? value : NaN;
}

/** Calls of the kernel library, those aside that only load, print or record. */
export function libraryCalls(fn: FunctionNode): CallNode[] {
  return fn
    .calls()
    .filter(({ qualifiedName }) => qualifiedName.startsWith('nnet::') && !helper.test(qualifiedName));
}

const helper = /^nnet::(?:load|save|print|copy|convert|fill)_\w+$/;

export function layerCall(node: CallNode): LayerCall {
  return {
    node,
    calls: node.qualifiedName,
    label: node.commentLabel,
    templates: node.templateArgs,
    arguments: node.args.map((argument) => argument.text),
    throughPipes: false,
  };
}
