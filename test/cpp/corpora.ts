import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Corpora of HLS code by others stand beside the project, one folder each, and are never part of it:
 * `HLSMITH_CORPORA=/folder npx vitest run test/cpp/corpora.test.ts`. What to put there: hls4ml's templates,
 * finn-hlslib, Vitis-HLS-Introductory-Examples, xfopencv, rosetta, MachSuite, Merlin's tests, ...
 */
const corporaRoot = process.env['HLSMITH_CORPORA'];

export interface Corpus {
  readonly name: string;
  readonly root: string;
}

export function corpora(): Corpus[] {
  if (corporaRoot === undefined || !existsSync(corporaRoot)) return [];
  return readdirSync(corporaRoot)
    .sort()
    .map((name) => ({ name, root: join(corporaRoot!, name) }));
}

/** Corpora that must be read without a single error. */
export const cleanCorpora = /nnet_utils|finn-hlslib|Vitis-HLS-Introductory-Examples|MachSuite/;

/** What CHaiDNN carries along of protobuf and OpenCV, for the host. */
export const hostLibraries = ['SD_Card/**'];
