import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { formatFixedType } from 'hlsmith/hls';
import { convertModel, readConfiguration } from '../../src/codegen/index.js';
import { parsePrecision } from '../../src/codegen/read-configuration.js';
import { tiny } from './models.js';
import { complaint } from './scratch.js';

const read = (text: string) => readConfiguration(text, 'config.yml');

describe('a configuration in the words of hls4ml', () => {
  const text = `
IOType: io_parallel
ProjectName: net
ClockPeriod: 4
Backend: Vitis
HLSConfig:
  Model: { Precision: 'ap_fixed<16,6>', ReuseFactor: 4, Strategy: Latency }
  LayerType:
    Dense: { Precision: { accum: 'fixed<24,10,RND,SAT>' } }
  LayerName:
    fc1: { Precision: { weight: 'ap_fixed<6,1>', result: 'ap_ufixed<9, 4>' }, ReuseFactor: 2, Strategy: resource }
    softmax: { TableSize: 256 }
    output: { Precision: auto }
KerasModel: !!python/object:tensorflow.keras.Model
  weights: &a [1, 2]
  again: *a
`;

  it('sets the types, reuse factors and strategies of a project', () => {
    const { files, name } = convertModel(tiny, read(text));
    expect(name).toBe('net');
    const defines = files.get('firmware/defines.h')!;
    for (const line of [
      'typedef ap_fixed<16,6> input_t;',
      'typedef ap_fixed<6,1> fc1_weight_t;',
      'typedef ap_fixed<16,6> fc1_bias_t;',
      'typedef ap_fixed<24,10,AP_RND,AP_SAT> fc1_accum_t;',
      'typedef ap_ufixed<9,4> layer2_t;',
      // Inferred: weights, biases and inputs decide.
      'typedef ap_fixed<26,6> output_accum_t;',
      'typedef ap_ufixed<8,4,AP_RND,AP_SAT> softmax_inp_norm_t;',
    ])
      expect(defines).toContain(line);
    const config = parse(files.get('hlsmith_config.yml')!) as { HLSConfig: { LayerName: object } };
    expect(config.HLSConfig.LayerName).toMatchObject({
      fc1: { Strategy: 'Resource', ReuseFactor: 3, Precision: { weight: 'ap_fixed<6,1>' } },
      output: { Strategy: 'Latency', ReuseFactor: 4 },
    });
  });

  it('is what a project says of itself: converting by it gives the same project', () => {
    const first = convertModel(tiny, { ...read(text), clockPeriod: 3 }).files;
    const again = convertModel(tiny, read(first.get('hlsmith_config.yml')!)).files;
    expect([...again]).toEqual([...first]);
  });

  it('goes behind options of the caller, and layers before classes before the model', () => {
    const precision = parsePrecision('ap_fixed<12,4>')!;
    const { files } = convertModel(tiny, { ...read(text), name: 'other', precision, reuseFactor: 1 });
    const defines = files.get('firmware/defines.h')!;
    expect(defines).toContain('typedef ap_fixed<12,4> input_t;');
    expect(defines).toContain('typedef ap_fixed<6,1> fc1_weight_t;');
    expect(files.has('firmware/other.cpp')).toBe(true);
  });

  it.each([
    ['[1, 2]', 'no map'],
    ['Model: [1]', 'Model: it is no map'],
    ['root: x', 'it has none of the words HLSConfig, Model,'],
    [
      'Model: { TableSize: 1e12 }',
      'Model.TableSize: it is 1000000000000, and may be a whole number up to 1048576',
    ],
    ['Model: { ParallelizationFactor: 1.5 }', 'Model.ParallelizationFactor: it is 1.5'],
    ['Model: { Precision: double }', 'Model.Precision: "double" is no type'],
    ['Model: { Precision: { default: "ap_fixed<0,0>" } }', 'Model.Precision.default'],
    ['Model: { ReuseFactor: x }', 'Model.ReuseFactor: it is no number'],
    ['Model: { ReuseFactor: [1] }', 'no single value'],
    ['Model: { Strategy: fast }', 'Model.Strategy: it is "fast"'],
    ['IOType: io_serial', 'it is "io_serial"'],
    ['a: {', 'config.yml'],
  ])('%s: refused with the place', (bad, reason) => {
    const error = complaint(() => read(bad));
    expect([error.code, error.line]).toEqual(['codegen.configuration', expect.stringContaining(reason)]);
  });

  it('may name one section twice, as Python writes what stands in two places', () => {
    const shared = 'LayerName:\n  fc1: &id001 { Precision: "fixed<9,3>" }\n  output: *id001\n';
    const defines = convertModel(tiny, read(shared)).files.get('firmware/defines.h')!;
    for (const name of ['fc1', 'output'])
      expect(defines).toContain(`typedef ap_fixed<9,3> ${name}_weight_t;`);
  });

  it('is told of where it names a layer that the model has not', () => {
    const named = 'LayerName: { fc1: {}, fc1_linear: {}, softmax: {}, fc7: { ReuseFactor: 2 } }';
    expect(convertModel(tiny, read(named)).remarks).toEqual([
      'the configuration names "fc7", and no layer has that name',
    ]);
  });

  it('knows types without ap_', () => {
    const spelled = [
      'fixed<16,6>',
      'ufixed<8,0,RND,SAT>',
      'ap_fixed<4, 2, AP_RND_CONV, AP_SAT_SYM>',
      'uint<1>',
      'int<8>',
    ];
    expect(spelled.map((type) => formatFixedType(parsePrecision(type)!))).toEqual([
      'ap_fixed<16,6>',
      'ap_ufixed<8,0,AP_RND,AP_SAT>',
      'ap_fixed<4,2,AP_RND_CONV,AP_SAT_SYM>',
      'ap_uint<1>',
      'ap_int<8>',
    ]);
    expect(['ac_fixed<8,4>', 'float', 'fixed<a,b>', ''].map(parsePrecision)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('is read in time, however many layers it names', () => {
    const layers = Array.from({ length: 20_000 }, (_, at) => `  l${at}: { ReuseFactor: 2 }`);
    const started = process.cpuUsage();
    const { configuration } = readConfiguration(`LayerName:\n${layers.join('\n')}`, 'config.yml');
    const { user } = process.cpuUsage(started);
    expect(configuration!.layers.size).toBe(20_000);
    expect(user / 1e6).toBeLessThan(10);
  });

  const projects = process.env.HLSMITH_HLS4ML_PROJECTS ?? '';
  const why = existsSync(projects) ? '' : ' (skipped: HLSMITH_HLS4ML_PROJECTS names no folder)';
  it.skipIf(why !== '')(`reads the files of hls4ml's own projects${why}`, () => {
    for (const project of readdirSync(projects)) {
      const path = join(projects, project, 'hls4ml_config.yml');
      const { io, name, configuration } = readConfiguration(readFileSync(path, 'utf8'), path);
      expect([project, io, name]).toEqual([project, project.split(/[_-]/)[1], 'myproject']);
      expect(formatFixedType(configuration!.model.precision.get('default') as never)).toBe('ap_fixed<18,8>');
    }
  });
});
