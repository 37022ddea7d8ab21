import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { formatFixedType, openHlsProject, parseFixedType, readLayerGraph } from 'hlsmith/hls';
import { convertModel, writeProject } from '../../src/codegen/index.js';
import type { Model } from '../../src/nn/index.js';
import { templateFiles } from '../../src/templates/index.js';
import { activation, batchNormalization, chain, dense, input, perceptron, tiny } from './models.js';
import { complaint, scratchFolder } from './scratch.js';

const scratch = scratchFolder();
const golden = fileURLToPath(new URL('golden', import.meta.url));

describe('the files of a project', () => {
  const { files } = convertModel(tiny, { name: 'tiny' });

  // vitest -u accepts what has changed.
  it.each([
    'firmware/tiny.cpp',
    'firmware/tiny.h',
    'firmware/defines.h',
    'firmware/parameters.h',
    'firmware/weights/w2.h',
    'firmware/weights/b2.h',
    'tiny_test.cpp',
    'tiny_bridge.cpp',
    'build_lib.sh',
    'project.tcl',
    'hlsmith_config.yml',
  ])('%s is as in golden/', async (path) => {
    await expect(files.get(path)).toMatchFileSnapshot(join(golden, path));
  });

  it('are those that a hls4ml user looks for', () => {
    const own = [...files.keys()].filter((path) => !/^firmware\/(nnet_utils|ap_types)\//.test(path));
    expect(own.sort()).toEqual([
      'build_lib.sh',
      'build_opt.tcl',
      'build_prj.tcl',
      'firmware/defines.h',
      'firmware/parameters.h',
      'firmware/tiny.cpp',
      'firmware/tiny.h',
      'firmware/weights/b2.h',
      'firmware/weights/b4.h',
      'firmware/weights/w2.h',
      'firmware/weights/w4.h',
      'hlsmith_config.yml',
      'project.tcl',
      'tiny_bridge.cpp',
      'tiny_test.cpp',
      'vivado_synth.tcl',
    ]);
  });

  it('hold what they include of the library, and no more', () => {
    const library = templateFiles('library').map((path) => `firmware/${path}`);
    const name = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
    const included = new Set(
      [...files.values()].flatMap((text) =>
        Array.from(text.matchAll(/#include ["<](.*)[">]/g), ([, path]) => name(path)),
      ),
    );
    expect(library.filter((path) => files.has(path))).toEqual(
      library.filter((path) => included.has(name(path))),
    );
    expect([...files.keys()]).toContain('firmware/nnet_utils/nnet_dense.h');
    expect([...files.keys()]).not.toContain('firmware/nnet_utils/nnet_conv.h');
  });

  it('are the same bytes for the same model', () => {
    expect([...convertModel(structuredClone(tiny), { name: 'tiny' }).files]).toEqual([...files]);
  });

  it('leave nothing unrendered', () => {
    const left = [...files].filter(([, text]) => /\{\{|\}\}|undefined|\[object/.test(text));
    expect(left.map(([path]) => path)).toEqual([]);
  });
});

describe('the kernel, read back', () => {
  const model = perceptron([5, 7, 3]);

  async function readBack(source: Model, name: string) {
    const directory = join(scratch, name);
    writeProject(directory, convertModel(source, { name }));
    return readLayerGraph(await openHlsProject(directory));
  }

  it('has the layers, shapes and weights of the model', async () => {
    const graph = await readBack(model, 'same');
    expect(graph.name).toBe('same');
    expect(graph.inputs.map(({ name, shape }) => [name, shape])).toEqual([['features', [5]]]);
    expect(graph.outputs.map(({ name, shape }) => [name, shape])).toEqual([['layer5_out', [3]]]);
    expect(graph.layers.map(({ name, kind }) => [name, kind])).toEqual([
      ['fc1', 'dense'],
      ['relu1', 'relu'],
      ['fc2', 'dense'],
      ['softmax2', 'softmax'],
    ]);
    for (const layer of graph.layers.filter(({ kind }) => kind === 'dense')) {
      const origin = model.layers.find(({ name }) => name === layer.name);
      if (origin?.kind !== 'dense') throw new Error(`${layer.name} is not dense`);
      expect(layer.weights?.values()).toEqual(origin.kernel.data);
      expect(layer.bias?.values()).toEqual(origin.bias.data);
    }
  });

  it('has one typedef for each precision', async () => {
    const graph = await readBack(model, 'typedefs');
    const slots = graph.layers.flatMap((layer) => [...Object.values(layer.types), layer.output.slot]);
    const names = slots.map(({ typedef }) => typedef);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('fc1_weight_t');
    expect(names).toContain('layer2_t');
    expect(names).toContain('result_t');
  });

  it('has the scale and the bias of a batch normalisation, with types of their own', async () => {
    const bn = batchNormalization('bn-1', 'fc', [2, 0, -0.5], [1, 0.25, 0]);
    const graph = await readBack(
      chain('m', input('x', 1), dense('fc', 'x', [[1, 2, 3]], [0, 0, 0]), bn),
      'normalized',
    );
    const [, layer] = graph.layers;
    expect(layer).toMatchObject({ name: 'bn_1', kind: 'batchNormalization', config: 'config3' });
    expect(layer.weights).toMatchObject({ name: 's3', slot: { typedef: 'bn_1_scale_t' } });
    expect(layer.bias).toMatchObject({ name: 'b3', slot: { typedef: 'bn_1_bias_t' } });
    expect([layer.weights?.values(), layer.bias?.values()]).toEqual([bn.scale.data, bn.bias.data]);
    expect(layer.parameters).toMatchObject({ n_in: 3, n_scale_bias: 3, n_zeros: 1 });
  });

  it('refuses a batch normalisation with too few constants', () => {
    const bn = batchNormalization('bn', 'x', [1, 2, 3], [0, 0, 0]);
    const short = { ...bn, bias: { shape: [2], data: new Float64Array(2) } };
    expect(complaint(() => convertModel(chain('m', input('x', 3), short)))).toMatchObject({
      message: expect.stringContaining('its bias has 2 values instead of 3'),
    });
  });

  it('keeps every double that a weight can be', () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(double, { minLength: 1, maxLength: 20 }), (weights) => {
        const { files } = convertModel(chain('m', input('x', 1), dense('d', 'x', [weights], weights)));
        const [, list] = /\{([^}]*)\}/.exec(files.get('firmware/weights/w2.h')!)!;
        const literals = list.split(',').map((text) => text.trim());
        expect(literals.filter((text) => !/^-?\d+(\.\d+)?(e[+-]\d+)?$/.test(text))).toEqual([]);
        expect(literals.filter((text) => !/[.e]/.test(text))).toEqual([]);
        // -0 is 0 to every fixed-point type.
        expect(literals.map(Number)).toEqual(weights.map((weight) => weight + 0));
      }),
    );
  });

  it('takes several inputs and outputs, and a result that two layers read', async () => {
    const branches: Model = {
      name: 'branches',
      inputs: ['b', 'a'],
      outputs: ['left', 'right'],
      layers: [
        input('a', 2),
        input('b', 1),
        dense('shared', 'a', [[1], [2]], [0]),
        activation('relu', 'left', 'shared', 1),
        activation('linear', 'middle', 'shared', 1),
        dense('right', 'middle', [[3, 4]], [0, 0]),
        dense('unread', 'b', [[1]], [0]),
      ],
    };
    const graph = await readBack(branches, 'branches');
    expect(graph.inputs.map(({ name, slot }) => [name, slot.typedef])).toEqual([
      ['b', 'input2_t'],
      ['a', 'input1_t'],
    ]);
    expect(graph.outputs.map(({ name, slot }) => [name, slot.typedef])).toEqual([
      ['layer4_out', 'layer4_t'],
      ['layer6_out', 'layer6_t'],
    ]);
    expect(graph.layers.map(({ name, inputs }) => [name, inputs[0].name])).toEqual([
      ['shared', 'a'],
      ['left', 'layer3_out'],
      ['middle', 'layer3_out'],
      ['right', 'layer5_out'],
      ['unread', 'b'],
    ]);
  });
});

describe('options', () => {
  it('reach the types, the Tcl and the configuration', () => {
    const precision = parseFixedType('ap_fixed<12,5,AP_RND,AP_SAT>')!;
    const options = { name: 'jet_1', precision, part: 'xcvu13p-flga2577-2-e', clockPeriod: 3.3 };
    const { files } = convertModel(tiny, options);
    const defines = files.get('firmware/defines.h')!;
    expect(defines).toContain(`typedef ${formatFixedType(precision)} fc1_weight_t;`);
    expect(defines).toContain('typedef ap_ufixed<18,1,AP_RND,AP_SAT> softmax_exp_table_t;');
    const tcl = files.get('project.tcl')!;
    expect(tcl).toContain('set part "xcvu13p-flga2577-2-e"');
    expect(tcl).toContain('set clock_period 3.3\n');
    expect(parse(files.get('hlsmith_config.yml')!)).toMatchObject({
      ProjectName: 'jet_1',
      Part: 'xcvu13p-flga2577-2-e',
      ClockPeriod: 3.3,
      HLSConfig: { Model: { Precision: 'ap_fixed<12,5,AP_RND,AP_SAT>' } },
    });
  });

  it('left undefined mean their defaults', () => {
    const plain = convertModel(tiny);
    expect(convertModel(tiny, { name: undefined, part: undefined })).toEqual(plain);
    expect(plain.name).toBe('myproject');
    expect(plain.files.get('firmware/defines.h')).toContain('typedef ap_fixed<18,8> input_t;');
  });

  it.each([
    '',
    '1st',
    'a__b',
    'a_',
    'a b',
    'a;b',
    'a\nb',
    'int',
    'main',
    'Defines',
    'parameters',
    'EOF',
    'x'.repeat(65),
    'ap_fixed',
    'nnet_dense',
    'size_t',
  ])('refuse the name %j', (name) => {
    expect(complaint(() => convertModel(tiny, { name })).code).toBe('codegen.name');
  });

  it.each(['', 'xc7z020"; exec rm', 'a b', '[exit]', '$part', '-x', 'a--b', 'x\n'])(
    'refuse the part %j',
    (part) => {
      expect(complaint(() => convertModel(tiny, { part })).code).toBe('codegen.part');
    },
  );

  it.each([0, -5, NaN, Infinity, 1e-9])('refuse a clock period of %d', (clockPeriod) => {
    expect(complaint(() => convertModel(tiny, { clockPeriod })).code).toBe('codegen.clock-period');
  });

  it('share multipliers, layer by layer and in the initiation interval', () => {
    const { files } = convertModel(tiny, { name: 'net', reuseFactor: 4 });
    expect(files.get('firmware/net.cpp')).toContain('#pragma HLS PIPELINE II=4\n');
    const factors = files.get('firmware/parameters.h')!.match(/unsigned reuse_factor = \d+;/g);
    expect(factors).toEqual(Array(4).fill('unsigned reuse_factor = 4;'));
    expect(parse(files.get('hlsmith_config.yml')!)).toMatchObject({
      HLSConfig: { Model: { ReuseFactor: 4 }, LayerName: { fc1: { ReuseFactor: 4 } } },
    });
  });

  it.each([0, 1.5, -1, NaN, Infinity, 2 ** 32])('refuse a reuse factor of %d', (reuseFactor) => {
    expect(complaint(() => convertModel(tiny, { reuseFactor })).code).toBe('codegen.reuse-factor');
  });

  it('refuse types that Vitis HLS has not', () => {
    const precision = parseFixedType('ac_fixed<18,8,true>')!;
    expect(complaint(() => convertModel(tiny, { precision })).code).toBe('codegen.precision');
  });
});

describe('models that cannot be written', () => {
  const x = input('x', 2);
  const good = dense('d', 'x', [[1], [2]], [0]);
  const refused: [string, Model, string][] = [
    [
      'a weight that is no number',
      chain('m', x, dense('d', 'x', [[1], [NaN]], [0])),
      'weight number 1 is NaN',
    ],
    ['sizes that do not fit', chain('m', x, dense('d', 'x', [[1]], [0])), 'takes 1 inputs, and 2 arrive'],
    ['a matrix into a dense layer for vectors', chain('m', input('x', 1, 2), good), 'shape 1x1, not 1'],
    ['four axes into a vector', chain('m', input('x', 1, 1, 1, 2), good), 'shape 1x1x1x1, not 1'],
    [
      'an Einstein sum over a diagonal',
      chain('m', input('x', 2, 2), {
        ...{ kind: 'einsumDense', name: 'e', inputs: ['x'], outputShape: [2] },
        ...{ equation: 'abb,bc->ac', kernel: { shape: [2, 2], data: new Float64Array(4) } },
      }),
      'its equation abb,bc->ac does not fit its shapes, or names an axis twice',
    ],
    [
      'sums of products that do not fit',
      {
        ...{ name: 'm', inputs: ['x'], outputs: ['d'] },
        layers: [
          input('x', 2, 3),
          { kind: 'dot', name: 'd', inputs: ['x', 'x'], outputShape: [2, 3], axes: [0, 1], normalize: false },
        ],
      },
      'cannot be written for 2x3 and 2x3',
    ],
    ['a missing layer', chain('m', x, { ...good, inputs: ['y'] }), 'reads "y"'],
    ['a later layer', chain('m', x, { ...good, inputs: ['e'] }, { ...good, name: 'e' }), 'reads "e"'],
    [
      'a result that is declared smaller than it is',
      chain('m', x, {
        ...dense(
          'd',
          'x',
          [
            [1, 1],
            [2, 2],
          ],
          [0, 0],
        ),
        outputShape: [1],
      }),
      'a result of shape 2, not 1',
    ],
    [
      'an activation that changes its size',
      chain('m', x, activation('relu', 'r', 'x', 3)),
      'a result of shape 2, not 3',
    ],
    [
      'a relu of two layers',
      chain('m', x, { ...activation('relu', 'r', 'x', 2), inputs: ['x', 'x'] }),
      'reads 2',
    ],
    ['two layers of one name', chain('m', x, good, { ...good }), 'two layers are called "d"'],
    ['no output', { ...chain('m', x, good), outputs: [] }, 'no outputs'],
    ['an input as output', { ...chain('m', x, good), outputs: ['x'] }, '"x" is an input'],
    ['an unknown output', { ...chain('m', x, good), outputs: ['z'] }, '"z" is no layer'],
    ['an empty shape', chain('m', input('x'), good), 'shape []'],
    ['a shape that is no size', chain('m', input('x', 1.5), good), 'shape [1.5]'],
    [
      'a layer that is not known',
      chain('m', x, { ...activation('relu', 's', 'x', 2), activation: 'gelu' as 'relu' }),
      'activation gelu',
    ],
  ];

  it.each(refused)('%s: named with the reason', (_, model, reason) => {
    expect(complaint(() => convertModel(model)).line).toContain(reason);
  });
});
