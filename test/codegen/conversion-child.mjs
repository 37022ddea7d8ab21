/*
 * Converts one model several times and prints the CPU seconds of each time, as `conversion.bench.ts` wants them:
 * node conversion-child.mjs MODEL.json WEIGHTS.h5 FOLDER TIMES
 */
import process from 'node:process';
import { convertModel, writeProject } from '../../dist/src/codegen/index.js';
import { readKerasModel } from '../../dist/src/nn/index.js';
import { readModel } from '../../dist/src/nn/keras/reader.js';

const [path, weights, folder, times] = process.argv.slice(2);
if (typeof readModel !== 'function') throw new Error('not built');
for (let time = 0; time < Number(times); time++) {
  const before = process.cpuUsage();
  writeProject(`${folder}/${time}`, convertModel(await readKerasModel(path, { weights })));
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`own ${(user + system) / 1e6}\n`);
}
