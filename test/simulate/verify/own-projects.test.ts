import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openHlsProject, parseFixedType, readLayerGraph } from 'hlsmith/hls';
import { verifyTiers } from 'hlsmith/simulate';
import { convertModel, writeProject } from '../../../src/codegen/index.js';
import { hasCompiler, unlessCompiler } from '../../codegen/compiling.js';
import {
  imageNetwork,
  productNetwork,
  recurrentNetwork,
  sequenceNetwork,
  vectorNetwork,
} from '../../codegen/every-layer.js';
import { randomNumbers } from '../../codegen/models.js';
import { scratchFolder } from '../../codegen/scratch.js';
import { size } from '../../../src/simulate/network.js';

/*
 * Every layer that our converter writes, simulated and compiled with our headers, bit for bit. All networks, for all
 * vendors' numbers, as arrays and as streams: HLSMITH_FUZZ=1.
 */
const isThorough = process.env['HLSMITH_FUZZ'] !== undefined;
const scratch = scratchFolder();
const precision = parseFixedType('ap_fixed<18,8>')!;
const ways = ['parallel', 'stream'] as const;
const networks = { recurrentNetwork, productNetwork, vectorNetwork, imageNetwork, sequenceNetwork };
const targets = ['vitis', 'catapult', 'oneapi'] as const;
const cases = (Object.keys(networks) as (keyof typeof networks)[]).flatMap((name) =>
  targets.flatMap((target) => ways.map((io) => ({ name, target, io }))),
);
const quick = [
  { name: 'recurrentNetwork', target: 'vitis', io: 'parallel' },
  { name: 'vectorNetwork', target: 'catapult', io: 'parallel' },
  { name: 'sequenceNetwork', target: 'oneapi', io: 'parallel' },
] as const;

describe.skipIf(!hasCompiler)(`what our converter writes${unlessCompiler}`, () => {
  it.each(isThorough ? cases : quick)('$name, $target, $io', { timeout: 600_000 }, async (one) => {
    const { name, target, io } = one;
    const directory = join(scratch, `${name}-${target}-${io}`);
    writeProject(directory, convertModel(networks[name](), { precision, io, target }));
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
