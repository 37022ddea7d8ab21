import { answerWith } from '../within-limits.js';
import { readOnnx } from './reader.js';

/* The thread of `guarded.ts`. */

answerWith(({ path }) => readOnnx(path));
