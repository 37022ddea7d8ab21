import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertModel } from '../../../src/codegen/index.js';
import { HlsmithError } from '../../../src/diagnostics/index.js';
import { readModel, trace } from '../../../src/nn/index.js';
import { readGuarded } from '../../../src/nn/onnx/guarded.js';
import { readOnnx } from '../../../src/nn/onnx/reader.js';
import { complaint, scratchFolder } from '../scratch.js';
import { encode, floats, int, integers, ints, text, type GraphOptions } from './writing.js';

const scratch = scratchFolder();

/** The message for a model, without the file's name. */
function refusalOf(graph: GraphOptions | Uint8Array): string {
  const bytes = graph instanceof Uint8Array ? graph : encode(graph);
  const path = scratch.write('model.onnx', bytes);
  return complaint(() => readOnnx(path)).replace(`${path}: `, '');
}

const gemm = { opType: 'Gemm', input: ['x', 'w'], output: ['y'] };
const relu = { opType: 'Relu', input: ['x'], output: ['y'] };

describe('an ONNX model that cannot be taken is refused with the reason', () => {
  it.each<readonly [string, GraphOptions, string]>([
    [
      'an operator',
      { node: [{ ...relu, opType: 'LayerNormalization', name: 'norm' }] },
      'node "norm" is a "LayerNormalization", which is not supported; use BatchNormalization [onnx.operator]',
    ],
    [
      'a domain',
      { node: [{ ...relu, opType: 'Attention', domain: 'com.microsoft' }] },
      'node "y" is a "Attention", which is not supported; export it with operators of the standard',
    ],
    [
      'names of methods of objects',
      { node: [{ ...relu, opType: 'constructor' }] },
      'node "y" is a "constructor", which is not supported; build the model from these: MatMul, Gemm,',
    ],
    [
      'open lengths',
      { node: [relu], input: { x: ['n', 3, 'height', 5] } },
      'input "x" leaves the length of axis 2 open ("height"); export the model for inputs of a fixed shape',
    ],
    ['negative lengths', { node: [relu], input: { x: [1, -4] } }, 'input "x" has -4 places along axis 1'],
    [
      'huge inputs',
      { node: [relu], input: { x: [1, 2 ** 20, 2 ** 20] } },
      'input "x" has 1099511627776 values',
    ],
    [
      'a cycle',
      {
        node: [
          { opType: 'Add', input: ['x', 'y'], output: ['z'] },
          { ...relu, input: ['z'], name: 'back' },
        ],
      },
      'the ONNX graph cannot be used: node "back" reads what depends on its result',
    ],
    [
      'a tensor that nothing makes',
      { node: [{ ...relu, input: ['gone'] }] },
      'no node makes tensor "gone", which node "y" reads',
    ],
    [
      'a tensor that is made twice',
      { node: [relu, { ...relu, opType: 'Tanh' }] },
      'the ONNX graph cannot be used: two nodes make tensor "y"',
    ],
    [
      'an output that is no function of the inputs',
      { node: [{ opType: 'Identity', input: ['w'], output: ['y'] }], initializer: [floats('w', [2])] },
      'the ONNX graph cannot be used: its output "y" does not depend on its inputs',
    ],
    [
      'weights of another shape',
      { node: [gemm], initializer: [floats('w', [3, 2])] },
      'node "y" (Gemm) multiplies 4 values with weights of shape 3 x 2',
    ],
    [
      'fewer weights than the shape says',
      { node: [gemm], initializer: [floats('w', [4, 2], [1, 2])] },
      'tensor "w" has 2 values where its shape, 4 x 2, asks for 8',
    ],
    [
      'a shape that overflows',
      { node: [gemm], initializer: [floats('w', [2 ** 40, 2 ** 40], [1])] },
      'tensor "w" has 1 values where its shape',
    ],
    [
      'a negative shape',
      { node: [gemm], initializer: [floats('w', [-1, 2], [])] },
      'tensor "w" has the shape -1 x 2',
    ],
    [
      'strings',
      { node: [gemm], initializer: [{ name: 'w', dims: [1], dataType: 8 }] },
      'tensor "w" holds strings, which are not read',
    ],
    [
      'weights that the inputs make',
      { node: [{ ...gemm, opType: 'Conv', input: ['x', 'x'] }], input: { x: [1, 2, 3, 3] } },
      "computes its weights from the model's inputs; only a constant is supported",
    ],
    [
      'three spatial axes',
      {
        node: [
          { opType: 'MaxPool', input: ['x'], output: ['y'], attribute: [ints('kernel_shape', [1, 1, 1])] },
        ],
        input: { x: [1, 2, 3, 3, 3] },
      },
      'node "y" (MaxPool) works on 3 spatial axes; only 1 and 2 are supported',
    ],
    [
      'a reshape across samples',
      {
        node: [{ opType: 'Reshape', input: ['x', 's'], output: ['y'] }],
        initializer: [integers('s', [1, -1])],
        input: { x: [8, 4] },
      },
      'makes 1 x 32 of 8 x 4, which mixes samples; export it for one sample',
    ],
    [
      'huge constants',
      {
        node: [
          { opType: 'ConstantOfShape', input: ['s'], output: ['c'] },
          { opType: 'Add', input: ['x', 'c'], output: ['y'] },
        ],
        initializer: [integers('s', [2 ** 30, 2 ** 30])],
      },
      'node "c" (ConstantOfShape) makes a constant of 1152921504606847000 values',
    ],
    [
      'huge results',
      {
        node: [{ opType: 'Resize', input: ['x', '', 's'], output: ['y'] }],
        initializer: [floats('s', [4], [1, 1, 8192, 8192])],
        input: { x: [1, 4, 4, 4] },
      },
      'makes 4294967296 values of a sample, more than 67108864',
    ],
    [
      'huge strides and windows',
      {
        node: [
          { opType: 'MaxPool', input: ['x'], output: ['y'], attribute: [ints('kernel_shape', [2 ** 40])] },
        ],
        input: { x: [1, 2, 8] },
      },
      'has the kernel_shape 1099511627776 for 1 axes',
    ],
    [
      'linear interpolation',
      {
        node: [
          { opType: 'Resize', input: ['x', '', 's'], output: ['y'], attribute: [text('mode', 'linear')] },
        ],
        initializer: [floats('s', [4], [1, 1, 2, 2])],
        input: { x: [1, 2, 4, 4] },
      },
      'node "y" (Resize) interpolates "linear"; only nearest is supported',
    ],
    [
      'integers that leave a QuantizeLinear',
      {
        node: [
          { opType: 'QuantizeLinear', input: ['x', 's'], output: ['q'] },
          { opType: 'Relu', input: ['q'], output: ['y'] },
        ],
        initializer: [floats('s', [], [0.5])],
      },
      'reads the integers of a QuantizeLinear; only DequantizeLinear can',
    ],
    [
      'an axis that there is not',
      { node: [{ opType: 'Softmax', input: ['x'], output: ['y'], attribute: [int('axis', 7)] }] },
      'works on axis 7 of a tensor of 2 axes',
    ],
  ])('%s', (_, graph, message) => {
    expect(refusalOf(graph)).toContain(message);
  });

  it('by weights beside it', async () => {
    const path = scratch.write('model.onnx', encode({ node: [relu] }));
    await expect(readModel(path, { weights: 'w.h5' })).rejects.toThrow(
      'is an ONNX model, which holds its weights itself',
    );
  });
});

describe('external data', () => {
  const outside = (location: string, more: readonly object[] = []): GraphOptions => ({
    node: [gemm],
    initializer: [
      {
        ...{ name: 'w', dims: [4, 1], dataType: 1, dataLocation: 1 },
        externalData: [{ key: 'location', value: location }, ...more],
      },
    ],
  });
  const at = (offset: string): readonly object[] => [{ key: 'offset', value: offset }];

  it('is read from a file beside the model', () => {
    mkdirSync(join(scratch.path, 'sub'), { recursive: true });
    writeFileSync(join(scratch.path, 'sub', 'w.bin'), Buffer.from(Float32Array.of(9, 1, 2, 3, 4).buffer));
    const path = scratch.write('model.onnx', encode(outside('sub/w.bin', at('4'))));
    const found = trace(readOnnx(path), [Float64Array.of(1, 10, 100, 1000)], 1);
    expect([...found.values()][0]).toEqual(Float64Array.of(4321));
  });

  it.each(['../secret.bin', '/etc/passwd', 'sub/../../secret.bin', '..', '', 'link.bin', 'w\0.bin'])(
    'must not be outside the folder of the model: %j',
    (location) => {
      const folder = join(scratch.path, 'inner');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(scratch.path, 'secret.bin'), Buffer.alloc(64));
      try {
        symlinkSync(join(scratch.path, 'secret.bin'), join(folder, 'link.bin'));
      } catch {
        // From an earlier run of this test.
      }
      const path = join(folder, 'model.onnx');
      writeFileSync(path, encode(outside(location)));
      expect(complaint(() => readOnnx(path))).toContain("which is not in the model's folder");
    },
  );

  it('must be there, as long as the shape asks', () => {
    expect(refusalOf(outside('gone.bin'))).toContain(
      'is in the file "gone.bin", which cannot be read (ENOENT)',
    );
    writeFileSync(join(scratch.path, 'short.bin'), Buffer.alloc(12));
    expect(refusalOf(outside('short.bin'))).toContain(
      'asks for 16 bytes from 0 on in "short.bin", which has 12',
    );
    expect(refusalOf(outside('short.bin', at('-4')))).toContain('has 16 bytes from -4 on in "short.bin"');
    mkdirSync(join(scratch.path, 'folder.bin'), { recursive: true });
    expect(refusalOf(outside('folder.bin'))).toMatch(/asks for 16 bytes|cannot be read/);
  });
});

describe('limits', () => {
  const script = new URL('../../../dist/src/nn/onnx/reading-thread.js', import.meta.url);
  const path = (): string =>
    scratch.write('small.onnx', encode({ node: [gemm], initializer: [floats('w', [4, 2])] }));

  it.skipIf(!existsSync(script))(
    'of time and memory are those of a thread (skipped unless built)',
    async () => {
      expect(await readGuarded(path(), { script, atOnce: 0 })).toEqual(readOnnx(path()));
      const late = readGuarded(path(), { script, atOnce: 0, seconds: 0.001 });
      await expect(late).rejects.toThrow('the ONNX model cannot be read: reading takes more than 1 s');
      const large = readGuarded(path(), { script, atOnce: 0, bytes: 1 });
      await expect(large).rejects.toThrow('reading takes more than 1 MB');
      const cut = scratch.write('cut.onnx', Buffer.from([8, 8]));
      await expect(readGuarded(cut, { script, atOnce: 0 })).rejects.toThrow('it has no graph');
    },
  );
});

describe('names and shapes of a file', () => {
  const name = '"; system("x"); //\\\n*/ #include';

  it('write nothing into C++ but identifiers', () => {
    const node = [
      { ...gemm, output: ['h'], name },
      { ...relu, input: ['h'], name: `${name}2` },
    ];
    const input = { [name]: ['samples', 4] };
    node[0] = { ...node[0], input: [name, 'w'] };
    const path = scratch.write('names.onnx', encode({ node, input, initializer: [floats('w', [4, 3])] }));
    const { files } = convertModel(readOnnx(path));
    // The YAML keeps the names as they are, quoted.
    const code = [...files].filter(([file]) => /\.(cpp|h|tcl|sh)$/.test(file));
    expect(code.length).toBeGreaterThan(5);
    for (const [, text] of code) expect(String(text)).not.toMatch(/system\s*\("|; system|#include$/m);
  });

  it('say in which order an image lies in the file', () => {
    const conv = { opType: 'Conv', input: ['x', 'w'], output: ['y'] };
    const input = { x: ['n', 2, 5, 4] };
    const path = scratch.write(
      'image.onnx',
      encode({ node: [conv], input, initializer: [floats('w', [3, 2, 2, 2])] }),
    );
    const [first, second] = readOnnx(path).layers;
    expect(first).toMatchObject({ kind: 'input', outputShape: [5, 4, 2], fileAxes: [1, 2, 0] });
    expect(second).toMatchObject({ kind: 'conv2d', outputShape: [4, 3, 3] });
  });
});

describe('damaged files', () => {
  const whole = encode({
    node: [
      { ...gemm, output: ['h'] },
      { ...relu, input: ['h'] },
    ],
    initializer: [floats('w', [4, 3])],
  });

  it('are refused wherever they are cut', () => {
    for (let length = 0; length < whole.length; length++) {
      const path = scratch.write('cut.onnx', whole.slice(0, length));
      expect(complaint(() => readOnnx(path))).toMatch(/\[onnx\.\w+\]$/);
    }
  });

  it('give errors of ours only, whatever byte is changed', () => {
    const changed = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(changed, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = Uint8Array.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        const path = scratch.write('changed.onnx', bytes);
        try {
          readOnnx(path);
        } catch (error) {
          if (!(error instanceof HlsmithError)) throw error;
        }
      }),
      { numRuns: Number(process.env.HLSMITH_FUZZ ?? 300) },
    );
  });

  it('or files of another kind', () => {
    expect(refusalOf(Buffer.from('{"class_name": "Sequential"}'))).toMatch(/\[onnx\.damaged\]$/);
    expect(refusalOf(Buffer.alloc(0))).toContain('the ONNX model cannot be read: it has no graph');
  });

  it('with long chains of nodes are no danger to the stack', () => {
    const count = 20_000;
    const node = Array.from({ length: count }, (_, at) => ({
      ...{ opType: 'Identity', input: [at === 0 ? 'x' : `t${at}`] },
      output: [at === count - 1 ? 'y' : `t${at + 1}`],
    })).reverse();
    const path = scratch.write('chain.onnx', encode({ node }));
    expect(readOnnx(path).layers.map(({ kind }) => kind)).toEqual(['input', 'activation']);
  });
});
