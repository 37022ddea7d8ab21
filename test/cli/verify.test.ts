import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeNpy, readNpy } from 'hlsmith/nn';
import { describe, expect, it } from 'vitest';
import { findCompiler } from '../../src/simulate/compiled/compile.js';
import { templatePath } from '../../src/templates/index.js';
import { gaussianInputs } from '../simulate/graphs.js';
import { hlsmith, temporaryFolder } from './run.js';

function tiny(): string {
  const folder = temporaryFolder();
  cpSync(fileURLToPath(new URL('../simulate/verify/tiny', import.meta.url)), folder, { recursive: true });
  cpSync(templatePath('library'), join(folder, 'firmware'), { recursive: true });
  const top = join(folder, 'firmware', 'tiny.cpp');
  writeFileSync(top, readFileSync(top, 'utf8').replace(/.*hlsmith.*\n/g, ''));
  return folder;
}

describe('hlsmith verify', () => {
  it.skipIf(!findCompiler())('compares the ways that there are, on random inputs', () => {
    const { code, out } = hlsmith(['verify', tiny(), '--random', '50', '--json']);
    expect(code).toBe(0);
    const { samples, equal, tiers, comparisons } = JSON.parse(out);
    expect([samples, equal, comparisons.length]).toEqual([50, true, 1]);
    expect(tiers.map(({ name, ran }: { name: string; ran: boolean }) => [name, ran])).toEqual([
      ['simulated', true],
      ['own headers', true],
      ['reference headers', false],
    ]);
  });

  it('names what cannot run without a compiler', () => {
    const { code, out, errors } = hlsmith(['verify', tiny(), '--random', '10'], { PATH: '/nowhere' });
    expect(code).toBe(3);
    expect(out).toMatch(/own headers +not run +there is no C\+\+ compiler/);
    expect(errors).toContain('verify.nothing');
  });
});

it.skipIf(!findCompiler())(
  'hlsmith simulate compiles a kernel whose layers it does not know, and says so',
  () => {
    const folder = temporaryFolder();
    const kernel = `#include "ap_fixed.h"
typedef ap_fixed<16, 8> data_t;
void top(const data_t x[2], data_t y[1]) { y[0] = x[0] * x[1]; }
`;
    writeFileSync(join(folder, 'top.cpp'), kernel);
    const [inputs, output] = [join(folder, 'x.npy'), join(folder, 'y.npy')];
    writeFileSync(inputs, encodeNpy({ shape: [2, 2], data: Float64Array.from([1.5, 2, -3, 0.5]) }));
    const { code, out } = hlsmith(['simulate', folder, '--inputs', inputs, '-o', output, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out).compiled).toContain('compiled once');
    expect([...readNpy(output).data]).toEqual([3, -1.5]);
  },
);

it('hlsmith profile prints ranges and findings as JSON, without a compiler', () => {
  const folder = temporaryFolder();
  const inputs = join(folder, 'x.npy');
  writeFileSync(inputs, encodeNpy({ shape: [40, 3], data: gaussianInputs(40, 3) }));
  const { code, out } = hlsmith(['profile', tiny(), '--inputs', inputs, '--json'], { PATH: '/nowhere' });
  expect(code).toBe(0);
  const { kernel, samples, rows, typedefs, findings } = JSON.parse(out);
  expect([kernel, samples]).toEqual(['tiny', 40]);
  expect(rows.map(({ name }: { name: string }) => name)).toContain('layer4_out');
  const weights = typedefs.find(({ typedef }: { typedef: string }) => typedef === 'fc1_weight_t');
  expect(weights).toMatchObject({ type: 'ap_fixed<14,3,AP_RND>', wraps: 0 });
  for (const { fix, message } of findings) expect([fix.length > 0, message.length > 0]).toEqual([true, true]);
});
