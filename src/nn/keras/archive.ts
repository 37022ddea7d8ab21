import { createRequire } from 'node:module';
import type * as fflate from 'fflate';
import { problem } from '../../diagnostics/index.js';

/** Bytes that the files may unfold to: a small archive can hold a large one. */
const largest = { 'config.json': 2 ** 26, 'metadata.json': 2 ** 16, 'model.weights.h5': 2 ** 28 } as const;
/** What deflate can make of a byte at most; an archive that claims more lies. */
const mostUnfolding = 1032;

type Name = keyof typeof largest;

/** What is inside a `.keras` file. */
export interface KerasArchive {
  /** The JSON of the architecture. */
  readonly config: string;
  /** An HDF5 file. */
  readonly weights: Uint8Array;
  /** Of Keras: `3.3.3`; absent where the archive does not say. */
  readonly version?: string;
}

/**
 * Unpacks a `.keras` file in memory; other files in it are left alone.
 * @throws `model.damaged`
 */
export function unpackKeras(bytes: Uint8Array, file: string): KerasArchive {
  const damaged = (reason: string): Error => problem('model.damaged', { reason }, { file });
  const tooLarge: string[] = [];
  const wanted = ({ name, size, originalSize }: fflate.UnzipFileInfo): boolean => {
    if (!Object.hasOwn(largest, name)) return false;
    if (originalSize <= Math.min(largest[name as Name], size * mostUnfolding)) return true;
    tooLarge.push(`its ${name} unfolds to ${originalSize} bytes`);
    return false;
  };
  // Its tables take as long to make as a small model to read.
  const { unzipSync } = createRequire(import.meta.url)('fflate') as typeof fflate;
  let found: Record<string, Uint8Array>;
  try {
    found = unzipSync(bytes, { filter: wanted });
  } catch {
    throw damaged('it is a broken zip archive');
  }
  if (tooLarge.length > 0) throw damaged(tooLarge[0]);
  const content = (name: Name): Uint8Array => {
    if (Object.hasOwn(found, name)) return found[name];
    throw damaged(`it holds no ${name}`);
  };
  const version = Object.hasOwn(found, 'metadata.json') ? versionIn(found['metadata.json']) : undefined;
  return {
    ...(version === undefined ? {} : { version }),
    config: Buffer.from(content('config.json')).toString('utf8'),
    weights: content('model.weights.h5'),
  };
}

function versionIn(metadata: Uint8Array): string | undefined {
  return /"keras_version"\s*:\s*"([^"]{1,40})"/.exec(Buffer.from(metadata).toString('utf8'))?.[1];
}
