import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';

/** The part of TensorFlow.js that does the arithmetic. */
export type Backend = 'tensorflow' | 'wasm' | 'cpu';

/** Fastest first. */
const loaders: readonly [Backend, () => Promise<unknown>][] = [
  // An optional peer: its installer downloads from elsewhere, so it may be absent, or fail on this Node.
  ['tensorflow', () => import(['@tensorflow', 'tfjs-node'].join('/'))],
  ['wasm', loadWasm],
  ['cpu', () => import('@tensorflow/tfjs-backend-cpu')],
];

async function loadWasm(): Promise<void> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`);
}

let chosen: Promise<Backend> | undefined;

/** Loads the fastest backend that this machine has: tfjs-node, else WebAssembly, else plain JavaScript. */
export function loadBackend(): Promise<Backend> {
  chosen ??= choose();
  return chosen;
}

async function choose(): Promise<Backend> {
  // The build of tfjs-core for Node has no gradients; the layers package brings and registers them.
  await import('@tensorflow/tfjs-layers');
  for (const [name, load] of loaders) {
    try {
      await load();
      // tfjs-node loads on Node 24 but trips over its first tensor.
      if ((await tf.setBackend(name)) && tf.add(1, 1).dataSync()[0] === 2) return name;
    } catch {
      // The next one, then; the caller says which it was.
    }
  }
  throw new Error('no backend of TensorFlow.js loads, though two are dependencies of hlsmith');
}
