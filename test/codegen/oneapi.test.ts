import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openHlsProject, parseFixedType, readLayerGraph } from 'hlsmith/hls';
import { convertModel, writeProject } from '../../src/codegen/index.js';
import type { Model } from '../../src/nn/index.js';
import { hasCompiler, run, runKernel, runTestbench, unlessCompiler } from './compiling.js';
import { Network, recurrentNetwork, sequenceNetwork } from './every-layer.js';
import { perceptron, randomNumbers, tiny } from './models.js';
import { scratchFolder } from './scratch.js';

const scratch = scratchFolder();
const target = 'oneapi';
const isThorough = process.env.HLSMITH_FUZZ !== undefined;
const precision = parseFixedType('ap_fixed<16,6>')!;

function samplesFor(model: Model, count: number): number[][] {
  const next = randomNumbers(5);
  const size = model.layers[0].outputShape.reduce((a, b) => a * b, 1);
  return Array.from({ length: count }, () => Array.from({ length: size }, () => next() * 2));
}

/** Lines of an image that wait for others, a stream with two readers, a merge, a table. */
function images(): Model {
  const net = new Network(3);
  const x = net.input('x', 4, 4, 2);
  const window = { strides: [1, 1], dilation: [1, 1], groups: 1 } as const;
  const same = [
    [1, 0],
    [0, 1],
  ] as const;
  net.add('conv', [x], [4, 4, 2], {
    ...window,
    ...{ kind: 'conv2d', padding: same, kernel: net.array([2, 2, 2, 2]), bias: net.array([2]) },
  });
  net.add('sum', ['conv', x], [4, 4, 2], { kind: 'add' });
  const none = [
    [0, 0],
    [0, 0],
  ] as const;
  net.add('most', ['sum'], [2, 2, 2], {
    ...{ kind: 'pooling2d', mode: 'max', size: [2, 2], strides: [2, 2], padding: none },
  });
  net.add('flat', ['most'], [8], { kind: 'reshape' });
  net.add('fc', ['flat'], [3], { kind: 'dense', kernel: net.array([8, 3]), bias: net.array([3]) });
  net.add('softmax', ['fc'], [3], { kind: 'activation', activation: 'softmax' });
  return net.model('softmax');
}

describe.skipIf(!hasCompiler)(`a component for oneAPI${unlessCompiler}`, { timeout: 120_000 }, () => {
  it.each([
    ['parallel', perceptron([6, 5, 3]), {}],
    ['shared', perceptron([6, 4, 3]), { strategy: 'resource', reuseFactor: 2 } as const],
    ['stream', images(), { io: 'stream' } as const],
  ])('gives the bits of the project for Vitis, under SYCL: %s', (name, model, options) => {
    const samples = samplesFor(model, 20);
    const vitis = convertModel(model, { ...options, precision });
    const expected = runTestbench(join(scratch, `${name}-vitis`), vitis, samples);
    expect(new Set(expected.map(String)).size).toBeGreaterThan(10);
    const component = convertModel(model, { ...options, precision, target });
    expect(runKernel(join(scratch, name), component, samples)).toEqual(expected);
  });

  const others = [
    ['sequence', sequenceNetwork()],
    ['recurrent', recurrentNetwork()],
  ] as const;
  it.skipIf(!isThorough).each(others)('gives the same bits of other layers, too: %s', (name, model) => {
    const samples = samplesFor(model, 10);
    const [vitis, component] = (['vitis', target] as const).map((tool) => {
      const project = convertModel(model, { precision, target: tool, io: 'stream' });
      return (tool === target ? runKernel : runTestbench)(join(scratch, `${name}-${tool}`), project, samples);
    });
    expect(component).toEqual(vitis);
  });

  it("is a shared library without any of Intel's tools", () => {
    const directory = join(scratch, 'library');
    writeProject(directory, convertModel(tiny, { target, io: 'stream' }));
    run(directory, './build_lib.sh', []);
    expect(run(directory, 'nm', ['-D', '--defined-only', 'firmware/myproject.so'])).toMatch(
      / T myproject_double$/m,
    );
  });
});

const standIn = join(import.meta.dirname, 'sycl');
const cmake = hasCompiler && spawnSync('cmake', ['--version'], { stdio: 'ignore' }).status === 0;

describe.skipIf(!cmake)(
  `build.sh${cmake ? '' : ' (skipped: there is no cmake)'}`,
  { timeout: 60_000 },
  () => {
    const directory = join(scratch, 'build');
    const build = (compiler: string, ...words: string[]) =>
      spawnSync('./build.sh', words, {
        cwd: directory,
        encoding: 'utf8',
        env: { ...process.env, CXX: compiler, SYCL_STAND_IN: standIn },
      });

    it('builds the emulator and runs the testbench, by a compiler that takes the words of icpx', () => {
      writeProject(directory, convertModel(tiny, { target }));
      expect(build('icpx-that-is-not-there')).toMatchObject({ status: 3 });
      expect(build('g++', 'rm -rf')).toMatchObject({ status: 2 });
      const compiler = join(directory, 'icpx');
      copyFileSync(join(standIn, 'icpx.sh'), compiler);
      chmodSync(compiler, 0o755);
      const { status, stderr } = build(compiler);
      expect([stderr, status]).toEqual(['', 0]);
      expect(readFileSync(join(directory, 'tb_data', 'csim_results.log'), 'utf8')).toMatch(/^\S+ \S+\n$/);
    });
  },
);

describe('a project for oneAPI', () => {
  it.each(['parallel', 'stream'] as const)('is read as one for Vitis is, io_%s', async (io) => {
    const [ours, theirs] = await Promise.all(
      ([target, 'vitis'] as const).map(async (name) => {
        const directory = join(scratch, `read-${io}-${name}`);
        writeProject(directory, convertModel(tiny, { target: name, io }));
        return readLayerGraph(await openHlsProject(directory));
      }),
    );
    expect(ours.layers.map(({ name, kind, weights }) => [name, kind, weights?.values()])).toEqual(
      theirs.layers.map(({ name, kind, weights }) => [name, kind, weights?.values()]),
    );
    expect(ours.layers[0].weights?.values()).toHaveLength(12);
  });

  it('has pipes at its borders, its interval and its part', () => {
    const { files } = convertModel(tiny, { target, strategy: 'resource', reuseFactor: 3 });
    const kernel = files.get('myproject_kernel.h')!;
    expect(kernel).toContain('using fc1_input_word = nnet::array<input_t, 3>;');
    expect(kernel).toContain('pipe<pipe_ids::fc1_input, fc1_input_word, 1, properties>;');
    expect(kernel).toContain('pipelined<4>');
    expect(files.get('CMakeLists.txt')).toContain('set(FPGA_DEVICE "Agilex7" ');
    expect(files.get('CMakeLists.txt')).toContain('-Xsclock=5ns');
    expect(convertModel(tiny, { target, part: '10AS066N3F40E2SG' }).files.get('CMakeLists.txt')).toContain(
      '"10AS066N3F40E2SG"',
    );
  });

  it("has Intel's attributes before its loops, and nothing that SYCL forbids on a device", () => {
    const { files } = convertModel(images(), { target, io: 'stream' });
    expect(files.get('firmware/nnet_utils/nnet_conv2d_stream.h')).toMatch(
      /\[\[intel::initiation_interval\(CONFIG_T::reuse_factor\)\]\]\n {4}for /,
    );
    expect(files.get('firmware/nnet_utils/nnet_dense_latency.h')).toMatch(/#pragma unroll\n {4}for /);
    expect(files.get('firmware/weights/w4.h')).toMatch(/^static const conv_weight_t w4\[/m);
    const top = files.get('myproject_kernel.cpp')!;
    expect(top).toContain('    nnet::stream<input_t, pipes::layer2_cpy1> layer2_cpy1;\n');
    expect(top.match(/\.async\(\);/g)).toHaveLength(top.match(/static void task\d+\(\)/g)!.length);
  });
});
