import { problem } from '../../../diagnostics/index.js';
import { dialectNames, type Dialect, type DialectName, type Reading } from '../dialect.js';
import type { Site } from '../site.js';
import { catapult } from './catapult.js';
import { intel } from './intel.js';
import { merlin } from './merlin.js';
import { sdsoc } from './sdsoc.js';
import { vitis } from './vitis.js';

const byName: Readonly<Record<DialectName, Dialect>> = { vitis, merlin, intel, catapult, sdsoc };

/** In the order in which they are asked; no two claim the same pragma. */
export const dialects: readonly Dialect[] = Object.values(byName);

/** @throws hls.pragma-dialect */
export function dialect(name: DialectName): Dialect {
  if (!Object.hasOwn(byName, name)) throw problem('hls.pragma-dialect', { name, known: dialectNames });
  return byName[name];
}

/** The dialect that claims a directive, with what it reads in it; null for `once`, `omp` and the like. */
export function readSite(site: Site): { dialect: Dialect; reading: Reading } | null {
  for (const candidate of dialects) {
    const reading = candidate.read(site);
    if (reading) return { dialect: candidate, reading };
  }
  return null;
}
