import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { Project } from 'hlsmith/cpp';
import { parseFixedType } from 'hlsmith/hls';
import { openCompiledSession } from 'hlsmith/simulate';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findCompiler } from '../../../src/simulate/compiled/compile.js';
import {
  hasWebAssemblyCompiler,
  webAssemblyCompiler,
} from '../../../src/simulate/compiled/web-assembly/compiler.js';
import { temporaryFolder } from '../../../src/text/index.js';

/*
 * Needs the built project, and the compiler: npm install --no-save @yowasp/clang
 */
const isInstalled = hasWebAssemblyCompiler();
if (!isInstalled) console.log(`skipped: ${webAssemblyCompiler} is not installed`);

/** Counts its calls, reads a file, throws, traps or never ends: as the precision of its input asks. */
const kernel = `
  #include <fstream>
  #include <stdexcept>
  #include "ap_fixed.h"
  typedef ap_fixed<16, 8> data_t;
  typedef ap_fixed<20, 12> sum_t;
  static data_t offset;
  void top(data_t x[1], sum_t y[1]) {
      static bool loaded = false;
      static sum_t calls = 0;
      if (!loaded) {
          std::ifstream file("offset.txt");
          float value;
          if (!(file >> value)) throw std::runtime_error("no offset.txt");
          offset = value;
          loaded = true;
      }
      volatile bool more = true;
      if (x[0] == data_t(0)) __builtin_trap();
      while (x[0] < 0 && more) more = true;
      calls += 1;
      y[0] = x[0] * x[0] + calls + offset;
  }`;

describe.skipIf(!isInstalled)('a kernel compiled to WebAssembly', () => {
  it('answers as any, in a process for each evaluation', { timeout: 300_000 }, async () => {
    const folder = temporaryFolder('test');
    onTestFinished(() => folder.remove());
    const project = Project.fromFiles(folder.path, { 'kernel.cpp': kernel });
    writeFileSync(join(folder.path, 'offset.txt'), '0.25');
    const data = { inputs: Float64Array.of(1.5, 1.5), samples: 2 };
    const compiler = webAssemblyCompiler;
    const session = await openCompiledSession(project, data, { compiler, runSeconds: 5 });
    onTestFinished(() => session.close());
    expect(session).toMatchObject({ form: 'run-time precisions', remark: null });
    const answers = async (data_t?: string): Promise<number[]> => {
      const assignment = new Map(data_t ? [['data_t', parseFixedType(data_t)!]] : []);
      return [...(await session.evaluate(assignment)).tensor.toDoubles()];
    };
    expect(await answers()).toEqual([3.5, 4.5]);
    // 0.25 becomes zero, 1.5 becomes 1; nothing is left of the calls before.
    expect(await answers('ap_fixed<8,8>')).toEqual([2, 3]);
    await expect(answers('ap_fixed<2,4>')).rejects.toMatchObject({ code: 'simulate.run-failed' });
    await expect(answers('ap_fixed<2,1>')).rejects.toMatchObject({ code: 'simulate.time-limit' });
    expect(await answers()).toEqual([3.5, 4.5]);
  });

  it('takes the place of a compiler where there is none', () => {
    const path = process.env['PATH'];
    onTestFinished(() => void (process.env['PATH'] = path));
    process.env['PATH'] = '';
    expect(findCompiler()).toBe(webAssemblyCompiler);
  });
});
