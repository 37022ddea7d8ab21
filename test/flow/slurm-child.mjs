// Runs a flow with one slow heavy task on the cluster, to be killed meanwhile: `node slurm-child.mjs STORE`.
import { dataflow, SlurmExecutor, Stop } from '../../dist/src/flow/index.js';
import { importUserModule } from '../../dist/src/modules/index.js';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';

const load = (name) => importUserModule(fileURLToPath(new URL(name, import.meta.url)));
const { Square } = await load('./heavy.ts');
const { Generate } = await load('./tasks.ts');
const sizeOf = () => 0;
const flow = dataflow('single', () => Square().from(Generate()).to(Stop()));
await flow.run(
  { 'Square::way': 'slow', 'Stop::fn': sizeOf },
  { store: process.argv[2], executor: new SlurmExecutor({ pollInterval: 200 }) },
);
