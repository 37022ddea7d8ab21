import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataflow, flowFileJsonSchema, readFlowFile, Stop } from 'hlsmith/flow';
import { describe, expect, it } from 'vitest';
import { fixture } from '../cli/run.js';
import { here, scratch } from './scratch.js';
import { Source } from './tasks.js';

function written(text: string): string {
  const path = join(scratch(), 'flow.yaml');
  writeFileSync(path, text);
  return path;
}

const shape = { tasks: here('tasks.ts') };

describe('a flow file', () => {
  it('in YAML is the flow that TypeScript builds', async () => {
    const [yaml, typescript] = await Promise.all(
      ['pruning.yaml', 'pruning.ts'].map((name) => readFlowFile(fixture(`../flow/${name}`))),
    );
    yaml!.validate();
    typescript!.validate();
    const edges = ({ graph }: typeof yaml & object): unknown =>
      [...graph.nodes.values()].map(({ name, task, outputs }) => [name, task.type, outputs]).sort();
    expect(edges(yaml!)).toEqual(edges(typescript!));
  });

  it('may name functions of a file', async () => {
    const path = written(
      `name: f\nmodules: [${shape.tasks}]\npaths: [Source >> Call >> Stop]\ncfg:\n  Call@fn: ./more.ts#shout\n`,
    );
    writeFileSync(
      join(path, '..', 'more.ts'),
      'export const shout = (): string => "hey"; export const one = 1;',
    );
    const flow = await readFlowFile(path);
    expect((flow.cfg['Call@fn'] as () => string)()).toBe('hey');
    const wrong = written(
      `name: f\nmodules: [${shape.tasks}]\npaths: [Source >> Call >> Stop]\ncfg:\n  Call@fn: ${join(path, '..', 'more.ts')}#one\n`,
    );
    await expect(readFlowFile(wrong)).rejects.toThrow('exports no function one');
  });

  it('connects lists with each other', async () => {
    const flow = await readFlowFile(
      written(
        `name: f\nmodules: [${shape.tasks}]\ntasks: {A: Pass, B: Pass}\npaths: ['Source >> Fork >> [A, B] >> Reduce >> Stop']\n`,
      ),
    );
    const { nodes } = flow.graph;
    expect([nodes.get('Fork')!.outputs, nodes.get('Reduce')!.inputs]).toEqual([
      ['A', 'B'],
      ['A', 'B'],
    ]);
  });

  it.each([
    ['name: f\npaths: [A >> B', /flow\.yaml:\d+:\d+: /],
    ['paths: [A >> B]', /name: /],
    ['name: f\ncolour: red\npaths: [A >> B]', /Unrecognized key: "colour"/],
    [
      'name: f\npaths:\n  - Source >> Stop\n  - Source > Stop',
      /flow\.yaml:4: paths\.1: must be tasks with >>/,
    ],
    ['name: f\npaths: [Sorce >> Stop]\nmodules: [TASKS]', /no task type Sorce/],
    ['name: f\npaths: [Join >> Stop]\nmodules: [nowhere.ts]', /nowhere\.ts: no such file/],
    ['name: f\npaths: ["Join >> Stop; rm -rf"]', /must be tasks/],
    ['name: f\ntasks: {"../x": Join}\npaths: [Join >> Stop]', /"..\/x" must begin with a letter/],
  ])('%j is refused', async (text, expected) => {
    await expect(readFlowFile(written(text.replace('TASKS', shape.tasks)))).rejects.toThrow(expected);
  });

  it('that is no flow is refused', async () => {
    await expect(readFlowFile(shape.tasks)).rejects.toThrow('its default export is not a flow');
    await expect(readFlowFile(here('none.yaml'))).rejects.toThrow('no such file');
  });

  it('has a published schema', () => {
    expect(flowFileJsonSchema()).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: ['name', 'paths'],
      properties: { cfg: { type: 'object' }, paths: { type: 'array', minItems: 1 } },
    });
  });

  it('has a name that makes no folder elsewhere', async () => {
    const store = scratch();
    const { folder } = await dataflow('../../up', () => Source().to(Stop())).run({}, { store });
    expect(folder.startsWith(join(store, 'runs'))).toBe(true);
  });
});
