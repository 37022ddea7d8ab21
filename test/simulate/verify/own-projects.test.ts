import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openHlsProject, parseFixedType, readLayerGraph } from 'hlsmith/hls';
import { verifyTiers } from 'hlsmith/simulate';
import { convertModel, writeProject } from '../../../src/codegen/index.js';
import { hasCompiler, unlessCompiler } from '../../codegen/compiling.js';
import { imageNetwork, recurrentNetwork, sequenceNetwork, vectorNetwork } from '../../codegen/every-layer.js';
import { randomNumbers } from '../../codegen/models.js';
import { scratchFolder } from '../../codegen/scratch.js';
import { size } from '../../../src/simulate/network.js';

/*
 * Every layer that our converter writes, simulated and compiled with our headers, bit for bit. All networks, as arrays
 * and as streams: HLSMITH_FUZZ=1.
 */
const isThorough = process.env['HLSMITH_FUZZ'] !== undefined;
const scratch = scratchFolder();
const precision = parseFixedType('ap_fixed<18,8>')!;
const ways = ['parallel', 'stream'] as const;
const networks = { recurrentNetwork, vectorNetwork, imageNetwork, sequenceNetwork };
const cases = Object.keys(networks).flatMap((name) =>
  ways.map((io) => ({ name: name as keyof typeof networks, io })),
);
const quick = cases.slice(0, 3).filter(({ io }) => io === 'parallel');

describe.skipIf(!hasCompiler)(`what our converter writes${unlessCompiler}`, () => {
  it.each(isThorough ? cases : quick)('$name, $io', { timeout: 600_000 }, async ({ name, io }) => {
    const directory = join(scratch, `${name}-${io}`);
    writeProject(directory, convertModel(networks[name](), { precision, io }));
    const project = await openHlsProject(directory);
    const columns = readLayerGraph(project).inputs.reduce((sum, { shape }) => sum + size(shape), 0);
    const next = randomNumbers(3);
    const samples = 50;
    const inputs = Float64Array.from({ length: samples * columns }, () => next() * 4);
    const { tiers, comparisons } = await verifyTiers(project, { inputs, samples });
    expect(tiers.map(({ ran, remark }) => (ran ? '' : remark)).slice(0, 2)).toEqual(['', '']);
    expect(comparisons.map(({ layer, mismatch }) => ({ layer, mismatch }))).toEqual([
      { layer: undefined, mismatch: undefined },
    ]);
    expect(comparisons[0]!.compared.length).toBeGreaterThan(3);
  });
});
