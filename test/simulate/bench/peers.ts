import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fixedType, fromDouble, type FixedType, type LayerGraph } from 'hlsmith/hls';
import { findProgram } from '../../../src/simulate/compiled/process.js';

/** The one type of the peers. */
export const peerType: FixedType = fixedType(true, 18, 8);

function rawLayers(graph: LayerGraph): { weights: bigint[]; bias: bigint[] }[] {
  const raw = (values: Float64Array): bigint[] => Array.from(values, (x) => fromDouble(x, peerType));
  return graph.layers
    .filter(({ kind }) => kind === 'dense')
    .map(({ weights, bias }) => ({ weights: raw(weights!.values()), bias: raw(bias!.values()) }));
}

/** The jet network at ap_fixed<18,8> as a plain loop over numbers, sample after sample: raw logits. */
export function plainLoop(graph: LayerGraph, inputs: Float64Array): () => Float64Array {
  const layers = rawLayers(graph).map(({ weights, bias }) => ({
    weights: Float64Array.from(weights, Number),
    bias: Float64Array.from(bias, Number),
  }));
  const raw = Float64Array.from(inputs, (x) => Number(fromDouble(x, peerType)));
  const samples = raw.length / 16;
  const outputs = new Float64Array(samples * 5);
  const between = layers.map(({ bias }) => new Float64Array(bias.length));
  return () => {
    for (let sample = 0; sample < samples; sample++) {
      let values = raw.subarray(sample * 16, sample * 16 + 16);
      for (let at = 0; at < layers.length; at++) {
        plainDense(values, layers[at]!.weights, layers[at]!.bias, between[at]!, at < layers.length - 1);
        values = between[at]!;
      }
      outputs.set(values, sample * 5);
    }
    return outputs;
  };
}

function plainDense(
  x: Float64Array,
  weights: Float64Array,
  bias: Float64Array,
  y: Float64Array,
  relu: boolean,
): void {
  y.set(bias);
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!;
    for (let j = 0; j < y.length; j++) y[j] = y[j]! + Math.floor((value * weights[i * y.length + j]!) / 1024);
  }
  for (let j = 0; j < y.length; j++) {
    const low = y[j]! - Math.floor(y[j]! / 262144) * 262144;
    const wrapped = low >= 131072 ? low - 262144 : low;
    y[j] = relu && wrapped < 0 ? 0 : wrapped;
  }
}

export interface CompiledLoop {
  readonly microsecondsPerSample: number;
  /** Raw logits. */
  readonly outputs: BigInt64Array;
}

/** The same in C (mlp.c), with 64-bit integers; null where there is no C compiler. */
export function compiledLoop(graph: LayerGraph, inputs: Float64Array, flags: string[]): CompiledLoop | null {
  const compiler = findProgram(['gcc', 'clang']);
  if (!compiler) return null;
  const folder = mkdtempSync(join(tmpdir(), 'hlsmith-bench-'));
  const at = (name: string): string => join(folder, name);
  try {
    const source = fileURLToPath(new URL('mlp.c', import.meta.url));
    execFileSync(compiler, ['-O3', ...flags, source, '-o', at('mlp')]);
    const weights = rawLayers(graph).flatMap((layer) => [...layer.weights, ...layer.bias]);
    writeFileSync(at('weights'), new Uint8Array(BigInt64Array.from(weights).buffer));
    const raw = BigInt64Array.from(inputs, (x) => fromDouble(x, peerType));
    writeFileSync(at('inputs'), new Uint8Array(raw.buffer));
    const samples = String(inputs.length / 16);
    const printed = execFileSync(at('mlp'), [at('weights'), at('inputs'), samples, at('outputs'), '20']);
    const bytes = readFileSync(at('outputs'));
    return {
      microsecondsPerSample: Number(printed.toString()) / 1000,
      outputs: new BigInt64Array(new Uint8Array(bytes).buffer),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
