import { conformance, type RunEvent, type TaskType } from 'hlsmith/flow';
import { describe, expect, it } from 'vitest';
import { KerasToHls, Quantization, Simulation } from '../../src/tasks/index.js';
import { fixture, hlsmith } from '../cli/run.js';
import { scratch } from '../flow/scratch.js';

const data = { test_inputs: fixture('X_test.npy'), test_labels: fixture('y_test.npy') };

describe('the tasks that ship', () => {
  it('quantise the jet network as hlsmith qhs does, and keep every version', () => {
    const run = ['flow', 'run', fixture('../flow/quantization.yaml'), '--store', scratch(), '--json'];
    const { code, out } = hlsmith([...run, '--set', 'B@max_turns=0']);
    expect(code).toBe(0);
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RunEvent);
    const models = events.flatMap((event) => (event.event === 'task-done' ? event.models : []));
    expect(models.map(({ id, level, parent }) => [id, level, parent])).toEqual([
      ['KerasToHls#1', 'DNN', null],
      ['KerasToHls#1~2', 'HLS C++', 'KerasToHls#1'],
      ['Simulation#1', 'HLS C++', 'KerasToHls#1~2'],
      ['Quantization#1', 'HLS C++', 'Simulation#1'],
    ]);
    expect(models.at(-1)).toMatchObject({
      metrics: { bits: { value: 79 }, accuracy: { value: 0.7453, source: 'simulated' } },
      properties: { top: 'jet' },
    });
  });

  const checks = conformance(KerasToHls as TaskType, { parameters: { model: fixture('model.h5') } });
  describe('KerasToHls', () => {
    for (const { title, check } of checks) it(title, check);
  });

  describe.each(
    [Simulation, Quantization].map((task) => ({ name: task.definition.type, task: task as TaskType })),
  )('$name', ({ task }) => {
    const quick = conformance(task, { parameters: data }).filter(({ title }) =>
      /describes|defaults|JSON|multiplicity|data only/.test(title),
    );
    for (const { title, check } of quick) it(title, check);
  });
});
