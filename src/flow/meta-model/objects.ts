import { createHash, randomBytes } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import {
  copyFile,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HlsmithError, problem } from '../../diagnostics/index.js';

/**
 * Files by the SHA-256 of their content: written once, never changed, shared by all models and runs that have
 * them. Several processes may write at once.
 */
export class ObjectFolder {
  constructor(readonly folder: string) {}

  path(sha256: string): string {
    return join(this.folder, sha256.slice(0, 2), sha256.slice(2));
  }

  /** Keeps a content; it is on the disk when this resolves. @throws run.unwritable */
  async put(content: string | Uint8Array): Promise<{ sha256: string; bytes: number }> {
    const data = typeof content === 'string' ? Buffer.from(content) : content;
    const sha256 = createHash('sha256').update(data).digest('hex');
    await this.keep(sha256, (file) => writeFile(file, data));
    return { sha256, bytes: data.byteLength };
  }

  /** Keeps a file's content, whatever its size. @throws run.unwritable */
  async putFile(path: string): Promise<{ sha256: string; bytes: number }> {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const part of createReadStream(path) as AsyncIterable<Buffer>) {
      hash.update(part);
      bytes += part.length;
    }
    const sha256 = hash.digest('hex');
    await this.keep(sha256, (file) => writeFile(file, createReadStream(path)));
    return { sha256, bytes };
  }

  /** @throws object.damaged when the content is not what it was */
  async read(sha256: string): Promise<Buffer> {
    const path = this.path(sha256);
    const content = await readFile(path).catch(() => null);
    if (content === null) throw problem('object.damaged', { path, how: 'is missing' });
    if (createHash('sha256').update(content).digest('hex') !== sha256) {
      throw problem('object.damaged', { path, how: 'has changed since it was stored' });
    }
    return content;
  }

  /** Copies an object out; a link would let a tool change what is stored. @throws object.damaged */
  async copyTo(sha256: string, target: string): Promise<void> {
    await mkdir(dirname(target), { recursive: true });
    try {
      await copyFile(this.path(sha256), target, constants.COPYFILE_FICLONE);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      throw problem('object.damaged', { path: this.path(sha256), how: 'is missing' });
    }
  }

  private async keep(sha256: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
    const target = this.path(sha256);
    const temporary = join(this.folder, `.${randomBytes(8).toString('hex')}.new`);
    try {
      if (await stat(target).catch(() => null)) {
        // A collection of garbage spares what is younger than the oldest run that goes on.
        const now = new Date();
        await utimes(target, now, now);
        return;
      }
      await mkdir(dirname(target), { recursive: true });
      const file = await open(temporary, 'wx', 0o444);
      try {
        await write(file);
        await file.datasync();
      } finally {
        await file.close();
      }
      await rename(temporary, target);
      await syncFolder(dirname(target));
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      if (error instanceof HlsmithError) throw error;
      throw problem('run.unwritable', { path: target, reason: (error as Error).message.split(',')[0]! });
    }
  }
}

/** Makes a rename last through a loss of power. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
