import type { Role } from '../task/task.js';
import type { FlowGraph } from './graph.js';

/** Control is drawn as a hexagon, optimisation as a rounded box, transformation as a box. */
const shapes: Readonly<Record<Role, readonly [string, string]>> = {
  K: ['{{', '}}'],
  O: ['(', ')'],
  lambda: ['[', ']'],
};

/** The flow as a Mermaid diagram. */
export function toMermaid({ nodes }: FlowGraph): string {
  const ids = new Map([...nodes.keys()].map((name, index) => [name, `t${index}`]));
  const lines = ['flowchart LR'];
  for (const { name, task } of nodes.values()) {
    const [open, close] = shapes[task.role];
    const label = name === task.type ? name : `${name} : ${task.type}`;
    lines.push(`  ${ids.get(name)}${open}"${label}"${close}`);
  }
  for (const { name, task, outputs } of nodes.values()) {
    for (const [index, output] of outputs.entries()) {
      const when = task.type === 'Branch' ? (index === 0 ? ' -- true --> ' : ' -- false --> ') : ' --> ';
      lines.push(`  ${ids.get(name)}${when}${ids.get(output)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
