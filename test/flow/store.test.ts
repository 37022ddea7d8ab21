import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  collectGarbage,
  dataflow,
  exportModel,
  exportRun,
  finalMetaModel,
  modelOf,
  readHistory,
  readRunLog,
  Stop,
  Store,
  type RunResult,
} from 'hlsmith/flow';
import { describe, expect, it } from 'vitest';
import { filesUnder } from '../cli/run.js';
import { scratch } from './scratch.js';
import { Call, Generate, Shrink } from './tasks.js';

const flow = dataflow('flow', () => Generate().to(Shrink()).to(Call()).to(Stop()));
const cfg = { 'Call@fn': () => undefined, 'Call@retries': 0 };

/** A run in which the third of four tasks failed. */
async function halfDone(store: string): Promise<RunResult & { journal: string }> {
  const fail = (): void => {
    throw new Error('no luck');
  };
  const result = await flow.run({ ...cfg, 'Call@fn': fail }, { store });
  return { ...result, journal: join(result.folder, 'journal.jsonl') };
}

const objectsIn = (store: string): string[] => [...filesUnder(join(store, 'objects')).values()].sort();

describe('the model space', () => {
  it('keeps each version with its files, parent, step, and metrics with their source', async () => {
    const store = scratch();
    const { run } = await flow.run({ ...cfg, 'Shrink@rate': 0.25 }, { store });
    const history = readHistory(new Store(store).runFolder(run));
    expect(history).toMatchObject({ status: 'done', sessions: 1, failures: [], underWay: [] });
    expect(history.models).toEqual([
      expect.objectContaining({ id: 'Generate#1', parent: null, step: 'Generate#1', level: 'DNN' }),
      expect.objectContaining({
        id: 'Shrink#1',
        parent: 'Generate#1',
        metrics: { size: { value: 16, source: 'toy' }, accuracy: { value: 0.88, source: 'toy' } },
      }),
    ]);
    expect(history.results).toMatchObject([{ step: 'Stop#1', model: { id: 'Shrink#1' } }]);
    expect(objectsIn(store)).toEqual(['16', '64']);
    const log = [];
    for await (const { step, message, data } of readRunLog(history)) log.push([step, message, data]);
    expect(log).toEqual([['Shrink#1', 'shrunk', { size: 16 }]]);
  });

  it('stores a content once, whoever has it', async () => {
    const store = scratch();
    await flow.run(cfg, { store });
    await flow.run(cfg, { store });
    expect(new Store(store).runs()).toEqual(['flow-1', 'flow-2']);
    expect(objectsIn(store)).toEqual(['32', '64']);
  });

  it('refuses what is no model', async () => {
    const cases = [
      [{ level: 'VHDL' }, 'level: Invalid option'],
      [{ level: 'DNN', files: { '../x': '' } }, 'must be a relative path'],
      [{ level: 'DNN', files: { '/x': '' } }, 'must be a relative path'],
      [{ level: 'DNN', metrics: { dsp: { value: NaN, source: 'x' } } }, 'metrics.dsp.value: '],
      [{ level: 'DNN', metrics: { dsp: { value: 1 } } }, 'metrics.dsp.source: '],
      [{ level: 'DNN', reports: [{ tool: 'x', file: 'y' }] }, 'the report y is not among its files'],
    ] as const;
    const { defineTask } = await import('hlsmith/flow');
    for (const [model, expected] of cases) {
      const Bad = defineTask({
        ...{ type: 'Bad', role: 'lambda', description: 'Adds it', inputs: 0, outputs: 1 },
        run: async ({ metaModel }) => void (await metaModel.add(model as never)),
      });
      const { failures } = await dataflow('bad', () => Bad().to(Stop())).run({}, { store: scratch() });
      expect(failures[0]!.error.message).toContain(expected);
    }
  });

  it('never changes a version', async () => {
    const change = dataflow('change', () => Generate().to(Stop()));
    const { failures } = await change.run(
      {
        'Stop::fn': (metaModel: { need: () => { metrics: Record<string, unknown> } }) =>
          (metaModel.need().metrics['size'] = 1),
      },
      { store: scratch() },
    );
    expect(failures[0]!.error.message).toContain('read only property');
  });
});

describe('a resumed run', () => {
  it('runs a failed task again, and nothing that is done', async () => {
    const store = scratch();
    const { run, status } = await halfDone(store);
    expect(status).toBe('failed');
    expect((await flow.resume(run, cfg, { store })).status).toBe('done');
    const history = readHistory(new Store(store).runFolder(run));
    expect(history).toMatchObject({ status: 'done', sessions: 2, failures: [] });
    expect(history.steps.map(({ step }) => step)).toEqual(['Generate#1', 'Shrink#1', 'Call#1', 'Stop#1']);
  });

  it('keeps the configuration that it was begun with, and asks for the same flow', async () => {
    const store = scratch();
    const { run } = await halfDone(store);
    const other = dataflow('flow', () => Generate().to(Call()).to(Stop()));
    await expect(other.resume(run, cfg, { store })).rejects.toThrow('another flow: it had a task Shrink');
    await flow.resume(run, { ...cfg, 'Generate@size': 1000 }, { store });
    expect(readHistory(new Store(store).runFolder(run)).begun.cfg).not.toHaveProperty('Generate@size');
    await expect(flow.resume('flwo-1', cfg, { store })).rejects.toMatchObject({
      hint: 'did you mean flow-1?',
    });
  });

  it('is one process’s at a time; whoever died does not hold it', async () => {
    const store = scratch();
    const { run, folder } = await halfDone(store);
    const lock = join(folder, 'lock');
    const me = { pid: process.pid, host: hostname(), began: null, token: 'x' };
    writeFileSync(lock, JSON.stringify(me));
    await expect(flow.resume(run, cfg, { store })).rejects.toThrow(`process ${process.pid} on`);
    writeFileSync(lock, JSON.stringify({ ...me, host: 'elsewhere' }));
    await expect(flow.resume(run, cfg, { store })).rejects.toThrow('on elsewhere is working on run flow-1');
    // The id of a process that has died may be another's by now: that one began at another time.
    writeFileSync(lock, JSON.stringify({ ...me, began: '1' }));
    expect((await flow.resume(run, cfg, { store })).status).toBe('done');
    expect(readdirSync(folder).sort()).toEqual(['journal.jsonl', 'log.jsonl']);
  });

  it('of many processes that want it at once, only one has it', async () => {
    const store = scratch();
    const { folder } = await halfDone(store);
    const dead = spawn('true');
    await new Promise((resolve) => dead.on('close', resolve));
    const stale = { pid: dead.pid, host: hostname(), began: '1', token: 'dead' };
    writeFileSync(join(folder, 'lock'), JSON.stringify(stale));
    const script = `
      import { RunLock } from ${JSON.stringify(new URL('../../dist/src/flow/store/lock.js', import.meta.url).href)};
      await new Promise((resolve) => process.stdin.once('data', resolve));
      try {
        RunLock.take(${JSON.stringify(join(folder, 'lock'))}, 'flow-1');
        process.stdout.write('taken');
        setTimeout(() => process.exit(), 300);
      } catch (error) {
        process.stdout.write(error.code);
        process.exit();
      }`;
    const children = Array.from({ length: 6 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    await new Promise((resolve) => setTimeout(resolve, 600));
    const answers = children.map(
      (child) =>
        new Promise<string>((resolve) => {
          let said = '';
          child.stdout.on('data', (text: Buffer) => (said += text.toString()));
          child.on('close', () => resolve(said));
          child.stdin.write('go\n');
        }),
    );
    expect((await Promise.all(answers)).sort()).toEqual([...Array<string>(5).fill('run.held'), 'taken']);
  });

  it('stops when its lock is gone', async () => {
    const store = scratch();
    const remove = (): void => rmSync(join(store, 'runs', 'flow-1', 'lock'));
    await expect(flow.run({ ...cfg, 'Call@fn': remove }, { store })).rejects.toMatchObject({
      code: 'run.lost',
    });
  });
});

describe('a journal', () => {
  it('with a torn end is gone on with; what was torn is kept beside it', async () => {
    const store = scratch();
    for (const torn of ['{"kind":"done","step":"Call#1"', '{"kind":"done"}\t00000000\n', '\0\0\0\0\n']) {
      const { run, journal, folder } = await halfDone(store);
      appendFileSync(journal, torn);
      appendFileSync(join(folder, 'log.jsonl'), torn);
      expect(readHistory(folder).failures).toHaveLength(1);
      expect((await flow.resume(run, cfg, { store })).status).toBe('done');
      expect(readFileSync(`${journal}.torn`, 'utf8')).toBe(torn);
      expect((await finalMetaModel(readHistory(folder))).log).toHaveLength(1);
    }
  });

  it('that has lost its end at any byte is gone on with', async () => {
    const store = scratch();
    const { folder: whole } = await flow.run(cfg, { store });
    const expected = await finalMetaModel(readHistory(whole));
    const text = readFileSync(join(whole, 'journal.jsonl'));
    // Two records are on the disk before anything is done.
    const begun = text.indexOf(10, text.indexOf(10) + 1) + 1;
    for (let size = begun; size < text.length; size += 97) {
      const run = `cut-${size}`;
      const folder = join(store, 'runs', run);
      mkdirSync(folder);
      writeFileSync(join(folder, 'journal.jsonl'), text);
      truncateSync(join(folder, 'journal.jsonl'), size);
      writeFileSync(join(folder, 'log.jsonl'), readFileSync(join(whole, 'log.jsonl')));
      expect((await flow.resume(run, cfg, { store })).status).toBe('done');
      expect(await finalMetaModel(readHistory(folder))).toEqual(expected);
    }
  });

  it('that is damaged inside is refused, with its place, and left as it is', async () => {
    const store = scratch();
    const { run, journal } = await halfDone(store);
    const damaged = readFileSync(journal, 'utf8').replace('"rate"', '"rat3"').replace('Shrink', 'Shrunk');
    writeFileSync(journal, damaged);
    await expect(flow.resume(run, cfg, { store })).rejects.toThrow(
      /journal\.jsonl:1: line 1 is not what was written/,
    );
    expect(() => collectGarbage(new Store(store), { runs: [] })).toThrow('is not what was written');
    expect(readFileSync(journal, 'utf8')).toBe(damaged);
    expect(objectsIn(store)).toEqual(['32', '64']);
  });

  it('that cannot be made ends the run with the reason', async () => {
    await expect(flow.run(cfg, { store: '/dev/full/x' })).rejects.toMatchObject({
      code: 'run.unwritable',
      exit: 3,
    });
  });
});

describe('a stored file', () => {
  it('that is damaged or missing is told, with its place', async () => {
    const store = scratch();
    const { run } = await halfDone(store);
    const history = readHistory(new Store(store).runFolder(run));
    const object = new Store(store).objects.path(history.models[1]!.files[0]!.sha256);
    rmSync(object);
    await expect(exportRun(new Store(store), history, join(store, 'out'))).rejects.toThrow(
      `${object}: a stored file is missing`,
    );
    writeFileSync(object, 'other');
    await expect(exportRun(new Store(store), history, join(store, 'out'))).rejects.toThrow('has changed');
    expect(existsSync(join(store, 'out'))).toBe(false);
  });

  it('is exported with its run, or with its model', async () => {
    const store = scratch();
    const { run } = await flow.run(cfg, { store });
    const history = readHistory(new Store(store).runFolder(run));
    await exportRun(new Store(store), history, join(store, 'out'));
    const files = filesUnder(join(store, 'out'));
    expect([...files.keys()]).toEqual(['models/Generate-1/size.txt', 'models/Shrink-1/size.txt', 'run.json']);
    expect(JSON.parse(files.get('run.json')!)).toEqual(
      JSON.parse(JSON.stringify(await finalMetaModel(history))),
    );
    await exportModel(new Store(store), modelOf(history, 'Shrink#1'), join(store, 'model'));
    expect(filesUnder(join(store, 'model'))).toEqual(new Map([['size.txt', '32']]));
    expect(() => modelOf(history, 'Shrink#2')).toThrow('no model Shrink#2');
  });

  it('goes when no run refers to it, and not before', async () => {
    const folder = scratch();
    const store = new Store(folder);
    await flow.run(cfg, { store: folder });
    await flow.run({ ...cfg, 'Generate@size': 10 }, { store: folder });
    expect(collectGarbage(store, { runs: ['flow-1'], dryRun: true })).toEqual({
      runs: ['flow-1'],
      objects: 2,
      bytes: 4,
    });
    expect(objectsIn(folder)).toEqual(['10', '32', '5', '64']);
    expect(collectGarbage(store, { runs: ['flow-1'] }).objects).toBe(2);
    expect([objectsIn(folder), store.runs()]).toEqual([['10', '5'], ['flow-2']]);
    expect(() => collectGarbage(store, { runs: ['flow-1'] })).toThrow('no run flow-1');
  });

  it('of a run that goes on stays, and so does the run', async () => {
    const folder = scratch();
    const store = new Store(folder);
    await flow
      .run(
        {
          ...cfg,
          'Call@fn': async () => {
            await store.objects.put('about to be referred to');
            expect(collectGarbage(store, { runs: [] }).objects).toBe(0);
            expect(() => collectGarbage(store, { runs: ['flow-1'] })).toThrow('is working on run flow-1');
          },
        },
        { store: folder },
      )
      .then(({ failures }) => expect(failures).toEqual([]));
    expect(store.runs()).toEqual(['flow-1']);
  });
});
