import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Project } from 'hlsmith/cpp';
import { openHlsProject } from 'hlsmith/hls';
import { verifyTiers } from 'hlsmith/simulate';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findCompiler } from '../../../src/simulate/compiled/compile.js';
import { templatePath } from '../../../src/templates/index.js';
import { gaussianInputs } from '../graphs.js';

if (!findCompiler()) console.log('skipped: no g++ or clang++ on PATH to compile a kernel with');
const source = fileURLToPath(new URL('tiny', import.meta.url));
const data = { inputs: gaussianInputs(100, 3).map((x) => 40 * x), samples: 100 };
const library = templatePath('library/ap_types');

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'hlsmith-test-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function tiny(): Promise<Project> {
  const root = folder();
  cpSync(source, root, { recursive: true });
  cpSync(templatePath('library'), join(root, 'firmware'), { recursive: true });
  const top = join(root, 'firmware', 'tiny.cpp');
  writeFileSync(top, readFileSync(top, 'utf8').replace(/.*hlsmith.*\n/g, ''));
  return openHlsProject(root);
}

describe.skipIf(!findCompiler())('the tiers', () => {
  it('agree on every array, the reference among them where one is given', async () => {
    const result = await verifyTiers(await tiny(), data, { reference: library });
    expect(result.tiers.map(({ ran }) => ran)).toEqual([true, true, true]);
    expect(result.comparisons.map(({ tiers }) => tiers.join(' = '))).toEqual([
      'simulated = own headers',
      'simulated = reference headers',
      'own headers = reference headers',
    ]);
    for (const { compared, mismatch } of result.comparisons) {
      expect(compared).toEqual(['layer2_out', 'layer3_out', 'layer4_out', 'layer5_out']);
      expect(mismatch).toBeUndefined();
    }
  });

  it('name the first layer and sample where arithmetic differs', async () => {
    const wrong = folder();
    cpSync(library, wrong, { recursive: true });
    const fitting = join(wrong, 'arithmetic', 'fitting.h');
    // Saturation that stops one short of the largest value: the first layer saturates.
    const text = readFileSync(fitting, 'utf8').replace(
      'v > highest ? highest :',
      'v > highest ? T(highest - T(1)) :',
    );
    writeFileSync(fitting, text);
    const { comparisons } = await verifyTiers(await tiny(), data, { reference: wrong });
    const [equal, different] = comparisons;
    expect(equal!.mismatch).toBeUndefined();
    expect(different).toMatchObject({ layer: 'fc1', mismatch: { tensor: 'layer2_out' } });
    const { expected, got } = different!.mismatch!;
    expect(got).toBe(expected - 1n);
  });

  it('go through the samples a few at a time', async () => {
    const late = folder();
    cpSync(library, late, { recursive: true });
    const fitting = join(late, 'arithmetic', 'fitting.h');
    const text = readFileSync(fitting, 'utf8').replace(
      'v > highest ? highest :',
      'v > highest ? T(highest - T(1)) :',
    );
    writeFileSync(fitting, text);
    const columns = data.inputs.length / 100;
    // Nothing saturates before sample 70.
    const inputs = data.inputs.map((x, at) => (at < 70 * columns ? x / 100 : x));
    const project = await tiny();
    const apart = await verifyTiers(
      project,
      { inputs, samples: 100 },
      { reference: late, recordedBytes: 4096 },
    );
    const together = await verifyTiers(project, { inputs, samples: 100 }, { reference: late });
    expect(apart.comparisons[1]!.mismatch!.sample).toBeGreaterThanOrEqual(70);
    expect(apart.comparisons).toEqual(together.comparisons);
  });

  it('take a kernel whose layers nobody knows, with streams, groups and C numbers', async () => {
    const root = folder();
    const project = Project.fromFiles(root, {
      'kernel.cpp': `
        #include "ap_fixed.h"
        #include "hls_stream.h"
        #include "hls_vector.h"
        typedef ap_fixed<12, 4> data_t;
        typedef hls::vector<ap_fixed<70, 30, AP_RND>, 2> pair_t;
        static void square(hls::stream<data_t> &in, pair_t out[3], float sums[1]) {
            sums[0] = 0;
            for (int i = 0; i < 3; i++) {
                const data_t x = in.read();
                sums[0] += x.to_float();
                out[i] = pair_t(x * x, x / 3);
            }
        }
        int top(hls::stream<data_t> &in, hls::stream<pair_t> &out) {
            pair_t squares[3];
            float sums[1];
            square(in, squares, sums);
            for (int i = 0; i < 3; i++) out << squares[i];
            return sums[0] > 0;
        }`,
    });
    const result = await verifyTiers(project, data, { reference: library, recordedBytes: 1000 });
    expect(result.tiers[0]).toMatchObject({ ran: false });
    expect(result.comparisons).toHaveLength(1);
    expect(result.comparisons[0]).toEqual({
      tiers: ['own headers', 'reference headers'],
      compared: ['squares', 'sums', 'out', 'return'],
    });
  });

  it('say why one did not run', async () => {
    const project = await tiny();
    const top = project.fn('tiny');
    top.body!.insertAtStart('undeclared = 1;');
    project.commit();
    const { tiers, comparisons } = await verifyTiers(project, data);
    expect(tiers.map(({ ran }) => ran)).toEqual([true, false, false]);
    expect(tiers[1]!.remark).toContain('undeclared');
    expect(comparisons).toEqual([]);
  });
});
