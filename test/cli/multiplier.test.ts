import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeNpy, readNpy } from 'hlsmith/nn';
import { expect, it } from 'vitest';
import { fixture, hlsmith, temporaryFolder } from './run.js';

const data = ['--inputs', fixture('X_test.npy'), '--labels', fixture('y_test.npy'), '--samples', '500'];

/** The example with types that a table of 8 bits takes. */
function convertedExample(folder: string): string {
  const project = join(folder, 'jet');
  const { code } = hlsmith([
    ...['convert', fixture('model.h5'), '-o', project, '--name', 'jet', '--precision', 'ap_fixed<8,4>'],
  ]);
  expect(code).toBe(0);
  return project;
}

it('a network is simulated with an approximate multiplier, in memory as when it is written', () => {
  const folder = temporaryFolder();
  const project = convertedExample(folder);
  const outputs = (name: string, options: readonly string[]): [number, Float64Array] => {
    const file = join(folder, `${name}.npy`);
    const { code, out } = hlsmith(['simulate', project, ...data, '--json', '-o', file, ...options]);
    expect(code).toBe(0);
    return [JSON.parse(out).accuracy, Float64Array.from(readNpy(file).data as Float64Array)];
  };
  const [exact, exactly] = outputs('exact', []);
  const table = join(folder, 'mul8.npy');
  const products = Int16Array.from({ length: 2 ** 16 }, (_, at) => {
    const product = ((at >> 8) - 128) * ((at & 255) - 128);
    return product - (product & 63);
  });
  writeFileSync(table, encodeNpy({ shape: [256, 256], data: products }));
  const [approximate, approximately] = outputs('memory', ['--multiplier', table]);
  expect(approximately).not.toEqual(exactly);
  expect(approximate).toBeGreaterThan(exact - 0.3);
  const text = join(folder, 'mul8.txt');
  writeFileSync(text, [...products].join('\n'));
  expect(hlsmith(['run', 'set-multiplier', project, '--write', '--', '--multiplier', text]).code).toBe(0);
  expect(outputs('written', [])).toEqual([approximate, approximately]);
});

it('says which multipliers there are, and what does not fit', () => {
  const project = convertedExample(temporaryFolder());
  const unknown = hlsmith(['simulate', project, ...data, '--multiplier', 'drumm:4']);
  expect(unknown.code).toBe(2);
  expect(unknown.errors).toContain('drum:BITS kept');
  const few = hlsmith(['simulate', project, ...data, '--multiplier', fixture('y_test.npy')]);
  expect(few.code).toBe(2);
  expect(few.errors).toContain('no table of 2^n x 2^n products');
});
