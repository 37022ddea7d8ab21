import { entry } from '../entry.js';
import { exitCode } from '../exit-codes.js';

export const batchMessages = {
  'metaprogram.option': entry<{
    metaprogram: string;
    option: string;
    reason: string;
    known: readonly string[];
  }>(
    exitCode.badInput,
    (a) => `option ${a.option} of ${a.metaprogram}: ${a.reason}`,
    (a) => (a.known.length > 0 ? `its options are ${a.known.join(', ')}` : 'it has no options'),
  ),
  'metaprogram.unknown': entry<{ name: string; known: readonly string[] }>(
    exitCode.badInput,
    (a) => `no metaprogram ${a.name}`,
    (a) => `give the path of a .ts or .js file, or one of ${a.known.join(', ')}`,
  ),
  'metaprogram.unloadable': entry<{ path: string; reason: string }>(
    exitCode.badInput,
    (a) => `${a.path}: does not load (${a.reason})`,
    'correct the file',
  ),
  'metaprogram.none': entry<{ path: string }>(
    exitCode.badInput,
    (a) => `${a.path}: its default export is not a metaprogram`,
    'write `export default metaprogram({ ... })` with metaprogram from hlsmith/cpp',
  ),
  'metaprogram.failed': entry<{ metaprogram: string; reason: string; where: string }>(
    exitCode.badInput,
    (a) => `${a.metaprogram} failed: ${a.reason}${a.where && ` (${a.where})`}`,
    'the file was left as it is; correct the metaprogram',
  ),
  'run.no-paths': entry<Record<never, never>>(
    exitCode.badInput,
    () => 'no files or folders to run on',
    'name them behind the metaprogram: hlsmith run NAME src/',
  ),
  'batch.no-files': entry<{ paths: readonly string[] }>(
    exitCode.badInput,
    (a) => `no C++ files in ${a.paths.join(', ')}`,
    'give files, folders or globs; .gitignore and .hlsmithignore are respected',
  ),
  'batch.time': entry<{ metaprogram: string; seconds: number }>(
    exitCode.badInput,
    (a) => `${a.metaprogram} took more than ${a.seconds} s`,
    'it was stopped, and the file left as it is; give more time with --time-limit',
  ),
  'batch.ended': entry<{ metaprogram: string; how: string }>(
    exitCode.badInput,
    (a) => `the process that ran ${a.metaprogram} ended (${a.how})`,
    'the file was left as it is; a metaprogram must return or throw',
  ),
};
