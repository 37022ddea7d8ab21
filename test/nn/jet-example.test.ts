import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  accuracy,
  logits,
  makeJetExample,
  makeJetLikeData,
  predict,
  readInputs,
  readKerasModel,
  readLabels,
} from '../../src/nn/index.js';
import { scratchFolder } from './scratch.js';

const fixture = fileURLToPath(new URL('../../fixtures/jet', import.meta.url));
const scratch = scratchFolder();

describe('fixtures/jet', () => {
  it('has the accuracy that its README states, within what a good classifier reaches', async () => {
    const model = await readKerasModel(join(fixture, 'model.h5'));
    const inputs = readInputs(join(fixture, 'X_test.npy'));
    const labels = readLabels(join(fixture, 'y_test.npy'), inputs.samples, 5);
    const reached = accuracy(logits(model, inputs.data, inputs.samples), labels);
    expect(reached).toBe(0.7554);
    expect(accuracy(predict(model, inputs.data, inputs.samples), labels)).toBe(reached);
    const names = 'fc1_input fc1 relu1 fc2 relu2 fc3 relu3 output softmax';
    expect(model.layers.map((layer) => layer.name).join(' ')).toBe(names);
  });

  it('holds the test data that the generator makes', () => {
    const { test } = makeJetLikeData({ seed: 1, training: 80_000, test: 10_000 });
    const { data, samples } = readInputs(join(fixture, 'X_test.npy'));
    expect(data).toEqual(test.inputs);
    expect(readLabels(join(fixture, 'y_test.npy'), samples)).toEqual(test.labels);
  });
});

describe('makeJetExample', () => {
  it('writes a network and test data that fit each other', async () => {
    const directory = join(scratch.path, 'new', 'jet');
    const small = { trainingSamples: 1500, testSamples: 300, epochs: 2 };
    const made = await makeJetExample({ directory, seed: 3, ...small });
    expect(readdirSync(directory).sort()).toEqual(['X_test.npy', 'model.h5', 'y_test.npy']);
    expect(made.files).toEqual(['model.h5', 'X_test.npy', 'y_test.npy'].map((name) => join(directory, name)));
    const model = await readKerasModel(join(directory, 'model.h5'));
    const { data, samples } = readInputs(join(directory, 'X_test.npy'));
    const labels = readLabels(join(directory, 'y_test.npy'), samples, 5);
    expect(accuracy(logits(model, data, samples), labels)).toBe(made.testAccuracy);
    expect(made.testAccuracy).toBeGreaterThan(0.4);
    rmSync(directory, { recursive: true });
  });
});
