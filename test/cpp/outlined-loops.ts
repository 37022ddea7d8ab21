import type { FlatTree } from '../../src/cpp/parse/flat-tree.js';
import type { ParsedFile } from '../../src/cpp/parse/parse.js';

const loops = ['for_statement', 'for_range_loop', 'while_statement', 'do_statement'];

/** Every loop with its extent, its braces and the loops around it in the same function. */
export const loopsOf = (tree: FlatTree): string[] =>
  [...tree.kind.keys()].filter((node) => isLoop(tree, node)).map((node) => spelledOut(tree, node));

const isLoop = (tree: FlatTree, node: number): boolean => loops.includes(tree.name(node));

function spelledOut(tree: FlatTree, loop: number): string {
  const body = tree.child(loop, 'body');
  const braces = body >= 0 && tree.name(body) === 'compound_statement' ? extent(tree, body) : 'no braces';
  const around: string[] = [];
  for (let node = tree.parent[loop]!; node > 0; node = tree.parent[node]!) {
    if (['function_definition', 'lambda_expression'].includes(tree.name(node))) break;
    if (isLoop(tree, node)) around.push(extent(tree, node));
  }
  return [tree.name(loop), extent(tree, loop), braces, ...around].join(' ');
}

const extent = (tree: FlatTree, node: number): string => `${tree.start[node]}..${tree.end[node]}`;

/** The loops that the outline shows and those of the tree; the same twice where the outline is in doubt. */
export function bothLoops({ outline, tree }: ParsedFile): { outlined: string[]; parsed: string[] } {
  const parsed = loopsOf(tree);
  return { outlined: outline ? loopsOf(outline.tree) : parsed, parsed };
}
