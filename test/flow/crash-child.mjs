// Runs or resumes a flow with forks and loops, for a test that kills it: node crash-child.mjs STORE [RUN]
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { Branch, dataflow, defineTask, Fork, Join, Reduce, Stop } from '../../dist/src/flow/index.js';

const [store, run] = process.argv.slice(2);

const Begin = defineTask({
  type: 'Begin',
  role: 'lambda',
  description: 'Makes a model',
  inputs: 0,
  outputs: 1,
  run: async ({ metaModel }) =>
    void (await metaModel.add({
      level: 'DNN',
      files: { 'n.txt': '1000' },
      metrics: { n: { value: 1000, source: 'toy' } },
    })),
});

const Work = defineTask({
  type: 'Work',
  role: 'O',
  description: 'Makes a smaller model by chance, and says much',
  inputs: 1,
  outputs: 1,
  parameters: { most: z.number().default(50).describe('What it takes off at most') },
  async run({ metaModel, parameters: { most }, random }) {
    const before = metaModel.need();
    let n = Number(await metaModel.read(before, 'n.txt'));
    for (let line = 0; line < 5; line++) {
      n -= Math.floor(random() * most);
      metaModel.log(`line ${line}`, { n });
      await wait(random() * 2);
    }
    await metaModel.add({
      level: 'DNN',
      files: { 'n.txt': String(n), 'same.txt': 'the same in all' },
      metrics: { n: { value: n, source: 'toy' } },
    });
  },
});

const flow = dataflow('crash', () => {
  const join = Join().from(Begin());
  const outer = Fork('Outer').from(Work('First').from(join));
  const inner = Fork('Inner').from(Work('A').from(outer));
  const low = Reduce('Low').from(Work('B').from(inner), Work('C').from(inner));
  const again = Join('Again').from(outer);
  const turn = Branch('Turn').from(Work('D').from(again));
  turn.to(again);
  const high = Reduce('High').from(low, turn, Work('E').from(outer));
  Branch('Last').from(high).to(join, Stop());
});

const cfg = {
  'Low@fn': { pareto: { n: 'min' } },
  'High@fn': { pareto: { n: 'max' } },
  'Turn@fn': () => true,
  'Turn@max_turns': 2,
  'Last@fn': { metric: 'n', above: 300 },
  'Last@action': { add: { 'Work::most': 10 } },
  'Work::most': 50,
};

process.stdout.write('ready\n');
const options = { store, jobs: 3, seed: 1 };
const { status } = await (run ? flow.resume(run, cfg, options) : flow.run(cfg, options));
process.stdout.write(`${status}\n`);
