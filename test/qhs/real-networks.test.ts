import { join } from 'node:path';
import { convertModel, writeProject } from 'hlsmith/codegen';
import { openHlsProject, type PrecisionAssignment } from 'hlsmith/hls';
import { accuracy, logits, Random, readKerasModel, type Model } from 'hlsmith/nn';
import { quantize, verifyRewritten } from 'hlsmith/qhs';
import { expect, it } from 'vitest';
import { inTemporaryFolder } from '../../src/text/index.js';
import { describeWithSharedData, mnistTest, sharedModels } from '../nn/shared.js';

/*
 * Networks by others, whose files are beside the project and not in it. HLSMITH_SAMPLES=10000 gives the README's
 * figures: HLSMITH_SAMPLES=10000 npx vitest run test/qhs/real-networks
 */
const samples = Number(process.env.HLSMITH_SAMPLES ?? 1000);

interface Data {
  readonly inputs: Float64Array;
  readonly labels: Int32Array;
}

function mnist(): Data {
  const { inputs, labels } = mnistTest();
  return { inputs: inputs.subarray(0, samples * 784), labels: labels.subarray(0, samples) };
}

/** Real jets could not be had: Gaussian inputs, and what the float network says to them as labels. */
function gaussianJets(model: Model): Data {
  const random = new Random(1);
  const inputs = Float64Array.from({ length: samples * 16 }, () => 2 * random.normal());
  const scores = logits(model, inputs, samples);
  const labels = Int32Array.from({ length: samples }, (_, sample) => {
    const row = scores.subarray(sample * 5, sample * 5 + 5);
    return row.indexOf(Math.max(...row));
  });
  return { inputs, labels };
}

async function quantized(model: Model, { inputs, labels }: Data) {
  return inTemporaryFolder('test', async (folder) => {
    writeProject(join(folder, 'p'), convertModel(model, { name: 'p' }));
    const project = await openHlsProject(join(folder, 'p'));
    const outcome = await quantize(project, {
      inputs,
      labels,
      toleratedAccuracyLoss: 0.01,
      lossIs: 'absolute',
    });
    const { verified } = await verifyRewritten(project, outcome, { inputs, samples });
    // As the command counts them: one width for each weight, bias and result of a virtual layer.
    const slots = outcome.virtualLayers.flatMap(({ precisions }) =>
      precisions.map((precision) => precision.slots[0]),
    );
    const bits = (types: PrecisionAssignment): number =>
      slots.reduce((sum, { typedef }) => sum + (types.get(typedef)?.width ?? NaN), 0);
    const results = {
      float: accuracy(logits(model, inputs, samples), labels),
      before: outcome.baselineAccuracy,
      after: outcome.accuracy,
      bits: [bits(outcome.baseline), bits(outcome.assignment)],
      trials: outcome.trials.length,
      verified,
    };
    console.log(model.name, JSON.stringify(results));
    return results;
  });
}

describeWithSharedData('networks by others, converted and quantised', () => {
  it('KERAS_mnist_mlp on real digits', { timeout: 300_000 }, async () => {
    const files = join(sharedModels, 'hls4ml-history/KERAS_mnist_mlp');
    const model = await readKerasModel(`${files}.json`, { weights: `${files}_weights.h5` });
    const { float, before, after, bits, verified } = await quantized(model, mnist());
    expect(float).toBeGreaterThan(0.97);
    expect(before).toBeGreaterThan(0.96);
    expect(before - after).toBeLessThanOrEqual(0.01 + 1e-9);
    expect(bits[1]).toBeLessThan(bits[0] / 2);
    expect(verified).not.toBe(false);
  });

  it('KERAS_3layer on Gaussian inputs, against the float network', { timeout: 300_000 }, async () => {
    const files = join(sharedModels, 'example-models/keras/KERAS_3layer');
    const model = await readKerasModel(`${files}.json`, { weights: `${files}_weights.h5` });
    const { before, after, bits, verified } = await quantized(model, gaussianJets(model));
    expect(before).toBeGreaterThan(0.99);
    expect(before - after).toBeLessThanOrEqual(0.01 + 1e-9);
    expect(bits[1]).toBeLessThan(0.7 * bits[0]);
    expect(verified).not.toBe(false);
  });
});
