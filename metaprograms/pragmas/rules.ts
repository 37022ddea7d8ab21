import type { FunctionNode, LoopNode, Project } from 'hlsmith/cpp';

/** Options by which the metaprograms of this folder are told where. */
export const where = {
  function: { type: 'string', default: null, description: 'only in this function; default: all' },
  label: { type: 'string', default: null, description: 'only loops with this label' },
} as const;

/** Which nodes a pragma goes to. */
export const targets = ['innermost', 'outermost', 'loops', 'functions'] as const;
export type Target = (typeof targets)[number];

interface Where {
  readonly function: string | null;
  readonly label: string | null;
}

/** The function definitions that are meant. */
export function functionsIn(project: Project, name: string | null): FunctionNode[] {
  return project
    .query('fn:Function[isDefinition]')
    .map(({ fn }) => fn)
    .filter((fn) => name === null || fn.name === name || fn.qualifiedName === name);
}

/** The loops that are meant, in source order. */
export function loopsIn(project: Project, { function: name, label }: Where): LoopNode[] {
  const rows =
    name === null
      ? project.query('loop:Loop')
      : functionsIn(project, name).flatMap((fn) => fn.query('loop:Loop'));
  return rows.map(({ loop }) => loop).filter((loop) => label === null || loop.label === label);
}

/** The nodes that are meant. */
export function nodesIn(project: Project, to: Target, at: Where): (FunctionNode | LoopNode)[] {
  if (to === 'functions') return functionsIn(project, at.function);
  const loops = loopsIn(project, at);
  const isMeant = {
    loops: () => true,
    innermost: (loop: LoopNode) => loop.isInnermost,
    outermost: (loop: LoopNode) => loop.isOutermost,
  };
  return loops.filter(isMeant[to]);
}
