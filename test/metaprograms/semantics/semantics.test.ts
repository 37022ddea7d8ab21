import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyMetaprogram, Project } from 'hlsmith/cpp';
import { differing, type Trial } from './compare.js';
import { careless, kernel, render, type Kernel } from './kernels.js';
import { transforms, type Transform } from './transforms.js';

const hasCompiler = spawnSync('g++', ['--version'], { stdio: 'ignore' }).status === 0;
const unlessCompiler = hasCompiler ? '' : ' (skipped: there is no g++)';
/** `HLSMITH_FUZZ=50 npx vitest run test/metaprograms/semantics` looks longer: batches of kernels. */
const batches = Number(process.env['HLSMITH_FUZZ'] ?? 1);
/** Seconds. */
const limit = 60 + 10 * batches;
const seed = process.env['HLSMITH_SEED'] === undefined ? 20 : Number(process.env['HLSMITH_SEED']) || null;
const all = await transforms();

async function transformed(text: string, { program, options }: Transform): Promise<string> {
  const project = Project.fromFiles('p', { 'kernel.cpp': text });
  await applyMetaprogram(program, project, options);
  return project.files[0]!.text;
}

describe.skipIf(!hasCompiler)(`transforms of random kernels${unlessCompiler}`, () => {
  it('keep every bit of every result', { timeout: 600_000 }, async () => {
    const changed = new Map<string, number>();
    const outcome = await fc.check(
      fc.asyncProperty(fc.array(kernel, { minLength: 1, maxLength: 14, size: 'max' }), async (kernels) => {
        const variants: { readonly kernel: Kernel; readonly done: { name: string; text: string }[] }[] = [];
        for (const each of kernels) {
          const before = render(each);
          const done: { name: string; text: string }[] = [];
          for (const transform of all) {
            const text = await transformed(before, transform);
            if (text === before) continue;
            done.push({ name: transform.name, text });
            changed.set(transform.name, (changed.get(transform.name) ?? 0) + 1);
          }
          variants.push({ kernel: each, done });
        }
        const trials = variants.map((each): Trial => ({
          type: each.kernel.type,
          before: render(each.kernel),
          after: each.done.map(({ text }) => text),
        }));
        const wrong = [...differing(trials)].map((line) => {
          const [trial, variant] = line.split(' ').map(Number);
          const { name, text } = variants[trial!]!.done[variant!]!;
          return `${name}\n${trials[trial!]!.before}\nbecame\n${text}`;
        });
        if (wrong.length > 0) throw new Error(wrong[0]);
      }),
      { numRuns: 3 * batches, ...(seed === null ? {} : { seed }), interruptAfterTimeLimit: 1000 * limit },
    );
    // The batch that fast-check would print holds kernels by the dozen; the message holds the one.
    if (outcome.failed) throw new Error(`seed ${outcome.seed}: ${String(outcome.errorInstance)}`);
    if (batches > 1)
      console.log([...changed].map(([name, count]) => `${String(count).padStart(5)}  ${name}`).join('\n'));
    const used = new Set([...changed.keys()].map((name) => name.split(' ')[0]));
    // A short run need not come by nests that can be tiled.
    const rare = batches > 1 ? [] : ['tile-loops', 'interchange-loops', 'fuse-loops'];
    for (const name of rare) used.add(name);
    expect(all.filter(({ program }) => !used.has(program.name)).map(({ name }) => name)).toEqual([]);
  });

  it(
    'are refused where the same change, made without a look, gives other results',
    { timeout: 600_000 },
    async () => {
      const samples = fc.sample(careless, { numRuns: 90 * batches, seed: seed ?? 20 });
      const trials = samples.map(({ kernel, after }): Trial => ({
        type: 'int',
        before: render(kernel),
        after: [after],
      }));
      const different = differing(trials);
      const table = { refused: 0, 'refused without need': 0, made: 0 };
      for (const [number, { metaprogram: name, kernel }] of samples.entries()) {
        const transform = all.find((each) => each.program.name === name)!;
        const before = render(kernel);
        const isMade = (await transformed(before, transform)) !== before;
        const isWrong = different.has(`${number} 0`);
        // Distributed in part, a loop may be right where one loop for each statement is not.
        if (name !== 'distribute-loops' && isMade && isWrong)
          throw new Error(`${name} was not refused:\n${before}`);
        table[isMade ? 'made' : isWrong ? 'refused' : 'refused without need']++;
      }
      if (batches > 1) console.log(table);
      expect(table.refused).toBeGreaterThan(samples.length / 10);
      expect(table.made).toBeGreaterThan(samples.length / 5);
    },
  );
});
