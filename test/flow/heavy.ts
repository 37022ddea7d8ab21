import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineTask } from 'hlsmith/flow';
import { z } from 'zod';

/** Tasks that run in processes of their own. */

const module = import.meta.url;

export const Square = defineTask({
  type: 'Square',
  role: 'lambda',
  description: 'Squares its number, in a process of its own',
  inputs: 1,
  outputs: 1,
  module,
  parameters: {
    way: z.enum(['well', 'throw', 'exit', 'hang', 'orphan', 'slow']).default('well').describe('How it goes'),
    mark: z.string().default('').describe('A file in which it writes its process id and that of its child'),
  },
  async run({ metaModel, parameters: { way, mark }, folder, random, progress }) {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    if (mark !== '') writeFileSync(mark, `${process.pid} ${child.pid}`);
    if (way === 'hang') for (;;);
    if (way === 'slow') await new Promise((resolve) => setTimeout(resolve, 3000));
    if (way !== 'orphan') child.kill('SIGKILL');
    progress('half way');
    if (way === 'throw') throw new Error('no square');
    if (way === 'exit') process.exit(7);
    const before = metaModel.need('DNN');
    const size = Number(await metaModel.read(before, 'size.txt')) ** 2;
    writeFileSync(join(folder, 'size.txt'), String(size));
    metaModel.log('squared', { size, chance: random() });
    await metaModel.add({
      level: 'HLS C++',
      folder,
      metrics: { size: { value: size, source: 'toy' } },
      reports: [{ tool: 'square', file: 'size.txt' }],
    });
  },
});
