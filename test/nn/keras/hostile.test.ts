import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { strToU8, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { HlsmithError } from '../../../src/diagnostics/index.js';
import { encodeKerasModel, predict, Random, type Model } from '../../../src/nn/index.js';
import { readGuarded } from '../../../src/nn/keras/guarded.js';
import { scratchFolder } from '../scratch.js';
import { smallModel } from './models.js';

const scratch = scratchFolder();
const script = new URL('../../../dist/src/nn/keras/reading-thread.js', import.meta.url);
const isBuilt = existsSync(fileURLToPath(script));

let model: Uint8Array;
let archive: Uint8Array;
beforeAll(async () => {
  model = await encodeKerasModel(smallModel);
  archive = zipSync(
    { 'config.json': strToU8(JSON.stringify(config)), 'model.weights.h5': model },
    { level: 1 },
  );
});

const config = {
  class_name: 'Sequential',
  config: {
    layers: [
      { class_name: 'InputLayer', config: { name: 'in', batch_shape: [null, 3] } },
      { class_name: 'Softmax', config: { name: 'soft' } },
    ],
  },
};

/** The line that a user would read, or nothing where the file was read after all. */
async function outcome(reading: Promise<Model>): Promise<string> {
  try {
    await reading;
    return '';
  } catch (error) {
    if (!(error instanceof HlsmithError)) throw error;
    expect(['\n', '\r', '\u001b'].some((character) => error.line.includes(character))).toBe(false);
    return error.line;
  }
}

describe('random damage ends in a message or in a model', () => {
  const runs = Number(process.env.HLSMITH_FUZZ ?? 60);

  it.each(['h5', 'keras'])('.%s', async (kind) => {
    const whole = kind === 'h5' ? model : archive;
    const random = new Random(5);
    const pick = (bound: number): number => Math.floor(random.uniform() * bound);
    let refused = 0;
    for (let run = 0; run < runs; run++) {
      const bytes = Uint8Array.from(run % 4 === 0 ? whole.subarray(0, pick(whole.length)) : whole);
      // Most of what the library reads first is at the start.
      for (let change = 0; change <= pick(4); change++)
        bytes[pick(run % 2 ? 2000 : bytes.length)] = pick(256);
      const path = scratch.write(`damaged.${kind}`, bytes);
      const reading = readGuarded(path, {}, { script, seconds: 5 });
      if ((await outcome(reading)) !== '') refused++;
    }
    expect(refused).toBeGreaterThan(runs / 4);
  });
});

const title = isBuilt ? 'in a thread' : 'in a thread (skipped: not built)';
describe.skipIf(!isBuilt)(title, () => {
  it('reads the same model', async () => {
    const path = scratch.write('small.h5', model);
    const found = await readGuarded(path, {}, { script, atOnce: 0 });
    expect(found).toEqual(smallModel);
    expect(predict(found, Float64Array.of(1, 2, 3), 1)).toEqual(
      predict(smallModel, Float64Array.of(1, 2, 3), 1),
    );
  });

  it('gives the same messages', async () => {
    const path = scratch.write('short.h5', model.subarray(0, 900));
    const direct = await outcome(readGuarded(path));
    expect(direct).toContain('short.h5: the model cannot be read');
    expect(await outcome(readGuarded(path, {}, { script, atOnce: 0 }))).toBe(direct);
    expect(await outcome(readGuarded('none.h5', {}, { script, atOnce: 0 }))).toContain(
      'none.h5: no such model',
    );
  });

  it('ends when reading takes too long', async () => {
    const path = scratch.write('small.h5', model);
    expect(await outcome(readGuarded(path, {}, { script, atOnce: 0, seconds: 0.001 }))).toContain(
      'small.h5: the model cannot be read: reading takes more than 1 s',
    );
  });

  it('ends when reading takes too much memory', async () => {
    const path = scratch.write('small.h5', model);
    expect(await outcome(readGuarded(path, {}, { script, atOnce: 0, bytes: 1 }))).toContain(
      'reading takes more than 1 MB',
    );
  });
});

describe('an archive', () => {
  const read = (files: Record<string, Uint8Array>): Promise<string> =>
    outcome(readGuarded(scratch.write('hostile.keras', zipSync(files, { level: 9 }))));

  it('that unfolds to more than a model has is refused before it is unfolded', async () => {
    const files = {
      'config.json': strToU8(JSON.stringify(config)),
      'metadata.json': new Uint8Array(2 ** 20),
      'model.weights.h5': model,
    };
    expect(await read(files)).toContain('its metadata.json unfolds to 1048576 bytes');
  });

  it('that claims sizes that no archive can hold is refused', async () => {
    const files = { 'config.json': strToU8(JSON.stringify(config)), 'model.weights.h5': model };
    const bytes = zipSync(files);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    // The entry of the directory: its uncompressed size, 24 bytes in.
    const entry = Buffer.from(bytes).indexOf(Buffer.from('PK\x01\x02'));
    view.setUint32(entry + 24, 2 ** 25, true);
    expect(await outcome(readGuarded(scratch.write('lies.keras', bytes)))).toContain(
      'its config.json unfolds to 33554432 bytes',
    );
  });

  it('whose names climb out of it writes nothing and is read by its own names only', async () => {
    const climbing = { '../../config.json': strToU8('{}'), '/tmp/model.weights.h5': model };
    expect(await read(climbing)).toContain('it holds no config.json');
  });
});

describe('an architecture', () => {
  const read = (layers: readonly object[], more: object = {}): Promise<string> => {
    const json = JSON.stringify({ class_name: 'Sequential', config: { layers }, ...more });
    return outcome(
      readGuarded(scratch.write('hostile.json', json), { weights: scratch.write('weights.h5', model) }),
    );
  };
  const input = (...shape: number[]): object => ({
    class_name: 'InputLayer',
    config: { name: 'in', batch_shape: [null, ...shape] },
  });

  it('whose shapes multiply to more than a number holds is refused', async () => {
    expect(await read([input(2 ** 24, 2 ** 24, 2 ** 24)])).toContain(
      'values of a sample, more than 67108864',
    );
    expect(await read([input(4), { class_name: 'RepeatVector', config: { name: 'r', n: 2 ** 24 } }])).toBe(
      '',
    );
    expect(
      await read([input(8), { class_name: 'RepeatVector', config: { name: 'r', n: 2 ** 24 } }]),
    ).toContain('makes 134217728 values of a sample');
  });

  it('nested or listed without end is refused', async () => {
    let nested: object = { class_name: 'Flatten', config: { name: 'f' } };
    for (let depth = 0; depth < 40; depth++) {
      nested = { class_name: 'Sequential', config: { name: `s${depth}`, layers: [nested] } };
    }
    expect(await read([input(2), nested])).toContain('its models are nested more than 16 deep');
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const json = `{"class_name":"Functional","config":{"layers":[{"class_name":"Flatten","config":{"name":"f"}}],"input_layers":${deep},"output_layers":[]}}`;
    const path = scratch.write('deep.json', json);
    expect(await outcome(readGuarded(path, { weights: scratch.write('w.h5', model) }))).toContain(
      'deep.json: the model cannot be read: ',
    );
  });

  it('with hostile names keeps them as text, on one line of a message', async () => {
    const name = '"; system("x"); //\n\u001b[31m../../etc';
    const line = await read([input(2), { class_name: 'GarNet', config: { name } }]);
    expect(line).toContain('layer "\\"; system(\\"x\\"); //\\n\\u001b[31m../../etc" is of class "GarNet"');
  });

  it('with the names of JavaScript has no layer of them', async () => {
    for (const className of ['__proto__', 'constructor', 'toString']) {
      expect(await read([input(2), { class_name: className, config: { name: 'x' } }])).toContain(
        `is of class "${className}", which is not supported`,
      );
    }
  });
});
