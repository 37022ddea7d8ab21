import { parentPort, workerData } from 'node:worker_threads';
import { formatPlace, HlsmithError } from '../../diagnostics/index.js';
import type { Answer, Question } from './guarded.js';
import { readModel } from './reader.js';

/* The thread of `guarded.ts`: reads one model and answers. */

const { path, weights } = workerData as Question;

function answer(): Answer {
  try {
    return { model: readModel(path, weights === undefined ? {} : { weights }) };
  } catch (error) {
    if (!(error instanceof HlsmithError)) throw error;
    const { code, hint, exit, place } = error;
    const message = place ? error.message.slice(formatPlace(place).length + 2) : error.message;
    return { refusal: { code, message, hint, exit, ...(place ? { place } : {}) } };
  }
}

parentPort!.postMessage(answer());
