import { entry } from '../entry.js';
import { exitCode } from '../exit-codes.js';

export const cppMessages = {
  'cpp.parser': entry<{ reason: string }>(
    exitCode.environment,
    (a) => `the C++ parser does not load (${a.reason})`,
    'reinstall hlsmith, or set HLSMITH_PARSER=wasm',
  ),
  'cpp.missing': entry<{ what: string; name: string; known: readonly string[] }>(
    exitCode.badInput,
    (a) => `no ${a.what} named ${a.name}`,
    (a) =>
      a.known.length > 0
        ? `known: ${a.known.slice(0, 8).join(', ')}${a.known.length > 8 ? ', ...' : ''}`
        : `the project has no ${a.what} at all: check its root and files`,
  ),
  'cpp.ambiguous': entry<{ what: string; name: string; places: readonly string[] }>(
    exitCode.badInput,
    (a) => `more than one ${a.what} named ${a.name}: ${a.places.slice(0, 4).join(', ')}`,
    'use the qualified name, or select by file',
  ),
  'cpp.dead': entry<{ kind: string; reason: string }>(
    exitCode.badInput,
    (a) => `this ${a.kind} is gone: ${a.reason}`,
    'query again after the commit',
  ),
  'cpp.commit.breaks': entry<{ author: string; found: number; before: number }>(
    exitCode.badInput,
    (a) => `the edits by ${a.author} would add syntax errors here (${a.before} before, ${a.found} after)`,
    'nothing was committed; correct the inserted text, rollback(), or commit with allowErrors',
  ),
  'cpp.undo': entry<{ path: string }>(
    exitCode.badInput,
    (a) => `${a.path} was changed by a later commit, so this one cannot be undone on its own`,
    'undo the later commits first',
  ),
  'cpp.not-editable': entry<{ what: string; reason: string }>(
    exitCode.badInput,
    (a) => `${a.what} cannot be edited: ${a.reason}`,
    'edit the text around it',
  ),
  'cpp.pending': entry<{ action: string }>(
    exitCode.badInput,
    (a) => `${a.action} while edits are pending`,
    'commit() or rollback() first',
  ),
};
