import { entry } from '../entry.js';
import { exitCode } from '../exit-codes.js';

export const codegenMessages = {
  'codegen.name': entry<{ name: string }>(
    exitCode.badInput,
    (a) => `${JSON.stringify(a.name)} cannot name a project`,
    'use letters, digits and single underscores, with a small letter among them and a letter first, at most 64, ' +
      'and no word of C++ or of the project (main, defines, parameters, nnet, std, hls), ' +
      'and as types are not: no ap_, ac_, hls_ or nnet_ first and no _t last',
  ),
  'codegen.part': entry<{ part: string }>(
    exitCode.badInput,
    (a) => `${JSON.stringify(a.part)} is no FPGA part`,
    'use letters, digits and single hyphens, as in xc7z020clg400-1 or xcvu13p-flga2577-2-e',
  ),
  'codegen.clock-period': entry<{ clockPeriod: number }>(
    exitCode.badInput,
    (a) => `a clock period of ${a.clockPeriod} ns is out of range`,
    'give nanoseconds, from 0.1 to 1000',
  ),
  'codegen.reuse-factor': entry<{ reuseFactor: number }>(
    exitCode.badInput,
    (a) => `${a.reuseFactor} is no reuse factor`,
    'give a whole number from 1 (all in parallel) to 1000000',
  ),
  'codegen.precision': entry<{ spelled: string }>(
    exitCode.badInput,
    (a) => `${a.spelled} cannot be the precision of a Vitis HLS project`,
    'use an ap_fixed, ap_ufixed, ap_int or ap_uint type of at most 500 bits before and after the point, as in ap_fixed<18,8>',
  ),
  'codegen.unsupported-layer': entry<{ layer: string; kind: string; known: readonly string[] }>(
    exitCode.badInput,
    (a) => `layer ${JSON.stringify(a.layer)} is of a kind that cannot be written as C++ yet: ${a.kind}`,
    (a) => `convert a model of these layers: ${a.known.join(', ')}`,
  ),
  'codegen.bad-layer': entry<{ layer: string; reason: string }>(
    exitCode.badInput,
    (a) => `layer ${JSON.stringify(a.layer)} cannot be written as C++: ${a.reason}`,
    'correct the model',
  ),
  'codegen.bad-model': entry<{ model: string; reason: string }>(
    exitCode.badInput,
    (a) => `the model ${JSON.stringify(a.model)} cannot be written as C++: ${a.reason}`,
    'correct the model',
  ),
  'codegen.adders-reuse': entry<{ layer: string; reuseFactor: number }>(
    exitCode.badInput,
    (a) =>
      `layer ${JSON.stringify(a.layer)} has reuse factor ${a.reuseFactor} and distributed arithmetic, which has nothing to reuse`,
    'give it the reuse factor 1, or the strategy latency or resource (LayerName in a --config file sets both per layer)',
  ),
  'codegen.too-many-adders': entry<{ layer: string; inputs: number; outputs: number; digits: number }>(
    exitCode.badInput,
    (a) =>
      `layer ${JSON.stringify(a.layer)} has a matrix of ${a.inputs} x ${a.outputs} with ${a.digits} nonzero digits, too many for distributed arithmetic`,
    'give it the strategy resource or latency (LayerName in a --config file), weights of fewer bits, or prune it',
  ),
  'codegen.configuration': entry<{ path: string; where: string; reason: string }>(
    exitCode.badInput,
    (a) => `${a.path}${a.where === '' ? '' : `: ${a.where}`}: ${a.reason}`,
    'write it as hls4ml does: Model, LayerName and LayerType with Precision, ReuseFactor, Strategy',
  ),
  'codegen.foreign-folder': entry<{ path: string }>(
    exitCode.badInput,
    (a) => `${a.path}: the folder exists and holds files that hlsmith did not write`,
    'choose another folder, or empty this one',
  ),
};
