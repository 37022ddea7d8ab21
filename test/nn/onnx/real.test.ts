import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HlsmithError } from '../../../src/diagnostics/index.js';
import { readOnnxModel, trace, type Model, type ModelLayer } from '../../../src/nn/index.js';

/** A folder of `.onnx` files, each with the answers that `answers.py` has written beside it. */
const folder = process.env.HLSMITH_ONNX;
const files =
  folder === undefined
    ? []
    : readdirSync(folder).filter((name) => existsSync(answersOf(name)) && /\.onnx$/.test(name));

function answersOf(name: string): string {
  return join(folder!, name.replace(/\.onnx$/, '.json'));
}

interface Values {
  readonly name: string;
  /** With one sample. */
  readonly shape: readonly number[];
  /** Floats of 32 bits, in base64. */
  readonly data: string;
}

/** The values with their axes in another order; `axes` without that of samples. */
function arranged({ shape, data }: Values, axes: readonly number[]): Float64Array {
  const bytes = Buffer.from(data, 'base64');
  const own = shape.slice(1);
  const strides = own.map((_, axis) => own.slice(axis + 1).reduce((a, b) => a * b, 1));
  const result = new Float64Array(bytes.length / 4);
  for (let at = 0; at < result.length; at++) {
    let rest = at;
    let from = 0;
    for (const axis of axes.toReversed()) {
      from += (rest % own[axis]) * strides[axis];
      rest = Math.floor(rest / own[axis]);
    }
    result[at] = bytes.readFloatLE(4 * from);
  }
  return result;
}

const identity = ({ shape }: Values): number[] => shape.slice(1).map((_, axis) => axis);

/** As the layer has it: in the tensor's order, or channels last. */
function orderOf(values: Values, layer: ModelLayer): number[] {
  const [first, ...others] = identity(values);
  const long = (lengths: readonly number[]): string => lengths.filter((length) => length !== 1).join();
  const isAsInFile = long(values.shape.slice(1)) === long(layer.outputShape);
  return isAsInFile || first === undefined ? identity(values) : [...others, first];
}

/** The worst difference, as a share of the largest answer; and the share of answers that differ. */
function errorsOf(
  model: Model,
  inputs: readonly Values[],
  outputs: readonly Values[],
): { worst: number; differing: number } {
  const layerOf = (name: string): ModelLayer => model.layers.find((layer) => layer.name === name)!;
  const data = model.inputs.map((name, index) => {
    const layer = layerOf(name);
    const axes = layer.kind === 'input' ? layer.fileAxes : undefined;
    return arranged(inputs[index], axes ?? identity(inputs[index]));
  });
  const found = trace(model, data, 1);
  let worst = 0;
  let count = 0;
  let differing = 0;
  for (const [index, name] of model.outputs.entries()) {
    const wanted = arranged(outputs[index], orderOf(outputs[index], layerOf(name)));
    const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const values = found.get(name)!;
    for (const [at, value] of wanted.entries()) {
      const error = Math.abs(value - values[at]) / largest;
      worst = Math.max(worst, error);
      count += 1;
      if (!(error < 1e-6)) differing += 1;
    }
  }
  return { worst, differing: differing / count };
}

const title = 'real ONNX files give what their reference gives';
describe.skipIf(files.length === 0)(files.length > 0 ? title : `${title} (skipped: no HLSMITH_ONNX)`, () => {
  it.each(files)('%s', { timeout: 600_000 }, async (name) => {
    const { inputs, outputs } = JSON.parse(readFileSync(answersOf(name), 'utf8')) as Record<string, Values[]>;
    try {
      const { worst, differing } = errorsOf(await readOnnxModel(join(folder!, name)), inputs, outputs);
      console.info(`${name}: ${worst.toExponential(0)}`);
      // What lies half way between two codes in single precision may go the other way here.
      expect(differing).toBeLessThan(0.01);
    } catch (error) {
      if (!(error instanceof HlsmithError)) throw error;
      console.info(error.line);
    }
  });
});
