import { formatPlace, problem, type Place } from '../../diagnostics/index.js';
import type { Node } from './node.js';

/** The single row of a query that must have one. */
export function onlyRow<R extends object>(query: string, rows: readonly R[], place: Place): R {
  if (rows.length === 1) return rows[0]!;
  if (rows.length === 0) throw problem('cpp.query.none', { query }, place);
  const places = rows.map((row) => formatPlace((Object.values(row) as Node[]).at(-1)!.at));
  throw problem('cpp.query.many', { query, places }, place);
}
