import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parameters } from './kernels.js';

const library = fileURLToPath(new URL('../../../templates/library/ap_types', import.meta.url));

/** A kernel and what became of it; each text defines `kernel`. */
export interface Trial {
  readonly type: 'int' | 'fixed';
  readonly before: string;
  readonly after: readonly string[];
}

const prelude = `
#include <cstdio>
#include <cstring>
#include <ap_fixed.h>
typedef ap_fixed<14, 8> fixed;
static unsigned state;
static int draw() { state = state * 1664525u + 1013904223u; return (int)(state >> 20); }
static void fill(int &x) { x = draw() % 19 - 9; }
static void fill(fixed &x) { x = fixed((draw() % 1001 - 500) / 32.0); }
template <class T> struct Data {
  T a[64], b[64], m[32][32], q[32][32], s, t;
  int at[64];
  void draw_all() {
    for (auto &x : a) fill(x);
    for (auto &x : b) fill(x);
    for (auto &row : m) for (auto &x : row) fill(x);
    for (auto &row : q) for (auto &x : row) fill(x);
    fill(s);
    fill(t);
    for (auto &x : at) x = draw() % 8;
  }
  bool same(const Data &o) const {
    for (int i = 0; i < 64; i++) if (!(a[i] == o.a[i]) || !(b[i] == o.b[i])) return false;
    for (int i = 0; i < 32; i++) for (int j = 0; j < 32; j++)
      if (!(m[i][j] == o.m[i][j]) || !(q[i][j] == o.q[i][j])) return false;
    return s == o.s && t == o.t;
  }
};
template <class T> using Kernel = void (*)(${parameters});
template <class T> void check(int number, Kernel<T> before, int count, const Kernel<T> *after) {
  static Data<T> start, wanted, got;
  for (int round = 0; round < 6; round++) {
    state = 77 * number + round;
    start.draw_all();
    int n = round == 0 ? 0 : 1 + draw() % 5;
    wanted = start;
    before(wanted.a, wanted.b, wanted.m, wanted.q, wanted.s, wanted.t, wanted.at, n);
    for (int v = 0; v < count; v++) {
      got = start;
      after[v](got.a, got.b, got.m, got.q, got.s, got.t, got.at, n);
      if (!got.same(wanted)) printf("%d %d\\n", number, v);
    }
  }
}
`;

/**
 * Compiles every trial into one program and runs it on random data.
 * @returns \`trial variant\` for each variant that gave another result
 */
export function differing(trials: readonly Trial[]): Set<string> {
  const parts: string[] = [prelude];
  const calls: string[] = [];
  for (const [number, { type, before, after }] of trials.entries()) {
    if (after.length === 0) continue;
    for (const [variant, text] of [before, ...after].entries()) {
      parts.push(`namespace k${number}_${variant} {\n${text}\n}\n`);
    }
    const pointers = after.map((_, variant) => `k${number}_${variant + 1}::kernel`).join(', ');
    calls.push(
      `{ const Kernel<${type}> after[] = {${pointers}}; check<${type}>(${number}, k${number}_0::kernel, ${after.length}, after); }`,
    );
  }
  parts.push(`int main() {\n${calls.join('\n')}\n}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'hlsmith-semantics-'));
  try {
    writeFileSync(join(folder, 'trials.cpp'), parts.join('\n'));
    const options = ['-std=c++14', '-O0', '-w', '-fwrapv', `-I${library}`];
    const compiled = spawnSync('g++', [...options, 'trials.cpp', '-o', 'trials'], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (compiled.status !== 0) throw new Error(compiled.stderr.slice(0, 4000));
    const ran = spawnSync('./trials', [], { cwd: folder, encoding: 'utf8' });
    if (ran.status !== 0) throw new Error(`the trials end with ${ran.status ?? ran.signal}`);
    return new Set(ran.stdout.split('\n').filter((line) => line !== ''));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
