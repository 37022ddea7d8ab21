import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bench, describe } from 'vitest';
import { sharedModels } from '../nn/shared.js';

/**
 * What a conversion costs in CPU seconds, by hlsmith and by hls4ml (a script in HLSMITH_HLS4ML with a function
 * `conv(model, folder)`), in turns. The whole process, with the start of Node or Python; and the converter's own time
 * without imports, for the first conversion of a process and for the best of ten. Every conversion has a new folder.
 * Then what g++ takes for the shared library of the project, by its own build_lib.sh.
 *
 *   HLSMITH_HLS4ML=/path/to/gen.py npx vitest bench --run test/codegen/conversion.bench.ts
 */
const hls4ml = process.env.HLSMITH_HLS4ML ?? '';
const models = ['KERAS_3layer', 'KERAS_dense_16x200x200x200x200x200x5'];
const turns = 3;
const times = 10;

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const load =
  'import sys,time,importlib.util as u;s=u.spec_from_file_location("gen",sys.argv[1]);g=u.module_from_spec(s);s.loader.exec_module(g)';
const clock =
  't=time.process_time();g.conv(sys.argv[2],sys.argv[3]+str(i));print("\\nown",time.process_time()-t)';
const python = `${load}\nfor i in range(int(sys.argv[4])):\n  ${clock}`;

/** CPU seconds of a command as bash counts them, and what it says of its own conversions. */
function measure(command: string, words: readonly string[], cwd?: string): { whole: number; own: number[] } {
  const script = 'TIMEFORMAT="%U %S"; time "$0" "$@" 2>/dev/null';
  const { stdout, stderr } = spawnSync('bash', ['-c', script, command, ...words], { encoding: 'utf8', cwd });
  const [user, system] = stderr.trim().split(/\s+/).slice(-2).map(Number);
  const own = [...stdout.matchAll(/^own (\S+)$/gm)].map((match) => Number(match[1]));
  return { whole: user + system, own };
}

function compare(model: string): void {
  const scratch = mkdtempSync(join(tmpdir(), 'hlsmith-bench-'));
  const folder = (name: string, turn: number): string => join(scratch, `${name}${turn}`);
  const [json, weights] = ['.json', '_weights.h5'].map((end) =>
    join(sharedModels, 'example-models/keras', `${model}${end}`),
  );
  const best = { ours: new Array<number>(4).fill(Infinity), theirs: new Array<number>(4).fill(Infinity) };
  const note = (kind: 'ours' | 'theirs', whole: number, own: number[], project: string): void => {
    const build = measure('bash', ['build_lib.sh'], project).whole;
    best[kind] = [whole, own[0], Math.min(...own), build].map((value, at) => Math.min(value, best[kind][at]));
  };
  try {
    for (let turn = 0; turn < turns; turn++) {
      const main = path('../../dist/src/cli/main.js');
      const precision = ['--precision', 'ap_fixed<18,8>'];
      const whole = [main, 'convert', json, '--weights', weights, ...precision, '-o', folder('whole', turn)];
      const own = [path('conversion-child.mjs'), json, weights, folder('own', turn), String(times)];
      note(
        'ours',
        measure(process.execPath, whole).whole,
        measure(process.execPath, own).own,
        folder('whole', turn),
      );
      if (hls4ml === '') continue;
      const run = (name: string, count: number) =>
        measure('/usr/bin/python3', ['-c', python, hls4ml, model, folder(name, turn), String(count)]);
      note('theirs', run('theirs', 1).whole, run('theirs-own', times).own, `${folder('theirs', turn)}0`);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  ['whole process', 'own time, first', `own time, best of ${times}`, 'build_lib.sh'].forEach((what, at) => {
    const [ours, theirs] = [best.ours[at], best.theirs[at]];
    const peer = hls4ml === '' ? '' : `, hls4ml ${theirs.toFixed(3)} s: ${(theirs / ours).toFixed(1)} times`;
    console.log(`${model}, ${what}: ${ours.toFixed(3)} CPU s${peer}`);
  });
}

const isPossible = existsSync(sharedModels);
if (!isPossible) console.log(`skipped: no ${sharedModels}`);
if (hls4ml === '') console.log('no comparison: HLSMITH_HLS4ML names no script that runs hls4ml');

describe.skipIf(!isPossible)('conversion', () => {
  // What counts is printed; the runner's own clock would count waiting too.
  const done = new Set<string>();
  const once = (model: string): void => {
    if (!done.has(model)) compare(model);
    done.add(model);
  };
  for (const model of models) bench(model, () => once(model), { iterations: 1, time: 0 });
});
