import { asWord } from '../batch/index.js';
import type { Metaprogram, OptionDeclaration } from '../cpp/index.js';

/** The help of one metaprogram: what it does, its options, and its first case as an example. */
export function metaprogramHelp(program: Metaprogram): string {
  const { name, description, scope, idempotent, options, cases } = program;
  const rows = Object.entries(options).map(([option, declaration]) => [
    `${asWord(option)}${declaration.type === 'boolean' ? '' : ` <${declaration.type}>`}`,
    `${declaration.description}${limits(declaration)}`,
  ]);
  const width = Math.max(0, ...rows.map(([word]) => word!.length));
  const lines = [
    `${name}: ${description}`,
    `Runs on each ${scope}${idempotent ? '; a second run changes nothing' : ''}.`,
    ...(rows.length > 0 ? ['', 'Options (behind --):'] : []),
    ...rows.map(([word, text]) => `  ${word!.padEnd(width)}  ${text}`),
    ...(cases.length > 0 ? ['', `Cases: ${cases.map(({ title }) => title).join('; ')}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function limits(declaration: OptionDeclaration): string {
  if (declaration.type === 'boolean') return declaration.default ? ' (default: on)' : '';
  const parts: string[] = [];
  if (declaration.type === 'string' && declaration.choices) parts.push(declaration.choices.join(', '));
  if (declaration.default === undefined) parts.push('required');
  else if (declaration.default !== null && declaration.default !== '') {
    parts.push(`default: ${declaration.default}`);
  }
  return parts.length > 0 ? ` (${parts.join('; ')})` : '';
}
