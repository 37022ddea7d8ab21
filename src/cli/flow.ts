import { resolve } from 'node:path';
import { InvalidArgumentError, Command, Option } from 'commander';
import { parse } from 'yaml';
import { problem } from '../diagnostics/index.js';
import {
  controlTasks,
  defaultStore,
  describeParameters,
  flowFileJsonSchema,
  libraryOf,
  parametersAsJsonSchema,
  RemainingTime,
  readFlowFile,
  readHistory,
  readTaskModule,
  SlurmExecutor,
  Store,
  type Dataflow,
  type RunEvent,
  type RunOptions,
  type RunResult,
  type TaskType,
} from '../flow/index.js';
import * as tasks from '../tasks/index.js';
import { flowText, metricsText, RunProgress, taskTable } from '../report/index.js';
import { jsonOption, positiveInteger, somePath } from './options.js';
import { print, printJson } from './output.js';
import { onInterrupt, StatusLine } from './live.js';

/** Tasks that flow files may use without naming a module. */
const library = libraryOf(Object.values(tasks));

interface PlayOptions {
  readonly store: string;
  readonly jobs?: number;
  readonly failFast?: boolean;
  readonly maxSteps?: number;
  readonly executor: 'local' | 'slurm';
  readonly sbatch?: readonly string[];
  readonly quiet?: boolean;
  readonly json?: boolean;
}

export function flowCommand(): Command {
  const command = new Command('flow').description('Design flows of pipe tasks: run, resume, show');
  command
    .addCommand(playOptions(runCommand()))
    .addCommand(playOptions(resumeCommand()))
    .addCommand(showCommand())
    .addCommand(tasksCommand())
    .addCommand(
      new Command('schema')
        .description('Print the JSON schema of flow files, for editors')
        .action(() => printJson(flowFileJsonSchema())),
    );
  return command;
}

function playOptions(command: Command): Command {
  return command
    .option('--store <dir>', 'the folder of runs', somePath, defaultStore)
    .option(
      '--jobs <n>',
      'tasks at the same time; default one for each processor, 100 on a cluster',
      positiveInteger,
    )
    .option('--fail-fast', 'the first failure stops the run; without it, other paths go on')
    .option('--max-steps <n>', 'a run of more tasks is taken for endless', positiveInteger)
    .addOption(
      new Option('--executor <where>', 'where heavy tasks run: processes of this machine, or a cluster')
        .choices(['local', 'slurm'])
        .default('local'),
    )
    .option(
      '--sbatch <option...>',
      'with slurm: an option of sbatch for all jobs, as --sbatch=--partition=fpga',
    )
    .option('--quiet', 'show no progress')
    .option('--json', 'print events, one JSON object a line, and nothing else');
}

function runCommand(): Command {
  return new Command('run')
    .description('Run a flow from its beginning')
    .argument('<file>', 'a .yaml file, or a .ts or .js file whose default export is a flow')
    .option('--set <name=value...>', 'configuration beside that of the file; values as in YAML', setting, {})
    .option('--seed <n>', 'from it come the seeds of all tasks', positiveInteger)
    .action(async (file: string, options: PlayOptions & { set: Record<string, unknown>; seed?: number }) => {
      const flow = await readFlowFile(file, library);
      const { seed } = options;
      await play(flow, options, (more) =>
        flow.run(options.set, { ...more, file: resolve(file), ...(seed === undefined ? {} : { seed }) }),
      );
    });
}

function resumeCommand(): Command {
  return new Command('resume')
    .description('Go on with a run that was stopped or killed, or in which tasks failed')
    .argument('<run>', 'its name, as runs list shows it')
    .option('--file <file>', 'the flow, if its file is not where it was')
    .action(async (run: string, options: PlayOptions & { file?: string }) => {
      const { begun } = readHistory(new Store(options.store).runFolder(run));
      const file = options.file ?? begun.file;
      if (file === null) throw problem('run.no-file', { run });
      const flow = await readFlowFile(file, library);
      await play(flow, options, (more) => flow.resume(run, {}, more));
    });
}

function showCommand(): Command {
  return new Command('show')
    .description('Check a flow and draw it, as text and as a Mermaid diagram')
    .argument('<file>', 'a .yaml, .ts or .js file')
    .option('--mermaid', 'print the diagram only')
    .addOption(jsonOption())
    .action(async (file: string, options: { mermaid?: boolean; json?: boolean }) => {
      const flow = await readFlowFile(file, library);
      flow.validate();
      if (options.json) {
        const tasks = [...flow.graph.nodes.values()].map(({ name, task, inputs, outputs }) => ({
          ...{ name, type: task.type, role: task.role, inputs, outputs },
        }));
        printJson({ name: flow.name, tasks, cfg: flow.cfg, mermaid: flow.toMermaid() });
      } else print(options.mermaid ? flow.toMermaid() : flowText(flow));
    });
}

function tasksCommand(): Command {
  return new Command('tasks')
    .description('List task types with their parameters')
    .argument('[modules...]', '.ts or .js files that export tasks')
    .addOption(jsonOption())
    .action(async (modules: readonly string[], options: { json?: boolean }) => {
      const types: TaskType[] = [...controlTasks.values(), ...library.values()];
      for (const module of modules) types.push(...(await readTaskModule(module)).values());
      if (!options.json)
        return print(
          taskTable(
            types.map(({ definition }) => ({ definition, parameters: describeParameters(definition) })),
          ),
        );
      const described = types.map(({ definition }) => {
        const { type, role, description, inputs, outputs } = definition;
        return { type, role, description, inputs, outputs, parameters: parametersAsJsonSchema(definition) };
      });
      printJson({ tasks: described });
    });
}

/** Runs or resumes, shows how it goes, and ends the command as the run ended. */
async function play(
  flow: Dataflow,
  { json, quiet, store, ...options }: PlayOptions,
  start: (options: RunOptions) => Promise<RunResult>,
): Promise<void> {
  const controller = new AbortController();
  const restore = onInterrupt(() => controller.abort());
  const progress = new RunProgress(new RemainingTime(flow.graph, earlierSteps(store, flow.name)));
  const line = new StatusLine(() => progress.state(), !json && !quiet);
  const onEvent = (event: RunEvent): void => {
    const text = progress.hear(event);
    if (json) print(JSON.stringify(event));
    else if (text !== null) line.say(text);
  };
  const { failFast, maxSteps, sbatch = [] } = options;
  const isCluster = options.executor === 'slurm';
  const executor = isCluster ? new SlurmExecutor({ sbatch }) : undefined;
  const jobs = options.jobs ?? (isCluster ? 100 : undefined);
  try {
    const given = Object.entries({ jobs, failFast, maxSteps, executor }).filter(
      ([, value]) => value !== undefined,
    );
    const result = await start({ ...Object.fromEntries(given), store, signal: controller.signal, onEvent });
    line.end();
    if (!json) print(resultText(result));
    const failures = result.failures.map(({ step, error }) => `${step}: ${error.message}`);
    if (result.status === 'cancelled') throw problem('run.cancelled', { run: result.run });
    if (failures.length > 0) throw problem('run.failed', { run: result.run, failures });
  } finally {
    line.end();
    restore();
    // A task that was left because its time was up, or that heard no signal, does not keep the process.
    setTimeout(() => process.exit(), 200).unref();
  }
}

function resultText({ run, outputs }: RunResult): string {
  const lines = outputs.map(({ step, value }) => {
    const isModel = typeof value === 'object' && value !== null && 'metrics' in value && 'level' in value;
    const shown = isModel
      ? `${(value as { id?: string }).id ?? ''}  ${metricsText(value as unknown as Parameters<typeof metricsText>[0])}`
      : JSON.stringify(value ?? null);
    return `${step}: ${shown}`;
  });
  return [...lines, `hlsmith runs show ${run} shows all that was made`].join('\n');
}

/** Of the last run of this flow that has come to its end: how long its tasks took. */
function earlierSteps(folder: string, flow: string): readonly { name: string; seconds: number }[] {
  const store = new Store(folder);
  for (const run of store
    .runs()
    .filter((name) => name.startsWith(`${flow}-`))
    .reverse()
    .slice(0, 5)) {
    try {
      const { status, steps } = readHistory(store.runFolder(run));
      if (status === 'done') return steps;
    } catch {
      // What cannot be read tells nothing about time.
    }
  }
  return [];
}

function setting(text: string, before: Record<string, unknown>): Record<string, unknown> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('name=value, such as Pruning::rate=0.5');
  return { ...before, [name.trim()]: parse(value!) as unknown };
}
