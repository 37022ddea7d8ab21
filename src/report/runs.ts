import Table from 'cli-table3';
import type { LogRecord, Model, RunHistory } from '../flow/index.js';
import { duration, metricsText, number } from './flow.js';

/** Without rules between rows: a run has many models. */
const compact = {
  style: { head: [], border: [], compact: true },
};

/** What `runs list` shows of a run; one that cannot be read is shown with the reason. */
export type ListedRun =
  | { readonly run: string; readonly history: RunHistory }
  | { readonly run: string; readonly unreadable: string };

export function runsTable(runs: readonly ListedRun[]): string {
  if (runs.length === 0) return 'no runs';
  const head = ['run', 'status', 'begun', 'time', 'steps', 'models', 'failures'];
  const table = new Table({ head, ...compact });
  for (const listed of runs) {
    if ('unreadable' in listed) {
      table.push([listed.run, 'unreadable', { colSpan: 5, content: listed.unreadable }]);
      continue;
    }
    const { begun, status, seconds, steps, models, failures } = listed.history;
    const counts = [steps.length, models.length, failures.length].map(String);
    table.push([listed.run, status, time(begun.at), duration(seconds), ...counts]);
  }
  return table.toString();
}

/** A run's summary as data, as `runs list --json` prints it. */
export function runSummary({
  begun,
  status,
  seconds,
  sessions,
  steps,
  models,
  failures,
}: RunHistory): object {
  return {
    ...{
      run: begun.run,
      flow: begun.flow.name,
      file: begun.file,
      status,
      seconds,
      sessions,
      seed: begun.seed,
    },
    begun: new Date(begun.at).toISOString(),
    ...{ steps: steps.length, models: models.length, failures: failures.length },
  };
}

/** @param most models that are shown, the newest ones */
export function runText(history: RunHistory, most: number): string {
  const { begun, status, seconds, sessions, failures, models, results, underWay, folder } = history;
  const lines = [
    `run      ${begun.run} of flow ${begun.flow.name}${begun.file === null ? '' : ` (${begun.file})`}`,
    `status   ${status}, ${history.steps.length} steps in ${duration(seconds)}, begun ${time(begun.at)}, ` +
      `${sessions} session${sessions === 1 ? '' : 's'}, seed ${begun.seed}`,
    `folder   ${folder}`,
    ...Object.entries(begun.cfg).map(([key, value]) => `cfg      ${key} = ${valueText(value)}`),
    ...underWay.map((step) => `running  ${step}`),
    ...failures.map(({ step, error }) => `FAILED   ${step}: ${error.message}`),
    ...results.map(
      ({ step, model }) => `result   ${step}: ${model ? `${model.id}  ${metricsText(model)}` : 'no model'}`,
    ),
  ];
  if (models.length > 0) lines.push(modelTable(models.slice(-most)));
  if (models.length > most)
    lines.push(`the newest ${most} of ${models.length} models; --models N shows more`);
  return lines.join('\n');
}

function modelTable(models: readonly Model[]): string {
  const table = new Table({ head: ['model', 'level', 'parent', 'files', 'metrics'], ...compact });
  for (const model of models) {
    table.push([model.id, model.level, model.parent ?? '', model.files.length, metricsText(model)]);
  }
  return table.toString();
}

/** Everything about one model. */
export function modelText(model: Model): string {
  return [
    `model    ${model.id}, ${model.level}, made by ${model.step} from ${model.parent ?? 'nothing'}`,
    ...Object.entries(model.metrics).map(
      ([name, { value, source, unit }]) =>
        `metric   ${name} = ${number(value)}${unit ? ` ${unit}` : ''}  (${source})`,
    ),
    ...Object.entries(model.properties).map(([name, value]) => `property ${name} = ${valueText(value)}`),
    ...model.reports.map(({ tool, file }) => `report   ${tool}: ${file}`),
    ...model.files.map(({ path, bytes, sha256 }) => `file     ${path}  ${bytes} bytes  ${sha256}`),
  ].join('\n');
}

/** Runs beside each other: where their configurations differ, and what came of them. */
export interface Comparison {
  readonly runs: readonly string[];
  /** By name; a run without an entry has null. */
  readonly cfg: Readonly<Record<string, readonly unknown[]>>;
  /** Of the first result of each run. A metric of two sources is two metrics. */
  readonly metrics: Readonly<Record<string, readonly (number | null)[]>>;
  readonly seconds: readonly number[];
  readonly status: readonly string[];
}

export function compareRuns(histories: readonly RunHistory[]): Comparison {
  const rows = <T>(
    of: (history: RunHistory) => Readonly<Record<string, T>>,
  ): Record<string, (T | null)[]> => {
    const each = histories.map(of);
    const names = [...new Set(each.flatMap((record) => Object.keys(record)))];
    return Object.fromEntries(names.map((name) => [name, each.map((record) => record[name] ?? null)]));
  };
  const cfg = rows<unknown>(({ begun }) => ({ ...begun.cfg, seed: begun.seed }));
  const differs = (values: readonly unknown[]): boolean =>
    new Set(values.map((value) => JSON.stringify(value))).size > 1;
  return {
    runs: histories.map(({ begun }) => begun.run),
    cfg: Object.fromEntries(Object.entries(cfg).filter(([, values]) => differs(values))),
    metrics: rows(({ results }) => {
      const model = results[0]?.model;
      const entries = Object.entries(model?.metrics ?? {});
      return Object.fromEntries(
        entries.map(([name, { value, source }]) => [`${name} (${model!.level}, ${source})`, value]),
      );
    }),
    seconds: histories.map(({ seconds }) => seconds),
    status: histories.map(({ status }) => status),
  };
}

export function comparisonText({ runs, cfg, metrics, seconds, status }: Comparison): string {
  const table = new Table({ head: ['', ...runs], ...compact });
  table.push(['status', ...status], ['time', ...seconds.map(duration)]);
  for (const [name, values] of Object.entries(cfg)) {
    table.push([name, ...values.map((value) => (value === null ? '' : valueText(value)))]);
  }
  for (const [name, values] of Object.entries(metrics)) {
    table.push([name, ...values.map((value) => (value === null ? '' : number(value)))]);
  }
  return table.toString();
}

/** A line of the LOG. */
export function logText({ at, step, message, data }: LogRecord): string {
  return `${new Date(at).toISOString()}  ${step}  ${message}${data === undefined ? '' : `  ${JSON.stringify(data)}`}\n`;
}

const time = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

function valueText(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'function' in value)
    return `function ${String(value.function)}`;
  return JSON.stringify(value);
}
