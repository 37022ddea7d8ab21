import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openHlsProject, parseFixedType, readLayerGraph } from 'hlsmith/hls';
import {
  convertModel,
  readConfiguration,
  targetNames,
  writeProject,
  type TargetName,
} from '../../src/codegen/index.js';
import { readKernel } from '../../src/simulate/index.js';
import { hasCompiler, run, runTestbench, unlessCompiler } from './compiling.js';
import { recurrentNetwork, sequenceNetwork, vectorNetwork } from './every-layer.js';
import { randomNumbers, tiny } from './models.js';
import { scratchFolder } from './scratch.js';

const scratch = scratchFolder();
const precision = parseFixedType('ap_fixed<20,8>')!;

describe.skipIf(!hasCompiler)(`a project for Catapult${unlessCompiler}`, () => {
  it('computes the same bits in ac_fixed as one for Vitis in ap_fixed', { timeout: 60_000 }, () => {
    const model = vectorNetwork();
    const next = randomNumbers(3);
    const samples = Array.from({ length: 100 }, () => Array.from({ length: 12 }, () => next() * 4));
    const results = (['vitis', 'catapult'] as const).map((target) =>
      runTestbench(join(scratch, target), convertModel(model, { target, precision }), samples),
    );
    expect(results[0]).toHaveLength(100);
    expect(results[1]).toEqual(results[0]);
  });

  const networks = [
    ['sequence', sequenceNetwork()],
    ['recurrent', recurrentNetwork()],
  ] as const;
  const tried = process.env.HLSMITH_FUZZ === undefined ? networks.slice(0, 1) : networks;
  it.each(tried)(
    'computes the same bits between channels as one for Vitis: %s',
    { timeout: 60_000 },
    (name, model) => {
      const next = randomNumbers(5);
      const values = model.layers[0].outputShape.reduce((a, b) => a * b, 1);
      const samples = Array.from({ length: 20 }, () => Array.from({ length: values }, () => next() * 2));
      const results = (['vitis', 'catapult'] as const).map((target) =>
        runTestbench(
          join(scratch, `${name}-${target}-stream`),
          convertModel(model, { target, precision, io: 'stream' }),
          samples,
        ),
      );
      expect(results[0]).toHaveLength(20);
      expect(results[1]).toEqual(results[0]);
    },
  );
});

describe('a project for', () => {
  it.each(targetNames)('%s says so, and is converted alike by what it says', (target) => {
    const first = convertModel(tiny, { target }).files;
    const config = first.get('hlsmith_config.yml')!;
    expect((parse(config) as { Backend: string }).Backend.toLowerCase()).toBe(target);
    expect([...convertModel(tiny, readConfiguration(config, 'config.yml')).files]).toEqual([...first]);
  });

  it.each(targetNames)('%s has streams that the compiled tiers feed', async (target) => {
    const directory = join(scratch, `streams-${target}`);
    writeProject(directory, convertModel(tiny, { target, io: 'stream' }));
    const project = await openHlsProject(directory);
    const { parameters } = await readKernel(project, { graph: readLayerGraph(project) });
    expect(parameters.map(({ isStream, values }) => [isStream, values])).toEqual([
      [true, 3],
      [true, 2],
    ]);
  });

  it.each(targetNames)('%s has the reuse factor and the strategy of each layer', (target) => {
    const layers = 'fc1: {Strategy: Resource, ReuseFactor: 3}, output: {ReuseFactor: 2}';
    const chosen = readConfiguration(`HLSConfig: {LayerName: {${layers}}}`, 'config.yml');
    const { files } = convertModel(tiny, { ...chosen, target });
    const structs = files.get('firmware/parameters.h')!.split('\nstruct ').slice(1);
    const facts = structs.map((struct) => [
      /^\w+/.exec(struct)![0],
      /reuse_factor = (\d+)/.exec(struct)?.[1],
      /strategy = nnet::(\w+)/.exec(struct)?.[1],
    ]);
    expect(facts).toEqual([
      ['config2', '3', 'resource'],
      ['relu_config3', '1', undefined],
      ['config4', '2', 'latency'],
      ['softmax_config5', '1', undefined],
    ]);
    // The slowest layer decides when the next sample may come.
    const place: Partial<Record<TargetName, [string, string]>> = {
      catapult: ['build_prj.tcl', 'directive set -PIPELINE_INIT_INTERVAL 3\n'],
      oneapi: ['myproject_kernel.h', 'pipelined<3>'],
    };
    const [path, text] = place[target] ?? ['firmware/myproject.cpp', '#pragma HLS DATAFLOW\n'];
    expect(files.get(path)).toContain(text);
  });

  it('Vivado is built by Vivado HLS', () => {
    const tcl = convertModel(tiny, { target: 'vivado' }).files.get('build_prj.tcl')!;
    expect(tcl).toContain('#   vivado_hls -f build_prj.tcl\n');
    expect(tcl).not.toContain('vitis');
  });

  it('Catapult has the pragmas of Catapult before its loops, no others in its top function', () => {
    const { files } = convertModel(tiny, { target: 'catapult' });
    expect(files.get('firmware/myproject.cpp')).toContain('#pragma hls_design top\nvoid myproject(');
    expect(files.get('firmware/myproject.cpp')).not.toContain('#pragma HLS');
    expect(files.get('firmware/defines.h')).toContain('typedef ac_fixed<18,8,true> fc1_weight_t;');
    const dense = files.get('firmware/nnet_utils/nnet_dense_latency.h')!;
    expect(dense).toMatch(/#pragma hls_unroll yes\n {4}for \(unsigned i = 0;.*\n {8}#pragma HLS UNROLL/);
  });

  it('Catapult has channels where others have streams, static between the layers', () => {
    const { files } = convertModel(tiny, { target: 'catapult', io: 'stream' });
    const top = files.get('firmware/myproject.cpp')!;
    expect(top).toContain('    ac_channel<input_t> &fc1_input,\n');
    expect(top).toContain('    static ac_channel<layer2_t> layer2_out;\n');
    for (const [path, text] of files) {
      if (/ap_types|^hlsmith/.test(path)) continue;
      expect([path, /hls::stream|hls_stream/.test(text)]).toEqual([path, false]);
    }
  });

  const cmake = spawnSync('cmake', ['--version'], { stdio: 'ignore' }).status === 0 && hasCompiler;
  it.skipIf(!cmake)(`plain C++ is built by CMake${cmake ? '' : ' (skipped: there is no cmake)'}`, () => {
    const directory = join(scratch, 'cpp');
    writeProject(directory, convertModel(tiny, { target: 'cpp' }));
    run(directory, 'cmake', ['-B', 'build']);
    run(directory, 'cmake', ['--build', 'build']);
    run(directory, 'ctest', ['--test-dir', 'build']);
  });
});
