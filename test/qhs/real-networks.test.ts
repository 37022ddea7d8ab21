import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { convertModel, writeProject } from 'hlsmith/codegen';
import { openHlsProject, parseFixedType, readLayerGraph, type PrecisionAssignment } from 'hlsmith/hls';
import { accuracy, logits, Random, readKerasModel, type Model, type ModelLayer } from 'hlsmith/nn';
import { accuracy as accuracyOf, openSession } from 'hlsmith/simulate';
import { quantize, verifyRewritten } from 'hlsmith/qhs';
import { expect, it } from 'vitest';
import { inTemporaryFolder } from '../../src/text/index.js';
import {
  csvColumn,
  describeWithSharedData,
  jetSurrogate,
  mnistTest,
  sharedData,
  sharedModels,
} from '../nn/shared.js';

/*
 * Networks by others, whose files are beside the project and not in it. HLSMITH_SAMPLES=10000 gives the README's
 * figures: HLSMITH_SAMPLES=10000 npx vitest run test/qhs/real-networks
 */
const samples = Number(process.env.HLSMITH_SAMPLES ?? 1000);

/** A script that has hls4ml write the project of a model: `SCRIPT NAME FOLDER`. */
const generator = process.env.HLSMITH_HLS4ML ?? '';
const hasGenerator = existsSync(generator);
const unlessGenerator = hasGenerator ? '' : ' (skipped: HLSMITH_HLS4ML names no script that runs hls4ml)';

interface Data {
  readonly inputs: Float64Array;
  readonly labels: Int32Array;
}

function mnist(): Data {
  const { inputs, labels } = mnistTest();
  return { inputs: inputs.subarray(0, samples * 784), labels: labels.subarray(0, samples) };
}

/** Real labels, inputs that stand in for the real ones. */
function jets(): Data {
  const { inputs, labels } = jetSurrogate();
  return { inputs: inputs.subarray(0, samples * 16), labels: labels.subarray(0, samples) };
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

async function quantized(model: Model, data: Data) {
  return inTemporaryFolder('test', async (folder) => {
    writeProject(join(folder, 'p'), convertModel(model, { name: 'p' }));
    return quantizedProject(join(folder, 'p'), model, data);
  });
}

async function quantizedProject(directory: string, model: Model, { inputs, labels }: Data) {
  const project = await openHlsProject(directory);
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

  it(
    'KERAS_3layer_batch_norm on Gaussian inputs, against the float network',
    { timeout: 300_000 },
    async () => {
      const model = await normalizedModel();
      const { before, after, bits, verified } = await quantized(model, gaussianJets(model));
      expect(before).toBeGreaterThan(0.96);
      expect(before - after).toBeLessThanOrEqual(0.01 + 1e-9);
      expect(bits[1]).toBeLessThan(0.75 * bits[0]);
      expect(verified).not.toBe(false);
    },
  );

  it('the jet network with batch normalisation, real labels', { timeout: 300_000 }, async () => {
    const model = await readKerasModel(join(sharedData, 'jet/model_batchnorm.h5'));
    const { float, before, after, bits, verified } = await quantized(model, jets());
    expect(float).toBeGreaterThan(0.74);
    expect(before).toBeGreaterThan(float - 0.01);
    expect(before - after).toBeLessThanOrEqual(0.01 + 1e-9);
    expect(bits[1]).toBeLessThan(0.6 * bits[0]);
    expect(verified).not.toBe(false);
  });

  it('the same network at uniform precisions, beside what hardware gave', { timeout: 300_000 }, async () => {
    const model = await readKerasModel(join(sharedData, 'jet/model_batchnorm.h5'));
    // The sweep has two networks: with softmax at the end, on 165,999 jets, and with argmax, on 999. The second
    // fits what is simulated only with its batch normalisation folded into the dense layers.
    const builds = [
      { of: model, at: 'accuracies.csv', column: 1, jets: 165_999 },
      { of: folded(model), at: 'util_hls_argmax.csv', column: 7, jets: 999 },
    ];
    const compared = [];
    for (const { of, at, column, jets: count } of builds) {
      const measured = csvColumn(join('jet/precision-sweep', at), column);
      for (const width of [4, 7, 10, 13, 16, 19, 22, 25]) {
        const precision = `ap_fixed<${width},${(width - 1) / 3 + 1}>`;
        const simulated = await simulatedAccuracy(of, precision, jets());
        compared.push({ at, precision, width, simulated, hardware: measured.get(width) ?? NaN, count });
      }
    }
    console.table(
      compared.map(({ at, precision, simulated, hardware }) => ({ at, precision, simulated, hardware })),
    );
    // Below ten bits both are near chance. Inputs stand in for real ones to about a point; the rest is sampling.
    const apart = compared.filter(({ width, simulated, hardware, count }) => {
      const deviation = Math.sqrt(hardware * (1 - hardware) * (1 / samples + 1 / count));
      return width >= 10 && !(Math.abs(simulated - hardware) <= 0.01 + 3 * deviation);
    });
    expect(apart).toEqual([]);
  });

  it.skipIf(!hasGenerator)(
    `KERAS_3layer_batch_norm as hls4ml writes it, with the vendor's types${unlessGenerator}`,
    { timeout: 300_000 },
    async () => {
      const model = await normalizedModel();
      const data = gaussianJets(model);
      await inTemporaryFolder('test', async (folder) => {
        const directory = join(folder, 'project');
        execFileSync('python3', [generator, 'KERAS_3layer_batch_norm', directory], {
          stdio: 'pipe',
        });
        const asWritten = await openHlsProject(directory);
        const graph = readLayerGraph(asWritten);
        expect(graph.layers.filter(({ kind }) => kind === 'batchNormalization')).toHaveLength(4);
        const inputs = { inputs: data.inputs, samples };
        const simulation = await verifyRewritten(asWritten, { graph, assignment: new Map() }, inputs);
        expect(simulation.mismatch).toBeUndefined();
        expect(simulation.verified).not.toBe(false);
        if (simulation.verified) expect(simulation.compared).toHaveLength(graph.layers.length);

        const { before, after, bits, verified } = await quantizedProject(directory, model, data);
        expect(before - after).toBeLessThanOrEqual(0.01 + 1e-9);
        expect(bits[1]).toBeLessThan(0.75 * bits[0]);
        expect(verified).not.toBe(false);
      });
    },
  );
});

/** Accuracy on logits with one precision for everything. */
async function simulatedAccuracy(model: Model, precision: string, { inputs, labels }: Data): Promise<number> {
  return inTemporaryFolder('test', async (folder) => {
    const options = { name: 'p', precision: parseFixedType(precision)! };
    writeProject(join(folder, 'p'), convertModel(model, options));
    const session = await openSession(readLayerGraph(await openHlsProject(join(folder, 'p'))), {
      inputs,
      samples,
    });
    try {
      return accuracyOf(session.evaluate(new Map()).tensor, labels);
    } finally {
      session.close();
    }
  });
}

/** Batch normalisation as part of the dense layer before it: what some conversions do first. */
function folded(model: Model): Model {
  const layers: ModelLayer[] = [];
  for (const layer of model.layers) {
    const previous = layers.at(-1);
    if (layer.kind !== 'batchNormalization' || previous?.kind !== 'dense') {
      layers.push(previous ? { ...layer, inputs: [previous.name] } : layer);
      continue;
    }
    const { kernel, bias } = previous;
    const [scale, shift] = [layer.scale.data, layer.bias.data];
    const scaled = (data: Iterable<number>): Float64Array =>
      Float64Array.from(data, (value, at) => value * scale[at % scale.length]);
    layers[layers.length - 1] = {
      ...previous,
      kernel: { ...kernel, data: scaled(kernel.data) },
      bias: { ...bias, data: scaled(bias.data).map((value, at) => value + shift[at]) },
    };
  }
  return { ...model, layers };
}

async function normalizedModel(): Promise<Model> {
  const files = join(sharedModels, 'example-models/keras/KERAS_3layer_batch_norm');
  return readKerasModel(`${files}.json`, { weights: `${files}_weights.h5` });
}
