import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { openHlsProject, parseFixedType, readLayerGraph, type LayerGraph } from 'hlsmith/hls';
import { verifyByCompiling } from 'hlsmith/simulate';
import { findProgram, runProgram } from '../../../src/simulate/compiled/process.js';
import { templatePath } from '../../../src/templates/index.js';
import { gaussianInputs } from '../graphs.js';

const source = fileURLToPath(new URL('tiny', import.meta.url));
const compiler = findProgram(['g++', 'clang++']);
if (!compiler) console.log('skipped: no g++ or clang++ on PATH to compile a kernel with');

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** The tiny project with the library that it includes, as `hlsmith convert` lays it out. */
function project(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hlsmith-test-'));
  made.push(folder);
  cpSync(source, folder, { recursive: true });
  cpSync(templatePath('library'), join(folder, 'firmware'), { recursive: true });
  return folder;
}

async function graphOf(folder: string): Promise<LayerGraph> {
  return readLayerGraph(await openHlsProject(folder));
}

const samples = 200;
const inputs = gaussianInputs(samples, 3).map((x) => 4 * x);

describe.skipIf(!compiler)('a compiled kernel', () => {
  it('gives the simulated answers, layer by layer', async () => {
    const projectDirectory = project();
    const graph = await graphOf(projectDirectory);
    const result = await verifyByCompiling({
      projectDirectory,
      graph,
      assignment: new Map(),
      inputs,
      samples,
    });
    expect(result).toEqual({
      verified: true,
      compiler,
      compared: ['layer2_out', 'layer3_out', 'layer4_out', 'layer5_out'],
      firstSamples: null,
    });
  });

  it('is told apart from an assignment that it does not have', async () => {
    const projectDirectory = project();
    const graph = await graphOf(projectDirectory);
    const assignment = new Map([['layer3_t', parseFixedType('ap_ufixed<10,5,AP_TRN,AP_SAT>')!]]);
    const result = await verifyByCompiling({ projectDirectory, graph, assignment, inputs, samples });
    expect(result.verified).toBe(false);
    expect(result.compared).toEqual(['layer2_out', 'layer3_out']);
    expect(result.mismatch).toMatchObject({ tensor: 'layer3_out', sample: 0 });
    expect(result.mismatch!.got).toBe(result.mismatch!.expected + 1n);
  });

  it('that does not compile is an error that names the folder and the reason', async () => {
    const projectDirectory = project();
    const graph = await graphOf(projectDirectory);
    const defines = join(projectDirectory, 'firmware', 'defines.h');
    writeFileSync(defines, readFileSync(defines, 'utf8').replace('layer4_t;', 'layer4_tt;'));
    const verify = verifyByCompiling({ projectDirectory, graph, assignment: new Map(), inputs, samples });
    await expect(verify).rejects.toMatchObject({
      code: 'simulate.compile-failed',
      message: expect.stringMatching(/firmware: .*layer4_t/),
    });
  });

  it('that cannot find its weights is an error', async () => {
    const projectDirectory = project();
    const graph = await graphOf(projectDirectory);
    rmSync(join(projectDirectory, 'firmware', 'weights', 'w4.txt'));
    const verify = verifyByCompiling({ projectDirectory, graph, assignment: new Map(), inputs, samples });
    await expect(verify).rejects.toMatchObject({
      code: 'simulate.run-failed',
      message: expect.stringContaining('w4.txt'),
    });
  });

  it('that never ends is stopped', async () => {
    const projectDirectory = project();
    const graph = await graphOf(projectDirectory);
    const top = join(projectDirectory, 'firmware', 'tiny.cpp');
    writeFileSync(top, readFileSync(top, 'utf8').replace('layer2_t layer2_out', 'for (;;);\n$&'));
    const options = { projectDirectory, graph, assignment: new Map(), inputs, samples, seconds: 5 };
    await expect(verifyByCompiling(options)).rejects.toMatchObject({ code: 'simulate.time-limit' });
  });
});

describe('without what it needs', () => {
  it('says that nothing was verified where there is no compiler', async () => {
    const path = process.env['PATH'];
    const projectDirectory = project();
    const graph = await graphOf(projectDirectory);
    process.env['PATH'] = '/nonexistent';
    try {
      const result = await verifyByCompiling({
        projectDirectory,
        graph,
        assignment: new Map(),
        inputs,
        samples,
      });
      expect(result).toEqual({ verified: null, compiler: null, compared: [], firstSamples: null });
    } finally {
      process.env['PATH'] = path;
    }
  });

  it.skipIf(!compiler)('names the folder that has no such kernel', async () => {
    const projectDirectory = project();
    const graph = { ...(await graphOf(projectDirectory)), name: 'other' };
    const verify = verifyByCompiling({ projectDirectory, graph, assignment: new Map(), inputs, samples });
    await expect(verify).rejects.toMatchObject({ code: 'simulate.not-compilable' });
  });
});

describe('a program', () => {
  it('is killed with its children when its time is up', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hlsmith-test-'));
    made.push(folder);
    const script = join(folder, 'spawn.mjs');
    writeFileSync(
      script,
      "import { spawn } from 'node:child_process'; spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });",
    );
    // The child inherits the pipe, so waiting for its end proves that it died too.
    const outcome = await runProgram(process.execPath, [script], {
      cwd: folder,
      seconds: 1,
      temporary: folder,
    });
    expect(outcome.timedOut).toBe(true);
  });
});
