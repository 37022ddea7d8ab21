/**
 * Gives metavariables that stand for statements the `;` that makes them one for the grammar:
 * `for ($I; $C; $S) $BODY` and `{ $$$BODY }`.
 */
export function endStatements(source: string): string {
  let result = '';
  let at = 0;
  for (const match of source.matchAll(/\$(?:\$\$)?\w*/g)) {
    const end = match.index + match[0].length;
    result += source.slice(at, end);
    at = end;
    const isMany = match[0].startsWith('$$$');
    if (standsAsStatement(source, match.index, end, isMany)) result += ';';
  }
  return result + source.slice(at);
}

function standsAsStatement(source: string, start: number, end: number, isMany: boolean): boolean {
  const before = source.slice(0, start).trimEnd();
  const after = source.slice(end).trimStart();
  const begins =
    /[;}]$/.test(before) ||
    (before.endsWith('{') && opensBlock(before.slice(0, -1))) ||
    /\b(?:else|do)$/.test(before) ||
    (before.endsWith(')') && endsHeader(before)) ||
    (before === '' && isMany);
  if (!begins) return false;
  if (after === '' || after.startsWith('}')) return true;
  // Followed by another statement on its own line, or by the `else` or `while` that ends this one.
  return isMany ? /^[\w$]/.test(after) : /^(?:else|while)\b/.test(after) || /^\s*\n/.test(source.slice(end));
}

/** False for the brace of an initializer list. */
const opensBlock = (before: string): boolean => !/(?:[=,(\]]|\breturn)\s*$/.test(before);

/** True if the parenthesis at the end closes that of a `for`, `if`, `while` or `switch`. */
function endsHeader(before: string): boolean {
  let depth = 0;
  for (let i = before.length - 1; i >= 0; i--) {
    if (before[i] === ')') depth++;
    else if (before[i] === '(' && --depth === 0) {
      return /\b(?:for|if|while|switch|constexpr)\s*$/.test(before.slice(0, i));
    }
  }
  return false;
}
