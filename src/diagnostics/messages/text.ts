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
  'file.outside': entry<{ path: string; folder: string }>(
    exitCode.badInput,
    (a) => `${a.path} leads out of ${a.folder}`,
    'use a path inside the folder',
  ),
  'folder.not-empty': entry<{ path: string }>(
    exitCode.badInput,
    (a) => `${a.path}: the folder exists and is not empty`,
    'choose another folder, or say that it may be overwritten (--force)',
  ),
  'folder.is-project': entry<{ path: string }>(
    exitCode.badInput,
    (a) => `${a.path}: is the project itself`,
    'choose another folder, or give --force to rewrite the project in place',
  ),
  'folder.holds-project': entry<{ path: string }>(
    exitCode.badInput,
    (a) => `${a.path}: the project lies in this folder and would go with what it holds`,
    'choose another folder',
  ),
  'text.unencodable': entry<{ character: string }>(
    exitCode.badInput,
    (a) => `the file is not UTF-8 and cannot hold the character "${a.character}"`,
    'convert the file to UTF-8 first, or insert ASCII text only',
  ),
  'text.range': entry<{ start: number; end: number }>(
    exitCode.internal,
    (a) => `an edit names characters ${a.start} to ${a.end}, which the file does not have`,
    'please report this',
  ),
  'text.overlap': entry<{ author: string; otherPlace: string; otherAuthor: string }>(
    exitCode.badInput,
    (a) => `the edit by ${a.author} would change text that ${a.otherAuthor} changes at ${a.otherPlace}`,
    'commit between the two, or make one edit of both',
  ),
};
