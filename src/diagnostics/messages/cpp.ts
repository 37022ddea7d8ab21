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
    (a) => {
      const alike = a.known.find((name) => name.toLowerCase() === a.name.toLowerCase());
      if (alike !== undefined) return `did you mean ${alike}? C++ tells capitals from small letters`;
      return a.known.length > 0
        ? `known: ${a.known.slice(0, 8).join(', ')}${a.known.length > 8 ? ', ...' : ''}`
        : `the project has no ${a.what} at all: check its root and files`;
    },
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
  'cpp.reference': entry(
    exitCode.badInput,
    () => 'this header is included, but is none of the files to be edited',
    'load it with them: name the folder that holds both, or give its folder as an include path',
  ),
  'cpp.pending': entry<{ action: string }>(
    exitCode.badInput,
    (a) => `${a.action} while edits are pending`,
    'commit() or rollback() first',
  ),
  'cpp.query': entry<{ query: string; column: number; reason: string }>(
    exitCode.badInput,
    (a) => `the query '${a.query}' is wrong at character ${a.column}: ${a.reason}`,
    'see grammars/path-query.ebnf',
  ),
  'cpp.query.property': entry<{ property: string; kind: string; known: readonly string[] }>(
    exitCode.badInput,
    (a) => `a ${a.kind} has no property ${a.property}`,
    (a) => `use one of ${a.known.join(', ')}`,
  ),
  'cpp.query.none': entry<{ query: string }>(
    exitCode.badInput,
    (a) => `nothing matches '${a.query}'`,
    'loosen the query, or ask for all rows',
  ),
  'cpp.query.many': entry<{ query: string; places: readonly string[] }>(
    exitCode.badInput,
    (a) => `'${a.query}' gives more than one row: ${a.places.slice(0, 4).join(', ')}`,
    'tighten the query, or ask for all rows',
  ),
  'cpp.pattern': entry<{ pattern: string; reason: string }>(
    exitCode.badInput,
    (a) => `the pattern '${a.pattern}' cannot be used: ${a.reason}`,
    'a pattern is C++ in which $X stands for one node and $$$X for any number',
  ),
  'cpp.template': entry<{ template: string; name: string; known: readonly string[] }>(
    exitCode.badInput,
    (a) => `the template '${a.template}' uses ${a.name}, which the pattern does not bind`,
    (a) => `bound: ${a.known.join(', ') || 'nothing'}`,
  ),
  'cpp.tree-query': entry<{ query: string; reason: string }>(
    exitCode.badInput,
    (a) => `the tree-sitter query is wrong: ${a.reason}`,
    'see node types of tree-sitter-cpp 0.23',
  ),
  'cpp.rename': entry<{ name: string; newName: string; reason: string }>(
    exitCode.badInput,
    (a) => `${a.name} cannot be renamed to ${a.newName}: ${a.reason}`,
    'choose another name, or edit the places by hand',
  ),
  'cpp.isolate': entry<{ name: string; reason: string }>(
    exitCode.badInput,
    (a) => `${a.name} cannot be given a typedef of its own: ${a.reason}`,
    'name one of its users, or a node around them',
  ),
};
