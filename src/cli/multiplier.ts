import { basename } from 'node:path';
import { Option } from 'commander';
import type { Project } from '../cpp/index.js';
import { HlsmithError, problem } from '../diagnostics/index.js';
import { readNpy } from '../nn/index.js';
import {
  chooseMultiplier,
  knownMultipliers,
  tableMultiplier,
  type ChosenMultiplier,
} from '../../metaprograms/approximations/multipliers.js';
import { setMultiplier } from '../../metaprograms/approximations/set-multiplier.js';

export const multiplierOption = (): Option =>
  new Option('--multiplier <model>', `multiply approximately: ${knownMultipliers} (.npy, .csv, .txt, .h)`);

/**
 * Lets a project's layers multiply approximately, in memory; as the metaprogram `set-multiplier`.
 *
 * @returns which layers were left as they are and why, and how a table was read.
 * @throws simulate.bad-multiplier; simulate.no-products where no layer has products that a multiplier could compute.
 */
export function useMultiplier(project: Project, text: string): string[] {
  const chosen = chosenMultiplier(text);
  const said = setMultiplier(project, chosen, null);
  project.commit({ author: 'set-multiplier' });
  const isUsed = project.files.some((file) => file.text.includes(`${chosen.model}>;`));
  if (!isUsed) throw problem('simulate.no-products', { reasons: said });
  return said;
}

function chosenMultiplier(text: string): ChosenMultiplier {
  try {
    if (!/\.npy$/i.test(text)) return chooseMultiplier(text);
    const { data } = readNpy(text);
    return tableMultiplier(basename(text), Float64Array.from(data as ArrayLike<number>, Number));
  } catch (error) {
    if (error instanceof HlsmithError) throw error;
    throw problem('simulate.bad-multiplier', {
      reason: error instanceof Error ? error.message : String(error),
    });
  }
}
