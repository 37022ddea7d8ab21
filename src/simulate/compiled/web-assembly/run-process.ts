/*
 * A child process: runs a program that is WebAssembly. It may trap or never end, and its statics end with it.
 */
import { readFileSync } from 'node:fs';
import { WASI } from 'node:wasi';

interface Instance {
  readonly exports: object;
}

const { WebAssembly: engine } = globalThis as unknown as {
  WebAssembly: {
    Module: new (bytes: Uint8Array) => object;
    Instance: new (module: object, imports: object) => Instance;
  };
};

const [path, folders, ...args] = process.argv.slice(2);
const wasi = new WASI({
  version: 'preview1',
  args: ['kernel', ...args],
  env: process.env,
  // Weights are named from the folder that the program is started in.
  preopens: {
    '.': '.',
    ...Object.fromEntries((JSON.parse(folders!) as string[]).map((folder) => [folder, folder])),
  },
  returnOnExit: true,
});
const module = new engine.Module(readFileSync(path!));
const instance = new engine.Instance(module, { wasi_snapshot_preview1: wasi.wasiImport });
try {
  process.exitCode = wasi.start(instance);
} catch (error) {
  process.stderr.write(`error: ${String(error)}\n`);
  process.exitCode = 134;
}
