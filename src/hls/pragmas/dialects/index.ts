import { problem } from '../../../diagnostics/index.js';
import { dialectNames, type Options, type Dialect, type DialectName, type Reading } from '../dialect.js';
import type { Spelled } from '../site.js';
import { catapult } from './catapult.js';
import { intel } from './intel.js';
import { merlin } from './merlin.js';
import { oneapi } from './oneapi.js';
import { sdsoc } from './sdsoc.js';
import { vitis } from './vitis.js';

const byName: Readonly<Record<DialectName, Dialect>> = { vitis, merlin, intel, oneapi, catapult, sdsoc };

/** In the order in which they are asked; no two claim the same pragma. */
export const dialects: readonly Dialect[] = Object.values(byName);

/** @throws hls.pragma-dialect */
export function dialect(name: DialectName): Dialect {
  if (!Object.hasOwn(byName, name)) throw problem('hls.pragma-dialect', { name, known: dialectNames });
  return byName[name];
}

/** The dialect that claims a directive, with what it reads in it; null for `once`, `omp` and the like. */
export function readSite(site: Spelled): { dialect: Dialect; reading: Reading } | null {
  for (const candidate of dialects) {
    const reading = candidate.read(site);
    if (reading) return { dialect: candidate, reading };
  }
  return null;
}

/** A directive by itself, ready to be set. */
export interface PragmaText {
  readonly dialect: DialectName;
  readonly name: string;
  readonly options: Options;
}

/**
 * Reads what follows `#pragma` (`HLS UNROLL factor=4`, `unroll 4`, `hls_unroll yes`), with or without the `#pragma`; or
 * an attribute (`[[intel::ivdep]]`).
 * @throws hls.pragma-text when no dialect knows all of it
 */
export function readPragma(text: string): PragmaText {
  const attribute = /^\[\[\s*intel\s*::\s*(.*?)\s*\]\]$/s.exec(text.trim())?.[1];
  const payload = attribute ?? text.trim().replace(/^#\s*pragma\s+/, '');
  const found = readSite({ form: attribute === undefined ? 'line' : 'attribute', payload });
  const reason = found ? found.reading.complaints[0] : 'no dialect has such a pragma';
  if (!found || reason !== undefined) throw problem('hls.pragma-text', { text, reason: reason! });
  const { dialect, reading } = found;
  const options = Object.fromEntries(reading.options.map(({ name, value }) => [name, value]));
  return { dialect: dialect.name, name: reading.name, options };
}
