/**
 * `node job-main.js FOLDER`: does the job that FOLDER/job.json describes and leaves FOLDER/result.json. Run by
 * the local pool as a child process; the same line runs on another machine that sees the folders.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { problem } from '../../diagnostics/index.js';
import { importUserModule } from '../../modules/index.js';
import { stateOf } from '../meta-model/meta-model.js';
import { ObjectFolder } from '../meta-model/objects.js';
import { Journal } from '../store/journal.js';
import { isTaskType } from '../task/define-task.js';
import type { TaskDefinition } from '../task/task.js';
import type { Job } from './executor.js';
import { jobFile, logFile, writeJobResult } from './job-files.js';
import { runTask } from './run-task.js';

const folder = process.argv[2]!;
const controller = new AbortController();
// The pool's own process is gone: so is the run, until it is resumed.
process.on('disconnect', () => endGroup());
process.on('SIGTERM', () => controller.abort());

const job = JSON.parse(readFileSync(jobFile(folder), 'utf8')) as Job;
const log = Journal.create(logFile(folder));
try {
  const result = await runTask(await findTask(job), {
    ...{
      name: job.name,
      turn: job.turn,
      parameters: job.parameters,
      seed: job.seed,
      signal: controller.signal,
    },
    states: job.metaModels.map(stateOf),
    recorder: {
      step: job.step,
      objects: new ObjectFolder(job.objects),
      log: (message, data) => log.append({ at: Date.now(), message, data }),
    },
    folder: join(folder, 'scratch'),
    onProgress: (text) => void process.send?.(text),
  });
  await log.commit();
  await writeJobResult(folder, result);
} catch (error) {
  await log.commit();
  await writeJobResult(folder, error instanceof Error ? error : new Error(String(error)));
}
log.close();
// A handle that the task left open does not keep the process.
process.exit();

async function findTask({ task: { type, module } }: Job): Promise<TaskDefinition> {
  const path = module.startsWith('file:') ? fileURLToPath(module) : module;
  const exported = Object.values(await importUserModule(path));
  const found = exported.find((value) => isTaskType(value) && value.definition.type === type);
  if (!isTaskType(found)) throw problem('task.not-exported', { type, module: path });
  return found.definition;
}

function endGroup(): void {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.exit();
  }
}
