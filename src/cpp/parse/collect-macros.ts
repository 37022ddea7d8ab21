import { afterDirective } from './characters.js';
import { readDirective, readMacro, type Macro } from './directives.js';

const definition = /^[ \t]*#[ \t]*define\b/gm;

/** The macros that a text defines, found without parsing it. */
export function collectMacros(text: string): Macro[] {
  const macros: Macro[] = [];
  for (const match of text.matchAll(definition)) {
    const start = text.indexOf('#', match.index);
    const macro = readMacro(readDirective(text, start, afterDirective(text, start)));
    if (macro) macros.push(macro);
  }
  return macros;
}
