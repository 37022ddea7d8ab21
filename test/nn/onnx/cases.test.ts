import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readOnnxModel, trace } from '../../../src/nn/index.js';
import { scratchFolder } from '../scratch.js';

const scratch = scratchFolder();
const samples = 2;

interface Values {
  readonly name: string;
  /** Without the samples; of images with channels last. */
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** A model that `make.py` made, random inputs, and what onnxruntime made of them. */
interface Case {
  readonly name: string;
  /** In base64. */
  readonly model: string;
  readonly inputs: readonly Values[];
  readonly outputs: readonly Values[];
}

const cases = JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8')) as Case[];

describe('ONNX models give what onnxruntime gives', () => {
  it.each(cases)('$name', async ({ model: bytes, inputs, outputs }) => {
    const path = scratch.write('model.onnx', Buffer.from(bytes, 'base64'));
    const model = await readOnnxModel(path);
    const shapeOf = (name: string): readonly number[] =>
      model.layers.find((layer) => layer.name === name)!.outputShape;
    expect(model.inputs.map((name) => [name, shapeOf(name)])).toEqual(
      inputs.map(({ name, shape }) => [name, shape]),
    );
    const data = inputs.map((input) => Float64Array.from(input.data));
    const found = trace(model, data, samples);
    for (const [index, { shape, data: expected }] of outputs.entries()) {
      const name = model.outputs[index];
      const long = (lengths: readonly number[]): number[] => lengths.filter((length) => length !== 1);
      expect(long(shapeOf(name))).toEqual(long(shape));
      const largest = Math.max(1, ...expected.map(Math.abs));
      const errors = found.get(name)!.map((value, at) => Math.abs(value - expected[at]) / largest);
      // Single precision there, double here.
      expect(Math.max(...errors)).toBeLessThan(2e-6);
    }
  });
});
