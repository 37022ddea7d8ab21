import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { encodeKerasModel, predict, readKerasModel } from '../../../src/nn/index.js';
import { scratchFolder } from '../scratch.js';
import { smallModel } from './models.js';

const scratch = scratchFolder();

describe('encodeKerasModel', () => {
  it('writes what readKerasModel reads', async () => {
    const path = scratch.write('model.h5', await encodeKerasModel(smallModel));
    expect(await readKerasModel(path)).toEqual(smallModel);
    expect((await readKerasModel(path)).layers.map((layer) => layer.name)).toEqual([
      'in',
      'fc1',
      'relu1',
      'output',
      'softmax',
    ]);
  });

  it('keeps names that mean something elsewhere', async () => {
    const rename = (name: string): string => (name === 'fc1' ? `"; system("x"); //../../fc1` : name);
    const strange = {
      ...smallModel,
      layers: smallModel.layers.map((layer) => ({
        ...layer,
        name: rename(layer.name),
        inputs: layer.inputs.map(rename),
      })),
    };
    const path = scratch.write('strange.h5', await encodeKerasModel(strange));
    const model = await readKerasModel(path);
    expect(model.layers[1].name).toBe(`"; system("x"); //../../fc1`);
    expect(predict(model, Float64Array.of(1, 2, 3), 1)).toEqual(
      predict(smallModel, Float64Array.of(1, 2, 3), 1),
    );
  });

  const h5py = spawnSync('/usr/bin/python3', ['-c', 'import h5py']).status === 0;
  it.skipIf(!h5py)(`reads in h5py${h5py ? '' : ' (skipped: no /usr/bin/python3 with h5py)'}`, async () => {
    const path = scratch.write('h5py.h5', await encodeKerasModel(smallModel));
    const script = [
      'import h5py, json, sys',
      'f = h5py.File(sys.argv[1])',
      'text = lambda value: value.decode() if isinstance(value, bytes) else value',
      'root = f["model_weights"]',
      'names = [text(n) for n in root.attrs["layer_names"]]',
      'weights = {n: [text(w) for w in root[n].attrs["weight_names"]] for n in names}',
      'kernel = root["fc1"][weights["fc1"][0]]',
      'layers = json.loads(text(f.attrs["model_config"]))["config"]["layers"]',
      'print(json.dumps([names, weights, str(kernel.dtype), kernel[()].tolist(), [l["class_name"] for l in layers]]))',
    ].join('\n');
    const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', script, path], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const names = ['in', 'fc1', 'relu1', 'output', 'softmax'];
    const weights = Object.fromEntries(
      names.map((name) => [name, /fc1|output/.test(name) ? [`${name}/kernel:0`, `${name}/bias:0`] : []]),
    );
    const classes = ['InputLayer', 'Dense', 'Activation', 'Dense', 'Activation'];
    const kernel = [
      [1, 2],
      [-3, 4.5],
      [0.25, -6],
    ];
    expect(JSON.parse(stdout)).toEqual([names, weights, 'float32', kernel, classes]);
  });
});
