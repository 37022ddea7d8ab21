import { problem } from '../../diagnostics/index.js';
import { reindent } from '../nodes/indentation.js';
import type { Found } from './match.js';
import type { Pattern } from './pattern.js';

const variablePattern = /\$(?:\$\$)?([A-Za-z]\w*)/g;

/**
 * Records the edits that turn every match into the template. Matches within a match are rewritten too, from
 * the inside out, in the one edit of the outermost.
 * @returns the number of matches rewritten
 */
export function rewriteMatches(pattern: Pattern, template: string, found: readonly Found[]): number {
  for (const [whole, name] of template.matchAll(variablePattern)) {
    if (!pattern.names.includes(name!)) {
      throw problem('cpp.template', {
        template,
        name: whole,
        known: pattern.names.map((known) => `$${known}`),
      });
    }
  }
  let count = 0;
  let reached = -1;
  for (const [position, match] of found.entries()) {
    const { tree } = match.unit;
    const isNew = position === 0 || found[position - 1]!.unit !== match.unit;
    if (isNew) reached = -1;
    if (tree.start[match.first]! < reached) continue; // inside the last one, which has it
    const inside = found.slice(position + 1).filter((other) => other.unit === match.unit);
    const { text, rewritten } = expand(template, match, inside);
    const start = tree.start[match.first]!;
    reached = tree.end[match.last]!;
    count += rewritten;
    const { source } = match.unit;
    const code = reindent(source, text, source.indentationAt(start));
    if (code !== source.text.slice(start, reached)) match.unit.edit(start, reached, code);
  }
  return count;
}

function expand(
  template: string,
  match: Found,
  others: readonly Found[],
): { text: string; rewritten: number } {
  let rewritten = 1;
  const { unit } = match;
  const { tree, source } = unit;
  const indentation = source.indentationAt(tree.start[match.first]!);
  const text = template.replace(
    /(,\s*)?\$(?:\$\$)?([A-Za-z]\w*)(\s*,\s*|;)?/g,
    (_, before = '', name, after = '') => {
      const value = match.bound.get(name as string)!;
      const nodes = typeof value === 'number' ? [value] : value;
      // An empty list takes one of the commas beside it along.
      if (nodes.length === 0) return (before && after) || after === ';' ? after : '';
      const [from, to] = [tree.start[nodes[0]!]!, tree.end[nodes.at(-1)!]!];
      const inner = rewriteRange(template, unit, from, to, others);
      rewritten += inner.rewritten;
      const end = after === ';' && inner.text.endsWith(';') ? '' : after;
      return `${before}${dedent(inner.text, indentation)}${end}`;
    },
  );
  return { text, rewritten };
}

/** The text of a range in which matches are rewritten. */
function rewriteRange(
  template: string,
  unit: Found['unit'],
  from: number,
  to: number,
  found: readonly Found[],
): { text: string; rewritten: number } {
  const { tree, source } = unit;
  let text = '';
  let at = from;
  let rewritten = 0;
  for (const [position, match] of found.entries()) {
    const start = tree.start[match.first]!;
    const end = tree.end[match.last]!;
    if (start < at || end > to) continue;
    const inner = expand(template, match, found.slice(position + 1));
    text += source.text.slice(at, start) + inner.text;
    at = end;
    rewritten += inner.rewritten;
  }
  return { text: text + source.text.slice(at, to), rewritten };
}

/** Lines that a metavariable brought from the source lose the indentation that they will be given again. */
function dedent(text: string, indentation: string): string {
  if (indentation === '' || !text.includes('\n')) return text;
  return text.replace(/\n([ \t]*)/g, (line, own: string) =>
    own.startsWith(indentation) ? `\n${own.slice(indentation.length)}` : line,
  );
}
