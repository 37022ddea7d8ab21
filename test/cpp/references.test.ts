import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Project } from 'hlsmith/cpp';

function onDisk(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'hlsmith-references-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const kernel = {
  'src/gemm.cpp': `#include "gemm.h"
#include <sizes.h>
void gemm(elem_t a[ROWS][COLUMNS]) {
  for (int i = 0; i < ROWS; i++)
    for (int j = 0; j < COLUMNS; j++) a[i][j] = 0;
}
`,
  'src/gemm.h': '#include "../types.h"\n#define ROWS 64\nvoid gemm(elem_t a[ROWS][1]);\n',
  'types.h': '#include "src/gemm.h"\ntypedef ap_fixed<16, 6> elem_t;\n',
  'include/sizes.h': 'const int COLUMNS = 2 * ROWS;\n',
};

it('knows what a file alone includes: beside it, and in the folders to look in', async () => {
  const root = onDisk(kernel);
  const load = (lookIn: string[]): Promise<Project> =>
    Project.load({ root: join(root, 'src/gemm.cpp'), lookIn });
  const trips = (project: Project): unknown => project.query('l:ForLoop').map(({ l }) => l.tripCount);
  const alone = await load([]);
  expect(trips(alone)).toEqual([64, { expression: 'COLUMNS' }]);
  expect(alone.fn('gemm').params[0]!.type.canonical).toBe('ap_fixed<16,6>');
  const project = await load([join(root, 'include')]);
  expect(trips(project)).toEqual([64, 128]);
  expect(trips(project.fork())).toEqual([64, 128]);
});

it('neither lists nor edits them', async () => {
  const root = onDisk(kernel);
  const project = await Project.load({ root: join(root, 'src/gemm.cpp'), lookIn: [] });
  const unaware = await Project.load({ root: join(root, 'src/gemm.cpp') });
  expect(unaware.fn('gemm').params[0]!.type.canonical).toBe('elem_t');
  expect(project.files.map(({ path }) => path)).toEqual([join(root, 'src/gemm.cpp')]);
  expect(project.typedefs()).toEqual([]);
  expect(project.query('t:Typedef')).toEqual([]);
  expect(() => project.typedef('elem_t').set('float')).toThrow(/types\.h:2:9: this header is included, but/);
  expect(() => project.rename(project.fn('gemm'), 'product')).toThrow(/gemm\.h:3:1 declares it too/);
  expect(project.diff()).toBe('');
  const whole = await Project.load({ root });
  whole.rename(whole.fn('gemm'), 'product');
  expect(whole.commit().files).toEqual(['src/gemm.cpp', 'src/gemm.h']);
});

it('reads a header again when it changed on disk', async () => {
  const root = onDisk(kernel);
  const trip = async (): Promise<unknown> =>
    (await Project.load({ root: join(root, 'src/gemm.cpp'), lookIn: [] })).query('l:ForLoop')[0]!.l.tripCount;
  expect(await trip()).toBe(64);
  writeFileSync(join(root, 'src/gemm.h'), '#define ROWS 100 // more\n');
  expect(await trip()).toBe(100);
});
