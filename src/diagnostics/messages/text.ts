import { entry } from '../entry.js';
import { exitCode } from '../exit-codes.js';

export const textMessages = {
  'file.missing': entry<{ path: string; what: string }>(
    exitCode.badInput,
    (a) => `${a.path}: no such ${a.what}`,
    'check the path',
  ),
  'file.unreadable': entry<{ path: string; reason: string }>(
    exitCode.badInput,
    (a) => `${a.path}: cannot be read (${a.reason})`,
    'check that it is a file and that you may read it',
  ),
  'file.unwritable': entry<{ path: string; reason: string }>(
    exitCode.environment,
    (a) => `${a.path}: cannot be written (${a.reason})`,
    'nothing was changed; choose another place or make room',
  ),
};
