import { entry } from '../entry.js';
import { exitCode } from '../exit-codes.js';

export const hlsMessages = {
  'hls.no-project': entry<{ directory: string }>(
    exitCode.badInput,
    (a) => `${a.directory}: no such project folder`,
    'give the folder that hlsmith convert or hls4ml wrote',
  ),
  'hls.no-firmware': entry<{ directory: string }>(
    exitCode.badInput,
    (a) => `${a.directory}: no C++ kernel in it or in its firmware/ folder`,
    'give the folder that hlsmith convert or hls4ml wrote',
  ),
  'hls.no-top': entry<{ directory: string; functions: readonly string[] }>(
    exitCode.badInput,
    (a) => `${a.directory}: no top function: none calls a layer such as ${a.functions.join(', ')}`,
    'the top function of a generated project calls its layers directly; name another one with --top',
  ),
  'hls.several-tops': entry<{ directory: string; names: readonly string[] }>(
    exitCode.badInput,
    (a) => `${a.directory}: ${a.names.join(' and ')} call layers`,
    'name the one that is meant with --top',
  ),
  'hls.unknown-layer': entry<{ call: string; known: readonly string[] }>(
    exitCode.badInput,
    (a) => `the layer function ${a.call} is not known`,
    (a) => `known are ${a.known.join(', ')}`,
  ),
  'hls.bad-layer-call': entry<{ call: string; reason: string }>(
    exitCode.badInput,
    (a) => `the call of ${a.call} cannot be read as a layer: ${a.reason}`,
    'layers are called as hls4ml writes them: nnet::dense<input_t, layer2_t, config2>(in, out, w2, b2)',
  ),
  'hls.no-typedef': entry<{ spelled: string; what: string }>(
    exitCode.badInput,
    (a) => `no typedef ${a.spelled} (the type of ${a.what}) in the project`,
    'declare it in firmware/defines.h',
  ),
  'hls.not-fixed-point': entry<{ spelled: string; what: string }>(
    exitCode.badInput,
    (a) => `${a.spelled} (the type of ${a.what}) is not a fixed-point or integer type`,
    'types are ap_fixed, ap_ufixed, ap_int, ap_uint, ac_fixed or ac_int',
  ),
  'hls.unknown-variable': entry<{ name: string; call: string }>(
    exitCode.badInput,
    (a) => `${a.name}, which ${a.call} uses, is not declared in the top function`,
    'declare it as an argument or a local array',
  ),
  'hls.no-constant': entry<{ name: string; struct: string }>(
    exitCode.badInput,
    (a) => `${a.struct} has no constant ${a.name}, or one that cannot be evaluated`,
    'the config struct must give it as a number',
  ),
  'hls.unknown-strategy': entry<{ strategy: string; struct: string; known: readonly string[] }>(
    exitCode.badInput,
    (a) => `${a.struct} has the strategy ${a.strategy}, which is not known`,
    (a) => `known are ${a.known.join(' and ')}; write the project again with one of them`,
  ),
  'hls.saturating-order': entry<{ strategy: string; struct: string; typedef: string }>(
    exitCode.badInput,
    (a) =>
      `${a.struct} saturates its sums (${a.typedef}) and adds them in an order that its reuse factor chooses`,
    (a) => `let ${a.typedef} wrap, or write the project again with reuse factor 1 or the latency strategy`,
  ),
  'hls.bad-top': entry<{ name: string; reason: string }>(
    exitCode.badInput,
    (a) => `${a.name} cannot be read as a top function: ${a.reason}`,
    'give the whole folder that hls4ml wrote',
  ),
  'hls.tied-types': entry<{ typedefs: readonly string[]; given: readonly string[] }>(
    exitCode.badInput,
    (a) => `${a.typedefs.join(' and ')} must be one type, and are given ${a.given.join(' and ')}`,
    'give both the same type, or name only one of them',
  ),
  'hls.library-type': entry<{ typedef: string; given: string; reason: string }>(
    exitCode.badInput,
    (a) => `${a.typedef} cannot become ${a.given}: ${a.reason}`,
    'leave this type as it is',
  ),
  'hls.unwritten': entry<{ tensor: string; layer: string }>(
    exitCode.badInput,
    (a) => `${a.layer} reads ${a.tensor}, which no layer writes and which is no input`,
    'a layer is missing: write the project again with a backend and io type that have it',
  ),
  'hls.element-types': entry<{ struct: string; index: number; count: number }>(
    exitCode.badInput,
    (a) => `${a.struct} has no type for value ${a.index} of ${a.count}`,
    'it is expected as `res[0] = ap_fixed<8, 2>(data[0]);`, or `res[0] = 0;`, for each value',
  ),
  'hls.no-output': entry<{ name: string }>(
    exitCode.badInput,
    (a) => `no layer writes an output of ${a.name}`,
    'a layer is missing: write the project again with a backend and io type that have it',
  ),
  'hls.no-weights': entry<{ name: string }>(
    exitCode.badInput,
    (a) => `the weights ${a.name} are not defined in any file of the project`,
    'they are expected in firmware/weights as an array with an initialiser',
  ),
  'hls.weight-count': entry<{ name: string; expected: number; found: number }>(
    exitCode.badInput,
    (a) => `${a.name} has ${a.found} numbers where its layer needs ${a.expected}`,
    'write the project again, or check the sizes in its config struct',
  ),
  'hls.weight-number': entry<{ name: string; text: string }>(
    exitCode.badInput,
    (a) => `${a.name} holds "${a.text}", which is not a number`,
    'weights are plain decimal numbers',
  ),
  'hls.pragma-text': entry<{ text: string; reason: string }>(
    exitCode.badInput,
    (a) => `"${a.text}" is no pragma: ${a.reason}`,
    'write it as in C++: HLS UNROLL factor=4, ACCEL PARALLEL FACTOR=4, unroll 4, hls_unroll yes',
  ),
  'hls.pragma-name': entry<{ dialect: string; name: string; known: readonly string[] }>(
    exitCode.badInput,
    (a) => `${a.dialect} has no directive ${a.name}`,
    (a) => `known are ${a.known.join(', ')}`,
  ),
  'hls.pragma-option': entry<{ directive: string; option: string; known: readonly string[] }>(
    exitCode.badInput,
    (a) => `the directive ${a.directive} has no option ${a.option}`,
    (a) => (a.known.length > 0 ? `known are ${a.known.join(', ')}` : 'it takes none'),
  ),
  'hls.pragma-value': entry<{ directive: string; option: string; value: string }>(
    exitCode.badInput,
    (a) => `"${a.value}" is no value of the option ${a.option} of ${a.directive}`,
    'a value is one C++ expression on one line; true is for flags',
  ),
  'hls.pragma-place': entry<{ line: string; target: string; reason: string }>(
    exitCode.badInput,
    (a) => `this ${a.target} cannot be given ${a.line}: ${a.reason}`,
    'give it to another node, or change the code first',
  ),
  'hls.pragma-pending': entry<{ directive: string }>(
    exitCode.badInput,
    (a) => `${a.directive} was already changed here by an edit that is not committed`,
    'commit before changing the same pragma again',
  ),
  'hls.pragma-dialect': entry<{ name: string; known: readonly string[] }>(
    exitCode.badInput,
    (a) => `no pragma dialect ${a.name}`,
    (a) => `known are ${a.known.join(', ')}`,
  ),
};
