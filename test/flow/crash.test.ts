import { spawn, spawnSync } from 'node:child_process';
import { finalMetaModel, readHistory, Store, type RunHistory } from 'hlsmith/flow';
import { describe, expect, it } from 'vitest';
import { here, scratch } from './scratch.js';

/** How often processes are killed; `HLSMITH_FUZZ=20 npx vitest run test/flow/crash.test.ts` kills 200 of them. */
const kills = 10 * Number(process.env['HLSMITH_FUZZ'] ?? 1);

/** Runs the flow, or goes on with it, and kills the process some time after it has begun to work. */
function play(store: string, run: string[], killAfter: number | null): Promise<'done' | 'killed'> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [here('crash-child.mjs'), store, ...run], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (text: Buffer) => {
      if (said === '' && killAfter !== null) setTimeout(() => child.kill('SIGKILL'), killAfter);
      said += text.toString();
    });
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve('killed');
      else if (said.endsWith('done\n')) resolve('done');
      else reject(new Error(`exit code ${code}: ${said}`));
    });
  });
}

/** The newest run, or null when the process was killed before it began one. */
function begunRun(folder: string): RunHistory | null {
  const store = new Store(folder);
  const run = store.runs().at(-1);
  try {
    return run === undefined ? null : readHistory(store.runFolder(run));
  } catch (error) {
    expect((error as { code: string }).code).toBe('run.empty');
    return null;
  }
}

describe('a run that is killed', () => {
  it(
    `${kills} times comes to the same meta-model as one that is not`,
    async () => {
      const whole = scratch();
      const started = performance.now();
      await play(whole, [], null);
      const duration = performance.now() - started;
      const expected = await finalMetaModel(begunRun(whole)!);
      expect(expected.steps.length).toBeGreaterThan(50);

      let killed = 0;
      let random = 1;
      while (killed < kills) {
        const store = scratch();
        let run: string[] = [];
        const doneBefore = new Set<string>();
        // Each process gets some way further; one run is killed several times.
        for (;;) {
          random = (random * 48271) % 0x7fffffff;
          const killAfter = killed < kills ? (random / 0x7fffffff) * duration * 0.6 : null;
          if ((await play(store, run, killAfter)) === 'done') break;
          killed++;
          const history = begunRun(store);
          if (!history) continue;
          // Some are killed after their last record.
          expect(['interrupted', 'done']).toContain(history.status);
          const steps = history.steps.map(({ step }) => step);
          expect(new Set(steps).size, 'no step is done twice').toBe(steps.length);
          for (const step of doneBefore) expect(steps, 'nothing recorded is lost').toContain(step);
          steps.forEach((step) => doneBefore.add(step));
          run = [history.begun.run];
        }
        expect(await finalMetaModel(begunRun(store)!)).toEqual(expected);
      }
    },
    kills * 6000 + 30_000,
  );
});

describe('a run on a disk that becomes full', () => {
  it('says so, loses nothing that it recorded, and goes on when there is room', async () => {
    const whole = scratch();
    await play(whole, [], null);
    const expected = await finalMetaModel(begunRun(whole)!);
    // A limit on the size of files does what a full disk does: a write takes a part, then fails.
    for (const blocks of [4, 20]) {
      const store = scratch();
      const limited = [
        '-c',
        `ulimit -f ${blocks}; exec "$@"`,
        'sh',
        process.execPath,
        here('crash-child.mjs'),
      ];
      const { status, stderr } = spawnSync('bash', [...limited, store], { encoding: 'utf8' });
      expect([status, stderr]).toEqual([
        1,
        expect.stringMatching(/journal\.jsonl: cannot be written \(EFBIG/),
      ]);
      const before = begunRun(store)!;
      expect(before.steps.length).toBeGreaterThan(0);
      expect(await play(store, [before.begun.run], null)).toBe('done');
      const after = begunRun(store)!;
      expect(after.steps.slice(0, before.steps.length)).toEqual(before.steps);
      expect(await finalMetaModel(after)).toEqual(expected);
    }
  });
});
