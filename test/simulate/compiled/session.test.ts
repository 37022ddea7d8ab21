import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { Project } from 'hlsmith/cpp';
import { openHlsProject, parseFixedType, readLayerGraph, type FixedType } from 'hlsmith/hls';
import { openCompiledSession, openSession, type CompiledSession } from 'hlsmith/simulate';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findCompiler } from '../../../src/simulate/compiled/compile.js';
import { templatePath } from '../../../src/templates/index.js';
import { temporaryFolder } from '../../../src/text/index.js';
import { anyFixedType } from '../../hls/fixed-point/arbitrary.js';
import { gaussianInputs } from '../graphs.js';

if (!findCompiler()) console.log('skipped: no g++ or clang++ on PATH to compile a kernel with');
const tiny = fileURLToPath(new URL('../verify/tiny', import.meta.url));
const type = (text: string): FixedType => parseFixedType(text)!;

function folder(): string {
  const made = temporaryFolder('test');
  onTestFinished(() => made.remove());
  return made.path;
}

/** A kernel of one file, on four samples of `features` numbers. */
async function open(text: string, inputs: readonly number[], runSeconds = 60): Promise<CompiledSession> {
  const project = Project.fromFiles(folder(), { 'kernel.cpp': `#include "ap_fixed.h"\n${text}` });
  const data = { inputs: Float64Array.from(inputs), samples: 4 };
  const session = await openCompiledSession(project, data, { runSeconds });
  onTestFinished(() => session.close());
  return session;
}

async function answers(session: CompiledSession, assignment: Record<string, string> = {}): Promise<number[]> {
  const types = new Map(Object.entries(assignment).map(([name, text]) => [name, type(text)]));
  return [...(await session.evaluate(types)).tensor.toDoubles()];
}

describe.skipIf(!findCompiler())('a compiled session', () => {
  it('answers as the fast evaluation does, whatever the precisions', async () => {
    const root = folder();
    cpSync(tiny, root, { recursive: true });
    cpSync(templatePath('library'), join(root, 'firmware'), { recursive: true });
    const top = join(root, 'firmware', 'tiny.cpp');
    writeFileSync(top, readFileSync(top, 'utf8').replace(/.*hlsmith.*\n/g, ''));
    const project = await openHlsProject(root);
    const graph = readLayerGraph(project);
    const data = { inputs: gaussianInputs(100, 3).map((x) => 3 * x), samples: 100 };
    const compiled = await openCompiledSession(project, data);
    const fast = await openSession(graph, data);
    expect(compiled).toMatchObject({ form: 'run-time precisions', remark: null, ties: [] });
    const modes = ['WRAP_SM'];
    const anyType = anyFixedType({ width: { min: 2, max: 36 }, integer: { min: 0, max: 9 } }).filter(
      ({ family, saturationBits, overflow, isInteger }) =>
        family === 'ap' && saturationBits === 0 && !isInteger && !modes.includes(overflow),
    );
    const assignments = fc.dictionary(fc.constantFrom(...compiled.precisions.keys()), anyType, {
      minKeys: 3,
    });
    await fc.assert(
      fc.asyncProperty(assignments, fc.boolean(), async (types, whole) => {
        const assignment = new Map(Object.entries(types));
        const until = whole ? 'outputs' : 'logits';
        const { tensor } = await compiled.evaluate(assignment, { until });
        const expected = fast.evaluate(assignment, { until }).tensor;
        expect(tensor).toMatchObject({ name: expected.name, type: expected.type, shape: expected.shape });
        expect(tensor.raw).toEqual(expected.raw);
      }),
      { numRuns: 40 },
    );
    compiled.close();
    await expect(compiled.evaluate(new Map())).rejects.toMatchObject({ code: 'simulate.closed' });
  });

  it('starts afresh for every evaluation', async () => {
    const session = await open(
      `typedef ap_fixed<16, 8> data_t;
       typedef ap_fixed<20, 12> result_t;
       void top(data_t x[1], result_t y[1]) {
           static bool ready = false;
           static data_t third;
           static int calls = 0;
           if (!ready) third = 1.0 / 3;
           ready = true;
           y[0] = third * x[0] + calls++;
       }`,
      [1, 1, 1, 1],
    );
    const third = 85 / 256;
    expect(await answers(session)).toEqual([third, third + 1, third + 2, third + 3]);
    expect(await answers(session, { data_t: 'ap_fixed<10,8>' })).toEqual([0.25, 1.25, 2.25, 3.25]);
    expect(await answers(session)).toEqual([third, third + 1, third + 2, third + 3]);
  });

  it('ties the types that C++ wants equal, and no other', async () => {
    const session = await open(
      `typedef ap_fixed<16, 8> a_t;
       typedef ap_fixed<16, 8> b_t;
       typedef ap_fixed<16, 8> c_t;
       template <class T> static void add(T x[1], T y[1], T sum[1]) { sum[0] = x[0] + y[0]; }
       void top(a_t x[1], c_t z[1]) {
           b_t y[1] = {a_t(0.25)};
           b_t sum[1];
           add(x, y, sum);
           z[0] = sum[0];
       }`,
      [1, 2, 3, 4],
    );
    expect(session.form).toBe('run-time precisions');
    expect(session.ties.map((names) => [...names].sort())).toEqual([['a_t', 'b_t']]);
    expect(await answers(session, { c_t: 'ap_fixed<8,8>' })).toEqual([1, 2, 3, 4]);
    await expect(answers(session, { a_t: 'ap_fixed<8,8>' })).rejects.toMatchObject({ code: 'simulate.tied' });
    expect(await answers(session, { a_t: 'ap_fixed<9,8>', b_t: 'ap_fixed<9,8>' })).toEqual([1, 2, 3, 4]);
  });

  it('compiles for each assignment where a width is needed to compile', async () => {
    const session = await open(
      `typedef ap_fixed<16, 8> data_t;
       void top(data_t x[1], data_t y[1]) {
           ap_ufixed<data_t::width, 4> wider = x[0];
           y[0] = wider;
       }`,
      [1.5, 2.25, 3, 4],
    );
    expect(session.form).toBe('static types');
    expect(session.remark).toContain('cannot compile');
    expect(await answers(session)).toEqual([1.5, 2.25, 3, 4]);
    expect(await answers(session, { data_t: 'ap_fixed<9,8>' })).toEqual([1.5, 2, 3, 4]);
  });

  it('survives a kernel that crashes or does not end', async () => {
    const session = await open(
      `typedef ap_fixed<16, 8> data_t;
       void top(data_t x[1], data_t y[1]) {
           volatile bool more = true;
           if (x[0] == data_t(0)) __builtin_trap();
           while (x[0] < 0 && more) more = true;
           y[0] = x[0];
       }`,
      [1.5, 1.5, 1.5, 1.5],
      2,
    );
    expect(await answers(session)).toEqual([1.5, 1.5, 1.5, 1.5]);
    await expect(answers(session, { data_t: 'ap_fixed<2,4>' })).rejects.toMatchObject({
      code: 'simulate.run-failed',
    });
    await expect(answers(session, { data_t: 'ap_fixed<2,1>' })).rejects.toMatchObject({
      code: 'simulate.time-limit',
    });
    expect(await answers(session)).toEqual([1.5, 1.5, 1.5, 1.5]);
  });

  it('answers with the first of several outputs, as the fast evaluation does', async () => {
    const session = await open(
      `typedef ap_fixed<16, 8> data_t;
       void top(data_t x[1], data_t y[1], data_t z[1]) {
           y[0] = x[0] + x[0];
           z[0] = x[0];
       }`,
      [1, 2, 3, 4],
    );
    const { tensor } = await session.evaluate(new Map());
    expect(tensor.name).toBe('y');
    expect([...tensor.toDoubles()]).toEqual([2, 4, 6, 8]);
  });

  it('counts what its formats were given', async () => {
    const session = await open(
      `typedef ap_fixed<16, 8> data_t;
       typedef ap_fixed<8, 4> wrapping_t;
       typedef ap_ufixed<8, 4, AP_RND, AP_SAT> saturating_t;
       void top(data_t x[1], saturating_t y[1]) {
           wrapping_t w = x[0] * x[0];
           y[0] = x[0] + w;
       }`,
      [0, 1, 4, -2.5],
    );
    const profile = await session.profile(new Map());
    const of = (name: string): unknown => profile.find(({ typedefs }) => typedefs[0] === name);
    expect(of('wrapping_t')).toMatchObject({ values: 4, zeros: 2, wraps: 1, least: 0, greatest: 16 });
    expect(of('saturating_t')).toMatchObject({ saturations: 0, wraps: 0, least: 0, greatest: 4 });
    const narrow = await session.profile(new Map([['saturating_t', type('ap_ufixed<6,2,AP_RND,AP_SAT>')]]));
    expect(narrow.find(({ typedefs }) => typedefs[0] === 'saturating_t')).toMatchObject({ saturations: 1 });
  });

  it('refuses what no typedef spells', async () => {
    const session = await open(
      'typedef ap_fixed<16, 8> data_t; void top(data_t x[1], float y[1]) { y[0] = x[0]; }',
      [1, 2, 3, 4],
    );
    await expect(answers(session, { other_t: 'ap_fixed<8,8>' })).rejects.toMatchObject({
      code: 'simulate.fixed-precision',
    });
    await expect(answers(session)).rejects.toMatchObject({ code: 'simulate.output-type' });
  });
});
