import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, hlsmith, temporaryFolder } from './run.js';

interface Compared {
  readonly rows: readonly { layer: string; relative: number; worst: number; wraps: number }[];
  readonly unknown: readonly string[];
  readonly firstWrong: string | null;
}

function compared(precision: string): { code: number | null; out: string; json: Compared } {
  const project = join(temporaryFolder(), 'jet');
  hlsmith(['convert', fixture('model.h5'), '-o', project, '--precision', precision]);
  const words = ['compare', fixture('model.h5'), project, '--inputs', fixture('X_test.npy')];
  const { code, out } = hlsmith([...words, '--samples', '200']);
  const json = JSON.parse(hlsmith([...words, '--samples', '200', '--json']).out) as Compared;
  return { code, out, json };
}

describe('hlsmith compare', () => {
  it('finds every layer near the float network where precision is ample', () => {
    const { code, out, json } = compared('ap_fixed<24,10>');
    expect([code, json.firstWrong, json.unknown]).toEqual([0, null, []]);
    expect(json.rows.map(({ layer }) => layer)).toEqual([
      ...['fc1', 'relu1', 'fc2', 'relu2', 'fc3', 'relu3', 'output', 'softmax'],
    ]);
    for (const { relative } of json.rows) expect(relative).toBeLessThan(0.02);
    expect(out).toContain('no layer goes wrong');
  });

  it('names the first layer that goes wrong, and what wraps there', () => {
    const { code, out, json } = compared('ap_fixed<10,2>');
    const [wrong] = json.rows.filter(({ relative }) => relative > 0.1);
    expect([code, json.firstWrong]).toEqual([1, wrong!.layer]);
    expect(wrong!.wraps).toBeGreaterThan(0);
    expect(out).toContain(`the first layer that goes wrong: ${wrong!.layer}`);
  });

  it('draws a page that stands alone, and writes nothing else', () => {
    const folder = temporaryFolder();
    const [project, plot] = [join(folder, 'jet'), join(folder, 'plot.html')];
    hlsmith(['convert', fixture('model.h5'), '-o', project]);
    const words = ['compare', fixture('model.h5'), project, '--inputs', fixture('X_test.npy')];
    hlsmith([...words, '--samples', '20', '--plot', plot]);
    expect(readFileSync(plot, 'utf8')).toMatch(/^<!doctype html>[^]*<svg[^]*relu1[^]*<\/html>/);
    expect(readdirSync(folder).sort()).toEqual(['jet', 'plot.html']);
    expect(hlsmith([...words, '--plot', join(folder, 'plot.txt')]).code).toBe(2);
  });

  it('refuses the model of another network', () => {
    const project = join(temporaryFolder(), 'jet');
    hlsmith(['convert', fixture('model.h5'), '-o', project]);
    const inputs = fixture('y_test.npy');
    expect(hlsmith(['compare', fixture('model.h5'), project, '--inputs', inputs]).code).toBe(2);
  });
});
