import { Random } from './random.js';

/*
 * Data like those of jet tagging at a collider, made up: nothing here was fitted to, or taken from, real jets. What
 * is like the real thing: five kinds of jet, told apart by the sixteen observables that the literature on this task
 * uses; gluon and quark jets differ little, W and Z by their mass only, and top jets lose a part of their decay now
 * and then; observables of one family are nearly copies of each other; tails are heavy.
 */

export const jetClasses = ['g', 'q', 'w', 'z', 't'] as const;

/** What a jet is made of, before any observable is measured on it. All but `mass` are in units of about one. */
interface Jet {
  /** Natural logarithm of the mass in GeV. */
  readonly mass: number;
  /** How far the jet falls apart into two or more prongs. */
  readonly prongs: number;
  /** Natural logarithm of the number of particles. */
  readonly particles: number;
  /** How evenly the particles share the momentum. */
  readonly sharing: number;
  /** How wide the jet is. */
  readonly width: number;
}

interface Kind {
  /** Median mass in GeV, and the spread of its logarithm. */
  readonly mass: number;
  readonly massSpread: number;
  readonly prongs: number;
  /** Median number of particles. */
  readonly particles: number;
  readonly width: number;
  /** The share of jets that lost a part of themselves, and what they then look like. */
  readonly lost: number;
  readonly lostMass: number;
  readonly lostProngs: number;
}

const kinds: Readonly<Record<(typeof jetClasses)[number], Kind>> = {
  g: {
    mass: 62,
    massSpread: 0.5,
    prongs: 0.1,
    particles: 52,
    width: 0.9,
    lost: 0,
    lostMass: 0,
    lostProngs: 0,
  },
  q: {
    mass: 46,
    massSpread: 0.55,
    prongs: 0,
    particles: 32,
    width: 0.2,
    lost: 0,
    lostMass: 0,
    lostProngs: 0,
  },
  w: {
    mass: 80,
    massSpread: 0.072,
    prongs: 1.2,
    particles: 36,
    width: 0.4,
    lost: 0.1,
    lostMass: 45,
    lostProngs: 0.2,
  },
  z: {
    mass: 91,
    massSpread: 0.072,
    prongs: 1.2,
    particles: 38,
    width: 0.5,
    lost: 0.1,
    lostMass: 52,
    lostProngs: 0.2,
  },
  t: {
    mass: 172,
    massSpread: 0.13,
    prongs: 1.8,
    particles: 58,
    width: 1.4,
    lost: 0.22,
    lostMass: 84,
    lostProngs: 1.1,
  },
};

function drawJet(kind: Kind, random: Random): Jet {
  const lost = random.uniform() < kind.lost;
  const spread = lost ? 0.3 : kind.massSpread;
  const mass = Math.log(lost ? kind.lostMass : kind.mass) + spread * random.normal();
  // Heavier jets radiate more, whatever they are.
  const pull = 0.35 * (mass - Math.log(80));
  const particles = Math.log(kind.particles) + pull + 0.24 * random.normal();
  const width = kind.width + 1.2 * pull + 0.5 * random.normal();
  const prongs = (lost ? kind.lostProngs : kind.prongs) + 0.55 * random.normal();
  const sharing = 0.8 * (particles - Math.log(40)) + 0.35 * random.normal();
  return { mass, prongs, particles, sharing, width };
}

/** An observable: a weighted sum over the jet, with the noise of its family and its own. */
interface Observable {
  readonly name: string;
  readonly family: 'fragmentation' | 'c' | 'd' | 'm' | 'n' | 'mass' | 'count';
  readonly weights: Partial<Record<keyof Jet, number>>;
  /** Standard deviations of the noise that the family shares, and of the observable's own. */
  readonly shared: number;
  readonly own: number;
  /** `exponential` observables have a long tail to one side. */
  readonly shape: 'linear' | 'exponential';
}

function observable(
  name: string,
  family: Observable['family'],
  weights: Observable['weights'],
  [shared, own]: readonly [number, number],
  shape: Observable['shape'],
): Observable {
  return { name, family, weights, shared, own, shape };
}

/** In the order, and by the names, that the literature uses. */
export const jetObservables: readonly Observable[] = [
  observable('zlogz', 'fragmentation', { sharing: -1.5, particles: -0.6 }, [0, 0.2], 'linear'),
  observable('c1_b0_mmdt', 'c', { particles: 0.5, prongs: 0.5 }, [0.25, 0.15], 'linear'),
  observable('c1_b1_mmdt', 'c', { mass: 0.9, prongs: 0.35, width: 0.3 }, [0.3, 0.1], 'linear'),
  observable('c1_b2_mmdt', 'c', { mass: 1.3, prongs: 0.2, width: 0.5 }, [0.3, 0.1], 'exponential'),
  observable('c2_b1_mmdt', 'c', { prongs: -0.5, width: 0.7, particles: 0.4 }, [0.35, 0.15], 'linear'),
  observable('c2_b2_mmdt', 'c', { prongs: -0.6, width: 0.9, mass: 0.3 }, [0.35, 0.2], 'exponential'),
  observable('d2_b1_mmdt', 'd', { prongs: -0.9, particles: 0.3 }, [0.35, 0.1], 'exponential'),
  observable('d2_b2_mmdt', 'd', { prongs: -1.1, particles: 0.2, mass: -0.2 }, [0.4, 0.1], 'exponential'),
  observable('d2_a1_b1_mmdt', 'd', { prongs: -0.8, sharing: 0.3 }, [0.35, 0.15], 'linear'),
  observable('d2_a1_b2_mmdt', 'd', { prongs: -0.9, sharing: 0.2 }, [0.4, 0.15], 'exponential'),
  observable('m2_b1_mmdt', 'm', { prongs: 0.4, width: 0.6 }, [0.4, 0.2], 'linear'),
  observable('m2_b2_mmdt', 'm', { prongs: 0.3, width: 0.8, mass: 0.3 }, [0.4, 0.2], 'exponential'),
  observable('n2_b1_mmdt', 'n', { prongs: -0.7, width: 0.3 }, [0.35, 0.15], 'linear'),
  observable('n2_b2_mmdt', 'n', { prongs: -0.8, width: 0.4 }, [0.4, 0.2], 'linear'),
  observable('mass_mmdt', 'mass', { mass: 1 }, [0, 0.035], 'exponential'),
  observable('multiplicity', 'count', { particles: 1 }, [0, 0.06], 'exponential'),
];

/** Samples as rows of `jetObservables`, and for each the index of its kind in `jetClasses`. */
export interface JetSamples {
  readonly samples: number;
  /** Row-major, in standard deviations from the mean of the training set; rounded to float32. */
  readonly inputs: Float64Array;
  readonly labels: Int32Array;
}

/**
 * Draws jets, each kind as likely as the others, and standardises their observables with mean and deviation of the
 * training set.
 * @param options.training,options.test how many samples of each
 */
export function makeJetLikeData(options: { seed: number; training: number; test: number }): {
  readonly training: JetSamples;
  readonly test: JetSamples;
} {
  const random = new Random(options.seed);
  const training = drawSamples(options.training, random);
  const test = drawSamples(options.test, random);
  standardise(training.inputs, test.inputs);
  return { training, test };
}

function drawSamples(samples: number, random: Random): JetSamples {
  const inputs = new Float64Array(samples * jetObservables.length);
  const labels = new Int32Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    labels[sample] = random.below(jetClasses.length);
    const jet = drawJet(kinds[jetClasses[labels[sample]]], random);
    measure(jet, random, inputs.subarray(sample * jetObservables.length));
  }
  return { samples, inputs, labels };
}

function measure(jet: Jet, random: Random, row: Float64Array): void {
  // Some jets are measured worse than others, in all observables alike: this makes the tails of the noise heavy.
  const quality = Math.exp(0.4 * random.normal());
  const sharedNoise = new Map<string, number>();
  for (const [index, { family, weights, shared, own, shape }] of jetObservables.entries()) {
    if (!sharedNoise.has(family)) sharedNoise.set(family, random.normal());
    let value = quality * (shared * sharedNoise.get(family)! + own * random.normal());
    for (const [part, weight] of Object.entries(weights)) value += weight * jet[part as keyof Jet];
    row[index] = shape === 'linear' ? value : Math.exp(value);
  }
}

function standardise(training: Float64Array, test: Float64Array): void {
  const features = jetObservables.length;
  const samples = training.length / features;
  for (let feature = 0; feature < features; feature++) {
    let sum = 0;
    let squares = 0;
    for (let index = feature; index < training.length; index += features) sum += training[index];
    const mean = sum / samples;
    for (let index = feature; index < training.length; index += features)
      squares += (training[index] - mean) ** 2;
    const deviation = Math.sqrt(squares / samples);
    for (const values of [training, test]) {
      for (let index = feature; index < values.length; index += features) {
        // As the stored test set holds them, so that accuracies measured on either are the same.
        values[index] = Math.fround((values[index] - mean) / deviation);
      }
    }
  }
}
