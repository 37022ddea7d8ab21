import { bench, describe, expect } from 'vitest';
import { fixedType, formatFixedType, type FixedType, type PrecisionAssignment } from 'hlsmith/hls';
import { openSession } from 'hlsmith/simulate';
import { compiledLoop, peerType, plainLoop } from './bench/peers.js';
import { gaussianInputs, jetNetwork, uniformTypes, type JetTypes } from './graphs.js';

const samples = 10_000;
const inputs = gaussianInputs(samples);

/** 8 bits or near, as a search ends: every value of its own width, accumulators as wide as results. */
const narrow: JetTypes = {
  input: fixedType(true, 9, 4),
  weight: fixedType(true, 7, 2),
  bias: fixedType(true, 6, 2),
  accumulator: fixedType(true, 10, 5),
  result: fixedType(true, 8, 5),
};
/** The same with accumulators that keep every bit of the products, as hls4ml infers them. */
const narrowWithWideAccumulators: JetTypes = { ...narrow, accumulator: fixedType(true, 24, 13) };
const saturating = uniformTypes(fixedType(true, 12, 5, { quantization: 'RND', overflow: 'SAT' }));

/** Differs from the network's own types in nothing that is computed, so that no layer's result is reused. */
function freshAssignments(network: ReturnType<typeof jetNetwork>): () => PrecisionAssignment {
  const { typedef, type } = network.layers[0]!.bias!.slot;
  let turn = 0;
  return () => new Map<string, FixedType>([[typedef, { ...type, width: type.width + (turn++ % 2) }]]);
}

const graph = jetNetwork(uniformTypes(peerType));
const plain = plainLoop(graph, inputs);
const compiled = compiledLoop(graph, inputs, []);
const native = compiledLoop(graph, inputs, ['-march=native']);

/** Microseconds a sample, the fastest of some runs: what other load on the machine leaves least changed. */
function fastest(run: () => unknown, repeats: number): number {
  const times = Array.from({ length: repeats }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return (Math.min(...times) * 1000) / samples;
}

async function trial(types: JetTypes): Promise<() => unknown> {
  const network = jetNetwork(types);
  const session = await openSession(network, { inputs, samples });
  const next = freshAssignments(network);
  return () => session.evaluate(next());
}

describe('the jet network, logits of 10,000 samples', async () => {
  const session = await openSession(graph, { inputs, samples });
  const answers = Array.from(plain());
  expect(Array.from(session.evaluate(new Map()).tensor.raw, Number)).toEqual(answers);
  if (compiled) expect(Array.from(compiled.outputs, Number)).toEqual(answers);
  session.close();
  const runs = new Map<string, () => unknown>([
    [`WebAssembly, ${formatFixedType(peerType)}`, await trial(uniformTypes(peerType))],
    ['WebAssembly, about 8 bits', await trial(narrow)],
    ['WebAssembly, about 8 bits, accumulators that lose nothing', await trial(narrowWithWideAccumulators)],
    ['WebAssembly, ap_fixed<12,5,AP_RND,AP_SAT>', await trial(saturating)],
    ['WebAssembly, ap_fixed<30,12>', await trial(uniformTypes(fixedType(true, 30, 12)))],
    ['plain JavaScript on numbers, ap_fixed<18,8>', plain],
  ]);
  const times = new Map([...runs].map(([name, run]) => [name, fastest(run, run === plain ? 3 : 60)]));
  if (compiled) times.set('C, 64-bit integers, SSE2', compiled.microsecondsPerSample);
  if (native) times.set('C, 64-bit integers, all that this machine has', native.microsecondsPerSample);
  const [[, base]] = times as unknown as [[string, number]];
  for (const [name, time] of times) {
    console.log(`${time.toFixed(2).padStart(7)} us/sample ${(time / base).toFixed(2).padStart(7)}x  ${name}`);
  }
  for (const [name, run] of runs) bench(name, () => void run(), { time: 500 });
});

describe('a trial of 3,000 samples whose kernels are all new', async () => {
  const few = 3000;
  const session = await openSession(graph, { inputs: inputs.subarray(0, few * 16), samples: few });
  let turn = 0;
  bench('other integer bits every time', () => {
    turn++;
    const types = uniformTypes(
      fixedType(true, 10 + (turn % 13), 3 + (turn % 11), { overflow: turn % 2 ? 'SAT' : 'WRAP' }),
    );
    const assignment = new Map<string, FixedType>();
    for (const { typedef } of graph.layers.map((layer) => layer.output.slot))
      assignment.set(typedef, types.result);
    session.evaluate(assignment);
  });
});
