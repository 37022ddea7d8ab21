import { answerWith } from '../within-limits.js';
import { readModel } from './reader.js';

/* The thread of `guarded.ts`. */

answerWith(({ path, weights }) => readModel(path, weights === undefined ? {} : { weights }));
