/** Source text, edits as data, and files written all or none. Offsets are 0-based UTF-16 units. */
export { SourceText, type Encoding, type LineColumn } from './source-text.js';
export type { Edit } from './edit.js';
export { ChangeSet } from './change-set.js';
export { unifiedDiff } from './unified-diff.js';
export { writeFilesAtomically } from './write-files.js';
export { writeFolderAtomically, type WriteFolderOptions } from './write-folder.js';
export { inTemporaryFolder, temporaryFolder, type TemporaryFolder } from './temporary-folder.js';
