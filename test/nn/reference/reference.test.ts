import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import * as h5wasm from 'h5wasm';
import { describe, expect, it } from 'vitest';
import { readKerasModel, trace, type Model } from '../../../src/nn/index.js';
import { scratchFolder } from '../scratch.js';

const scratch = scratchFolder();

interface Values {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** A layer with its weights, inputs for two samples, and the answers that `make.py` computed from its definition. */
interface Case {
  readonly name: string;
  readonly layer: { readonly class_name: string; readonly config: object };
  /** Major version. */
  readonly keras: number;
  readonly keywords: readonly (string | null)[];
  /** The names in an `.h5` and in a `.keras` archive. */
  readonly weights: readonly (Values & { readonly h5: string; readonly keras: string })[];
  readonly inputs: readonly Values[];
  readonly shape: readonly number[];
  readonly expected: readonly number[];
  /** Which of the layer's results; the first where absent. */
  readonly result?: number;
}

const cases = JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8')) as Case[];
const samples = 2;

function architecture({ layer, inputs, keywords, keras, result = 0 }: Case): object {
  const names = inputs.map((_, index) => `in${index}`);
  const given = names.map((name) => [name, 0, 0]);
  const plain = given.filter((_, index) => !keywords[index]);
  const named = Object.fromEntries(
    given.flatMap((one, index) => (keywords[index] ? [[keywords[index], one]] : [])),
  );
  return {
    class_name: 'Functional',
    keras_version: `${keras}.0.0`,
    config: {
      layers: [
        ...inputs.map(({ shape }, index) => ({
          class_name: 'InputLayer',
          config: { name: names[index], batch_shape: [null, ...shape] },
          inbound_nodes: [],
        })),
        { ...layer, inbound_nodes: [plain.map((one, index) => [...one, index === 0 ? named : {}])] },
      ],
      input_layers: given,
      output_layers: [['layer', 0, result]],
    },
  };
}

let counter = 0;

async function hdf5(write: (file: h5wasm.File) => void): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready;
  const path = `/reference-${counter++}.h5`;
  const file = new h5wasm.File(path, 'w');
  write(file);
  file.close();
  const bytes = FS.readFile(path);
  FS.unlink(path);
  return bytes;
}

function place(root: h5wasm.Group, path: string, { shape, data }: Values): void {
  const steps = path.split('/');
  let group = root;
  for (const step of steps.slice(0, -1)) {
    group = (group.keys().includes(step) ? group.get(step) : group.create_group(step)) as h5wasm.Group;
  }
  group.create_dataset({ name: steps[steps.length - 1], data: Float64Array.from(data), shape: [...shape] });
}

const byName = (one: Case): Promise<Uint8Array> =>
  hdf5((file) => {
    file.create_attribute('model_config', JSON.stringify(architecture(one)));
    file.create_attribute('keras_version', `${one.keras}.0.0`);
    const group = file.create_group('model_weights').create_group('layer');
    if (one.weights.length === 0) return;
    group.create_attribute(
      'weight_names',
      one.weights.map(({ h5 }) => h5),
    );
    for (const weight of one.weights) place(group, weight.h5, weight);
  });

async function byClass(one: Case): Promise<Uint8Array> {
  const stem = one.layer.class_name
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
  const weights = await hdf5((file) => {
    for (const weight of one.weights) place(file, `layers/${stem}/${weight.keras}`, weight);
  });
  return zipSync({
    'config.json': strToU8(JSON.stringify(architecture(one))),
    'metadata.json': strToU8(JSON.stringify({ keras_version: `${one.keras}.0.0` })),
    'model.weights.h5': weights,
  });
}

function check(model: Model, { inputs, shape, expected }: Case): void {
  const data = inputs.map((input) => Float64Array.from(input.data));
  const found = trace(model, data, samples).get(model.outputs[0])!;
  expect(model.layers.find(({ name }) => name === model.outputs[0])!.outputShape).toEqual(shape);
  expect(found).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value, 6);
}

describe('answers as NumPy computes them from the definitions', () => {
  it.each(cases.map((one): [string, Case] => [one.name, one]))('%s', async (_, one) => {
    check(await readKerasModel(scratch.write('one.h5', await byName(one))), one);
    check(await readKerasModel(scratch.write('one.keras', await byClass(one))), one);
  });
});
