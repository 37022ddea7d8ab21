import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { applyMetaprogram, Project } from 'hlsmith/cpp';
import approximateProducts from '../../../metaprograms/approximations/approximate-products.js';
import {
  calibrate,
  clippedLinear,
  surrogateError,
} from '../../../metaprograms/approximations/clipped-linear.js';
import replaceSoftmax from '../../../metaprograms/approximations/replace-softmax.js';
import { hasCompiler, run, unlessCompiler } from '../../codegen/compiling.js';

const library = fileURLToPath(new URL('../../../templates/library/ap_types', import.meta.url));

function printed(text: string, header = ''): number[][] {
  const folder = mkdtempSync(join(tmpdir(), 'hlsmith-approximations-'));
  try {
    writeFileSync(join(folder, 'main.cpp'), text);
    writeFileSync(join(folder, 'hlsmith_approximations.h'), header);
    run(folder, 'g++', ['-std=c++14', '-w', `-I${library}`, 'main.cpp', '-o', 'main']);
    const lines = run(folder, './main', []).trim().split('\n');
    return lines.map((line) => line.trim().split(/\s+/).map(Number));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const network = `#include <cstdio>
#include <ap_fixed.h>
namespace nnet {
template <class In, class Out, class C> void softmax(In x[C::n_in], Out y[C::n_in]) {}
}
typedef ap_fixed<16, 8> logit_t;
typedef ap_fixed<24, 4> result_t;
struct config { static const unsigned n_in = 4; };
int main() {
    double rows[3][4] = {{1, 2.5, -3, 2.5}, {-7, -7.5, -9, -20}, {0.25, 0, 0, 30}};
    for (int r = 0; r < 3; r++) {
        logit_t x[4];
        result_t y[4];
        for (int i = 0; i < 4; i++) x[i] = rows[r][i];
        nnet::softmax<logit_t, result_t, config>(x, y);
        for (int i = 0; i < 4; i++) printf("%.9f ", y[i].to_double());
        printf("\\n");
    }
}
`;
const rows = [
  [1, 2.5, -3, 2.5],
  [-7, -7.5, -9, -20],
  [0.25, 0, 0, 30],
];

async function withSoftmax(options: Record<string, string | number>): Promise<[string, string]> {
  const project = Project.fromFiles('p', { 'top.cpp': network });
  const { report } = await applyMetaprogram(replaceSoftmax, project, options);
  expect(report).toEqual([]);
  return [project.file('top.cpp').text, project.file('hlsmith_approximations.h').text];
}

describe.skipIf(!hasCompiler)(`softmax surrogates${unlessCompiler}`, () => {
  it('argmax gives one to the first of the greatest', async () => {
    const [text, header] = await withSoftmax({});
    expect(printed(text, header)).toEqual([
      [0, 1, 0, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 1],
    ]);
    const again = Project.fromFiles('p', { 'top.cpp': text, 'hlsmith_approximations.h': header });
    expect((await applyMetaprogram(replaceSoftmax, again, {})).commit.edits).toBe(0);
  });

  it('clipped-linear computes what it says, to the last bits of the result', async () => {
    const results = printed(...(await withSoftmax({ by: 'clipped-linear', reach: 3 })));
    for (const [r, row] of rows.entries()) {
      const expected = clippedLinear(row, { reach: 3, clip: 3 });
      for (const [i, value] of results[r]!.entries())
        expect(Math.abs(value - expected[i]!)).toBeLessThan(2 ** -18);
    }
  });

  it('is calibrated to the logits: wider ones need more reach', () => {
    const logits = Array.from({ length: 50 }, (_, n) =>
      [0, 1, 2, 3, 4].map((k) => 2 * Math.sin(n * 7 + k * 3)),
    );
    const narrow = calibrate(logits);
    const wide = calibrate(logits.map((row) => row.map((x) => 4 * x)));
    expect(wide.reach).toBeGreaterThan(narrow.reach);
    expect(surrogateError(logits, narrow)).toBeLessThan(surrogateError(logits, { reach: 16, clip: 16 }));
    expect(surrogateError(logits, narrow)).toBeLessThan(0.01);
    const shares = clippedLinear([3, 1, -2], narrow);
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1);
    expect(shares[0]).toBeGreaterThan(shares[1]!);
  });
});

describe.skipIf(!hasCompiler)(`approximate products${unlessCompiler}`, () => {
  const kernel = `#include <cstdio>
int product(int a, int b) {
    return a * b;
}
int main() {
    for (int a = -40; a <= 40; a++)
        for (int b = -40; b <= 40; b++) printf("%d %d %d\\n", a, b, product(a, b));
}
`;
  const results = async (options: Record<string, string | number>): Promise<number[][]> => {
    const project = Project.fromFiles('p', { 'k.cpp': kernel });
    await applyMetaprogram(approximateProducts, project, options);
    return printed(project.files[0]!.text);
  };

  it("Mitchell's is never above the product in size, and never more than 11.2% below", async () => {
    for (const [a, b, got] of await results({})) {
      const exact = Math.abs(a! * b!);
      expect(Math.abs(got!)).toBeLessThanOrEqual(exact);
      expect(Math.abs(got!)).toBeGreaterThanOrEqual(exact * (1 - 1 / 9) - 1e-9);
      if (got !== 0) expect(Math.sign(got!)).toBe(Math.sign(a! * b!));
    }
  });

  it('is given fixed-point numbers and tables: raw bits, and the binary point where it belongs', async () => {
    const text = `#include <cstdio>
#include <ap_fixed.h>
typedef ap_fixed<6, 2> word;
word product(word a, ap_ufixed<5, 1> b) {
    return a * b;
}
int main() {
    for (int a = -32; a < 32; a++)
        for (int b = 0; b < 32; b++) {
            word x;
            ap_ufixed<5, 1> y;
            x.range(5, 0) = a;
            y.range(4, 0) = b;
            printf("%d %d %f\\n", a, b, product(x, y).to_double());
        }
}
`;
    const table = join(mkdtempSync(join(tmpdir(), 'hlsmith-approximations-')), 'off-by-a.csv');
    const rows = Array.from({ length: 64 }, (_, a) =>
      Array.from({ length: 64 }, (_, b) => (a - 32) * (b - 32) + (a % 3)),
    );
    writeFileSync(table, rows.map((row) => row.join(',')).join('\n'));
    const project = Project.fromFiles('p', { 'k.cpp': text });
    const { report } = await applyMetaprogram(approximateProducts, project, { multiplier: table });
    expect(report).toEqual([]);
    for (const [a, b, got] of printed(project.files[0]!.text)) {
      const raw = (a! * b! + ((a! + 32) % 3)) >> 4;
      expect([a, b, got! * 16]).toEqual([a, b, ((raw + 32) & 63) - 32]);
    }
    rmSync(dirname(table), { recursive: true });
  });

  it('the truncated one loses the lowest bits of the operands', async () => {
    for (const [a, b, got] of await results({ multiplier: 'truncated:3' })) {
      expect(got! + 0).toBe((a! & ~7) * (b! & ~7) + 0);
    }
  });
});
