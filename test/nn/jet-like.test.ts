import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { jetClasses, jetObservables, makeJetLikeData, type JetSamples } from '../../src/nn/index.js';

const data = makeJetLikeData({ seed: 1, training: 4000, test: 1000 });
const features = jetObservables.length;

const checksum = ({ inputs, labels }: JetSamples): string =>
  createHash('sha256').update(Float32Array.from(inputs)).update(labels).digest('hex').slice(0, 16);

function column({ inputs, samples }: JetSamples, feature: number): number[] {
  return Array.from({ length: samples }, (_, sample) => inputs[sample * features + feature]);
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('makeJetLikeData', () => {
  it('gives the same data for the same seed, here and on other machines', () => {
    expect(checksum(data.training)).toBe('8d7e850eab76cad9');
    expect(checksum(data.test)).toBe('fd5037505c648f11');
    expect(checksum(makeJetLikeData({ seed: 2, training: 4000, test: 1000 }).test)).not.toBe(
      'fd5037505c648f11',
    );
  });

  it('standardises with the training set', () => {
    for (let feature = 0; feature < features; feature++) {
      const values = column(data.training, feature);
      expect(mean(values)).toBeCloseTo(0, 6);
      expect(mean(values.map((value) => value ** 2))).toBeCloseTo(1, 6);
      expect(Math.abs(mean(column(data.test, feature)))).toBeLessThan(0.15);
    }
  });

  it('draws all kinds about equally', () => {
    for (let kind = 0; kind < jetClasses.length; kind++) {
      const share = data.training.labels.filter((label) => label === kind).length / data.training.samples;
      expect(share).toBeGreaterThan(0.18);
      expect(share).toBeLessThan(0.22);
    }
  });

  it('has correlated features and heavy tails, as the real observables', () => {
    const columns = jetObservables.map((_, feature) => column(data.training, feature));
    const product = (a: number, b: number): number =>
      mean(columns[a].map((value, sample) => value * columns[b][sample]));
    const index = (name: string): number =>
      jetObservables.findIndex((observable) => observable.name === name);
    expect(product(index('d2_b1_mmdt'), index('d2_b2_mmdt'))).toBeGreaterThan(0.8);
    // A normal distribution has a fourth moment of 3.
    const heavy = columns.filter((values) => mean(values.map((value) => value ** 4)) > 6);
    expect(heavy.length).toBeGreaterThanOrEqual(5);
  });
});
