import { join } from 'node:path';
import { writeFilesAtomically } from '../text/index.js';
import { jetClasses, jetObservables, makeJetLikeData, type JetSamples } from './jet-like.js';
import { encodeKerasModel, train } from './on-demand.js';
import type { Model } from './model.js';
import { makeDenseNetwork } from './network.js';
import { encodeNpy } from './npy.js';
import { accuracy, logits } from './predict/index.js';
import type { Backend } from './training/backend.js';

export interface JetExampleOptions {
  /** Where `model.h5`, `X_test.npy` and `y_test.npy` go; made if need be. */
  readonly directory: string;
  /** Of the data, the first weights and the order of training. */
  readonly seed: number;
  /** Default 80,000. */
  readonly trainingSamples?: number;
  /** Default 10,000. */
  readonly testSamples?: number;
  /** Default 12. */
  readonly epochs?: number;
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

export interface JetExample {
  /** The files written. */
  readonly files: readonly string[];
  /** Shares of right answers of the float network, from 0 to 1. */
  readonly trainingAccuracy: number;
  readonly testAccuracy: number;
  /** What the training ran on. */
  readonly backend: Backend;
}

/**
 * The network of the paper's jet-tagging experiments (16-64-32-32-5, ReLU, softmax), untrained, with the layer names
 * that hls4ml's users know.
 */
export function makeJetNetwork(seed: number): Model {
  const hidden = [64, 32, 32].map((units, index) => ({
    name: `fc${index + 1}`,
    units,
    activation: { name: `relu${index + 1}`, kind: 'relu' as const },
  }));
  const softmax = { name: 'softmax', kind: 'softmax' as const };
  const output = { name: 'output', units: jetClasses.length, activation: softmax };
  return makeDenseNetwork({
    name: 'jet',
    features: jetObservables.length,
    layers: [...hidden, output],
    seed,
  });
}

/**
 * Makes the example: draws jet-like data, trains the network on one part, and writes it with the other part as test
 * data: all three files or none. One minute of computing.
 * @throws `file.unwritable`
 */
export async function makeJetExample(options: JetExampleOptions): Promise<JetExample> {
  const { directory, seed, trainingSamples = 80_000, testSamples = 10_000, epochs = 12, onEpoch } = options;
  const data = makeJetLikeData({ seed, training: trainingSamples, test: testSamples });
  // The penalty is what such networks are usually trained with; it was not tuned.
  const settings = { epochs, batchSize: 512, seed, learningRate: 0.003, l1: 1e-5 };
  const { model, backend } = await train(makeJetNetwork(seed), data.training, { ...settings, onEpoch });
  const { samples, inputs, labels } = data.test;
  const files = new Map([
    [join(directory, 'model.h5'), await encodeKerasModel(model)],
    [
      join(directory, 'X_test.npy'),
      encodeNpy({ shape: [samples, jetObservables.length], data: Float32Array.from(inputs) }),
    ],
    [join(directory, 'y_test.npy'), encodeNpy({ shape: [samples], data: Uint8Array.from(labels) })],
  ]);
  writeFilesAtomically(files);
  const accuracyOn = (part: JetSamples): number =>
    accuracy(logits(model, part.inputs, part.samples), part.labels);
  return {
    files: [...files.keys()],
    trainingAccuracy: accuracyOn(data.training),
    testAccuracy: accuracyOn(data.test),
    backend,
  };
}
