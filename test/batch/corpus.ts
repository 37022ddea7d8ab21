import { existsSync } from 'node:fs';
import { findTargets, unitsOf, type Unit } from '../../src/batch/index.js';

/** What a developer checks against: folders of HLS sources by others, `:` between them. */
export const corpus = (process.env['HLSMITH_CORPUS'] ?? '')
  .split(':')
  .filter((path) => path !== '' && existsSync(path));

export const corpusFiles = async (): Promise<Unit[]> => unitsOf(await findTargets(corpus), 'file');

/** Options for the examples that cannot do without; on most files they find nothing to do. */
export const exampleOptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'own-typedef': { typedef: 'model_default_t', user: 'config2', name: 'own_t' },
  'rename-function': { from: 'nnet::relu', to: 'rectify' },
  'set-pragma-option': { pragma: 'PIPELINE', option: 'II', value: '7' },
  'set-typedef': { name: 'model_default_t', type: 'ap_fixed<9,4>' },
  'unroll-outermost': { kernel: 'dense' },
};

/** A file without the name that an option asks for is no fault of a metaprogram. */
export const isAbsence = (code: string): boolean => code === 'cpp.missing' || code === 'cpp.ambiguous';
