import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { applyMetaprogram, type Metaprogram, type OptionDeclarations, type Project } from 'hlsmith/cpp';
import { openHlsProject, readLayerGraph, type LayerGraph } from 'hlsmith/hls';
import { layerGraphOrReason } from 'hlsmith/simulate';
import { afterAll, describe, expect, it } from 'vitest';
import scalePrecisions from '../../metaprograms/networks/scale-precisions.js';
import setMemberPrecision from '../../metaprograms/networks/set-member-precision.js';
import setPrecisions from '../../metaprograms/networks/set-precisions.js';
import setReuse from '../../metaprograms/networks/set-reuse.js';
import { HlsmithError } from '../../src/diagnostics/index.js';

/*
 * The metaprograms of `networks` on generated projects: each parses after, is done once and for all, and changes only
 * what it says.
 *
 *   HLSMITH_PROJECTS=FOLDER[:FOLDER...] HLSMITH_ONLY=Quartus npx vitest run test/metaprograms/networks-projects.test.ts
 */
const folders = (process.env.HLSMITH_PROJECTS ?? '').split(':').filter((folder) => folder !== '');
const only = new RegExp(process.env.HLSMITH_ONLY ?? '');
const projects = folders
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((path) => only.test(path))
  .filter((path) => ['firmware', 'src/firmware'].some((inside) => existsSync(join(path, inside))));
if (projects.length === 0) console.log('skipped: set HLSMITH_PROJECTS to folders of hls4ml projects');

const counts = new Map<string, { projects: number; changed: number; lines: number; refusals: number }>();

/** What may change: each changed line, before and after, must be one that the pattern describes. */
interface Trial {
  readonly name: string;
  readonly program: Metaprogram;
  readonly options: (project: Project) => Record<string, string | number>;
  /** A line that may change; and what of it, which is blanked before both are compared. */
  readonly mayChange: RegExp;
  /** What the layer graph has to say afterwards. */
  readonly holds?: (before: LayerGraph, after: LayerGraph) => void;
}

const trial = <D extends OptionDeclarations>(
  name: string,
  program: Metaprogram<D>,
  rest: Omit<Trial, 'name' | 'program'>,
): Trial => ({ name, program: program as unknown as Metaprogram, ...rest });

const spelledType = /\b(?:ap|ac)_u?(?:fixed|int)\s*<[^<>]*>|(?<=typedef )[\w:]+(?= \w+_t;)/g;
const family = (project: Project): 'ap' | 'ac' =>
  project.typedefs().some(({ type }) => /\bac_(?:fixed|int)</.test(type.text)) ? 'ac' : 'ap';
const wide = (project: Project): string =>
  family(project) === 'ap' ? 'ap_fixed<24,12>' : 'ac_fixed<24,12,true>';

const trials: readonly Trial[] = [
  trial('set-precisions', setPrecisions, {
    options: (project) => {
      const names = readLayerGraph(project).layers.map(({ output }) => output.slot.typedef);
      const own = names.filter((name) => /^\w+$/.test(name));
      return { table: JSON.stringify(Object.fromEntries(own.map((name) => [name, wide(project)]))) };
    },
    mayChange: spelledType,
    holds: (before, after) => {
      for (const [at, { output }] of before.layers.entries()) {
        const { typedef, type } = after.layers[at]!.output.slot;
        expect(typedef).toBe(output.slot.typedef);
        if (/^\w+$/.test(typedef)) expect([typedef, type.width, type.integer]).toEqual([typedef, 24, 12]);
      }
    },
  }),
  trial('scale-precisions', scalePrecisions, { options: () => ({ bits: 3 }), mayChange: spelledType }),
  ...['accum_t', 'table_t', 'exp_table_t'].map((member) =>
    trial(`set-member-precision ${member}`, setMemberPrecision, {
      options: (project) => ({ member, type: wide(project) }),
      mayChange: new RegExp(String.raw`(?<=typedef ).*(?= ${member};)`, 'g'),
    }),
  ),
  trial('set-reuse factor', setReuse, {
    options: () => ({ factor: 2 }),
    mayChange: /(?<=\breuse_factor = )\d+(?=;)/g,
  }),
  trial('set-reuse strategy', setReuse, {
    options: () => ({ strategy: 'resource' }),
    mayChange: /(?<=\bstrategy = nnet::)\w+(?=;)/g,
  }),
];

async function whole(directory: string, { name, program, options, mayChange, holds }: Trial): Promise<void> {
  const project = await openHlsProject(directory);
  const before = new Map(project.files.map((file) => [file.path, file.text]));
  const errorsBefore = project.files.filter((file) => !file.isDeferred).map((file) => file.degraded.length);
  const graph = readLayerGraph(project);
  const given = options(project);
  const { commit, report } = await applyMetaprogram(program, project, given);
  let lines = 0;
  for (const file of project.files) {
    const [old, now] = [before.get(file.path)!, file.text].map((text) => text.split('\n'));
    expect(now!.length, file.path).toBe(old!.length);
    old!.forEach((line, at) => {
      if (line === now![at]) return;
      lines++;
      expect(now![at]!.replace(mayChange, '...'), line).toBe(line.replace(mayChange, '...'));
    });
  }
  expect(lines > 0).toBe(commit.edits > 0);
  const errors = project.files.filter((file) => !file.isDeferred).map((file) => file.degraded.length);
  expect(errors).toEqual(errorsBefore);
  holds?.(graph, readLayerGraph(project));
  if (program.idempotent) expect((await applyMetaprogram(program, project, given)).commit.edits).toBe(0);
  const count = counts.get(name) ?? { projects: 0, changed: 0, lines: 0, refusals: 0 };
  count.projects++;
  count.changed += lines > 0 ? 1 : 0;
  count.lines += lines;
  count.refusals += Array.isArray(report) ? report.length : 0;
  counts.set(name, count);
}

describe.skipIf(projects.length === 0)('metaprograms of networks on generated projects', () => {
  it.each(projects)('%s', { timeout: 120_000 }, async (directory) => {
    const reason = layerGraphOrReason(await openHlsProject(directory));
    if (reason instanceof HlsmithError) return console.log(`${directory}: not read: ${reason.message}`);
    for (const each of trials) await whole(directory, each);
  });

  afterAll(() => {
    for (const [name, { projects: tried, changed, lines, refusals }] of counts)
      console.log(`${name}: ${changed} of ${tried} projects changed, ${lines} lines; ${refusals} refusals`);
  });
});
