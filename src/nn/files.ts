import { readFileSync, statSync } from 'node:fs';
import { problem } from '../diagnostics/index.js';

/**
 * The bytes of a file.
 * @param what what the file should be, for the message: `model`, `data file`
 * @throws `file.missing`, `file.unreadable`
 */
export function readBytes(path: string, what: string): Uint8Array {
  try {
    if (!statSync(path).isFile()) throw problem('file.unreadable', { path, reason: 'not a file' });
    return readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw problem('file.missing', { path, what });
    if (error instanceof Error && 'syscall' in error) {
      throw problem('file.unreadable', { path, reason: String(code) });
    }
    throw error;
  }
}
