import { Command } from 'commander';
import {
  collectGarbage,
  defaultStore,
  exportModel,
  exportRun,
  finalMetaModel,
  modelOf,
  readHistory,
  readRunLog,
  Store,
  type RunHistory,
} from '../flow/index.js';
import {
  compareRuns,
  comparisonText,
  logText,
  modelText,
  runSummary,
  runsTable,
  runText,
  type ListedRun,
} from '../report/index.js';
import { jsonOption, positiveInteger, somePath } from './options.js';
import { print, printJson, printPart } from './output.js';

interface Common {
  readonly store: string;
  readonly json?: boolean;
}

export function runsCommand(): Command {
  const command = new Command('runs').description('Look back at runs of flows');
  for (const sub of [listCommand(), showCommand(), compareCommand(), exportCommand(), gcCommand()]) {
    command.addCommand(
      sub.option('--store <dir>', 'the folder of runs', somePath, defaultStore).addOption(jsonOption()),
    );
  }
  return command;
}

function listCommand(): Command {
  return new Command('list').description('List runs').action(({ store: folder, json }: Common) => {
    const store = new Store(folder);
    const listed = store.runs().map((run): ListedRun => {
      try {
        return { run, history: readHistory(store.runFolder(run)) };
      } catch (error) {
        return { run, unreadable: (error as Error).message };
      }
    });
    if (!json) return print(runsTable(listed));
    printJson({ runs: listed.map((each) => ('history' in each ? runSummary(each.history) : each)) });
  });
}

interface ShowOptions extends Common {
  readonly models: number;
  readonly model?: string;
  readonly log?: boolean;
}

function showCommand(): Command {
  return new Command('show')
    .description('Show a run: configuration, failures, results, models')
    .argument('<run>')
    .option('--models <n>', 'how many of its models, the newest', positiveInteger, 20)
    .option('--model <id>', 'show one model')
    .option('--log', 'show the LOG')
    .action(async (run: string, { store, json, models, model, log }: ShowOptions) => {
      const history = read(store, run);
      if (log) {
        for await (const record of readRunLog(history)) {
          await printPart(json ? `${JSON.stringify(record)}\n` : logText(record));
        }
      } else if (model !== undefined) {
        const found = modelOf(history, model);
        if (json) printJson(found);
        else print(modelText(found));
      } else if (json) {
        const { begun, failures, results, underWay, models: all } = history;
        printJson({ ...runSummary(history), cfg: begun.cfg, failures, results, underWay, models: all });
      } else print(runText(history, models));
    });
}

function compareCommand(): Command {
  return new Command('compare')
    .description('Show runs beside each other: configuration that differs, metrics of their results')
    .argument('<runs...>')
    .action((runs: readonly string[], { store, json }: Common) => {
      const comparison = compareRuns(runs.map((run) => read(store, run)));
      if (json) printJson(comparison);
      else print(comparisonText(comparison));
    });
}

function exportCommand(): Command {
  return new Command('export')
    .description('Write a run to a folder, with the files of its models; without -o print its meta-model')
    .argument('<run>')
    .option('-o, --output <dir>', 'the folder', somePath)
    .option('--model <id>', 'only the files of this model')
    .option('--force', 'replace the folder')
    .action(
      async (
        run: string,
        {
          store: folder,
          output,
          model,
          force,
        }: Common & { output?: string; model?: string; force?: boolean },
      ) => {
        const history = read(folder, run);
        const store = new Store(folder);
        if (model !== undefined) {
          const found = modelOf(history, model);
          if (output === undefined) return printJson(found);
          return exportModel(store, found, output, { overwrite: force });
        }
        if (output === undefined) return printJson(await finalMetaModel(history));
        return exportRun(store, history, output, { overwrite: force });
      },
    );
}

function gcCommand(): Command {
  return new Command('gc')
    .description('Remove runs, and the stored files that no run refers to any more')
    .argument('[runs...]', 'runs to remove')
    .option('--dry-run', 'only tell what would go')
    .action((runs: readonly string[], { store, json, dryRun }: Common & { dryRun?: boolean }) => {
      const garbage = collectGarbage(new Store(store), { runs, dryRun });
      if (json) return printJson(garbage);
      const { objects, bytes } = garbage;
      print(
        `${dryRun ? 'would remove' : 'removed'} ${runs.length} runs and ${objects} files (${bytes} bytes)`,
      );
    });
}

function read(store: string, run: string): RunHistory {
  return readHistory(new Store(store).runFolder(run));
}
