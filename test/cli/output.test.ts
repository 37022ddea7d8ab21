import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesUnder, fixture, hlsmith, main, temporaryFolder } from './run.js';

const data = ['--inputs', fixture('X_test.npy'), '--labels', fixture('y_test.npy'), '--samples', '300'];

function convertedExample(): string {
  const project = join(temporaryFolder(), 'jet');
  expect(
    hlsmith(['convert', fixture('model.h5'), '-o', project, '--name', 'jet', '--precision', 'ap_fixed<18,8>'])
      .code,
  ).toBe(0);
  return project;
}

describe('an output folder', () => {
  it.each(['convert', 'qhs', 'simulate', 'example'])('of %s cannot be the empty word', (command) => {
    const { code, errors } = hlsmith([command, ...(command === 'example' ? [] : ['x']), ...data, '-o', '']);
    expect([code, errors]).toEqual([2, expect.stringMatching(/-o, --output .* argument '' is invalid/)]);
  });

  it('is the project itself only by --force, also behind a link', () => {
    const project = convertedExample();
    const before = filesUnder(project);
    const link = join(temporaryFolder(), 'link');
    symlinkSync(project, link);
    for (const output of [project, link]) {
      const { code, errors } = hlsmith(['qhs', project, ...data, '-o', output]);
      expect([code, errors]).toEqual([2, expect.stringContaining('is the project itself')]);
    }
    expect(filesUnder(project)).toEqual(before);
    writeFileSync(join(project, 'notes'), 'mine');
    expect(hlsmith(['qhs', project, ...data, '-o', project, '--force']).code).toBe(0);
    expect([...filesUnder(project).keys()]).toEqual([...before.keys(), 'notes'].sort());
    expect(filesUnder(project).get('firmware/defines.h')).not.toBe(before.get('firmware/defines.h'));
  });

  it('never holds the project', () => {
    const project = convertedExample();
    const { code, errors } = hlsmith(['qhs', project, ...data, '-o', join(project, '..'), '--force']);
    expect([code, errors]).toEqual([2, expect.stringContaining('the project lies in this folder')]);
    expect(existsSync(project)).toBe(true);
  });
});

describe('a stopped search', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s leaves nothing behind while it compiles', async (signal, code) => {
    const project = convertedExample();
    const temporary = join(temporaryFolder(), 'tmp');
    mkdirSync(temporary);
    const args = [main, 'qhs', project, ...data, '-o', join(temporary, 'out')];
    const child = spawn(process.execPath, args, { env: { ...process.env, TMPDIR: temporary } });
    child.stdout.resume();
    let progress = '';
    child.stderr.on('data', (text: Buffer) => {
      if (!progress.includes('Compiling') && (progress += text.toString()).includes('Compiling'))
        setTimeout(() => child.kill(signal), 50);
    });
    const ended = await new Promise((resolve) => child.on('close', resolve));
    if (ended === 0) return console.warn('skipped: nothing compiled for long enough to be stopped');
    expect([ended, readdirSync(temporary)]).toEqual([code, []]);
  });

  it('by SIGINT stops between two trials', async () => {
    // A file holds all that was printed; a pipe would lose what the search wrote before it heard.
    const log = join(temporaryFolder(), 'progress');
    const file = openSync(log, 'w');
    // All samples, so that the search takes long enough.
    const args = [main, 'qhs', convertedExample(), ...data.slice(0, 4)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', file] });
    const progress = (): string => readFileSync(log, 'utf8');
    const poll = setInterval(() => progress().includes('trial 3:') && child.kill('SIGINT'), 10);
    const ended = await new Promise((resolve) => child.on('close', resolve));
    clearInterval(poll);
    closeSync(file);
    expect(ended).toBe(130);
    // Unheard, the search would have run to its end, some forty trials.
    expect(progress()).not.toContain('trial 35:');
  });
});

it('names the default precision in the help of convert', () => {
  expect(hlsmith(['convert', '--help']).out.replace(/\s+/g, ' ')).toContain('(default: auto)');
});
