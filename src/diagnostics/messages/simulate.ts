import { entry } from '../entry.js';
import { exitCode } from '../exit-codes.js';

export const simulateMessages = {
  'simulate.kind': entry<{ layer: string; kind: string }>(
    exitCode.badInput,
    (a) => `layer ${a.layer} is a ${a.kind}, which is not simulated`,
    'compile the project instead (hlsmith verify)',
  ),
  'simulate.unwritten': entry<{ layer: string; tensor: string }>(
    exitCode.badInput,
    (a) => `layer ${a.layer} reads ${a.tensor}, which nothing before it has written`,
    'the top function must call layers in the order of their data',
  ),
  'simulate.ends': entry<{ kernel: string; inputs: number; outputs: number }>(
    exitCode.badInput,
    (a) => `kernel ${a.kernel} has ${a.inputs} inputs and ${a.outputs} outputs`,
    'simulate a kernel with at least one of each',
  ),
  'simulate.channels-first': entry<{ layer: string; calls: string }>(
    exitCode.badInput,
    (a) => `layer ${a.layer}: ${a.calls} has its channels first, which is not simulated`,
    'convert the model with channels last, or compile the project instead (hlsmith verify)',
  ),
  'simulate.library': entry<{ layer: string; kind: string }>(
    exitCode.badInput,
    (a) => `layer ${a.layer}: a ${a.kind} of ac_fixed values (Quartus, oneAPI, Catapult) is not simulated`,
    'simulate the Vivado or Vitis project of the same network, or compile this one (hlsmith verify)',
  ),
  'simulate.part-missing': entry<{ layer: string; member: string }>(
    exitCode.badInput,
    (a) => `layer ${a.layer}: its config struct names no ${a.member}`,
    'add the typedef to the struct in parameters.h',
  ),
  'simulate.size-missing': entry<{ layer: string; config: string; parameter: string }>(
    exitCode.badInput,
    (a) => `layer ${a.layer}: ${a.config} has no number ${a.parameter}`,
    'add the constant to the struct in parameters.h, as a number',
  ),
  'simulate.product': entry<{ layer: string; product: string; known: readonly string[] }>(
    exitCode.badInput,
    (a) => `layer ${a.layer}: a product by ${a.product} of these types is not simulated`,
    (a) => `simulated are ${a.known.join(', ')}, the last of one-bit types only`,
  ),
  'simulate.multiplier': entry<{ layer: string; name: string; known: readonly string[] }>(
    exitCode.badInput,
    (a) => `layer ${a.layer}: nothing is known of the multiplier ${a.name}`,
    (a) => `known are ${a.known.join(', ')}, and tables that stand in the project`,
  ),
  'simulate.bad-multiplier': entry<{ reason: string }>(
    exitCode.badInput,
    (a) => `no multiplier: ${a.reason}`,
    'name a model such as drum:6, or a file with a table of 2^n x 2^n whole numbers',
  ),
  'simulate.no-products': entry<{ reasons: readonly string[] }>(
    exitCode.badInput,
    (a) =>
      `no layer has products that a multiplier could compute${a.reasons.map((line) => `; ${line}`).join('')}`,
    'approximate multipliers stand in config structs of dense, convolution and recurrent layers of nnet::',
  ),
  'simulate.no-softmax': entry<{ kernel: string }>(
    exitCode.badInput,
    (a) => `${a.kernel} has no softmax layer`,
    'hlsmith layers lists the layers',
  ),
  'simulate.multiplier-width': entry<{ layer: string; name: string; width: number; bits: number }>(
    exitCode.badInput,
    (a) =>
      `layer ${a.layer}: ${a.name} takes operands of ${a.bits} bits, and one of its types needs ${a.width}`,
    'give its inputs and weights narrower types first (hlsmith qhs, set-precisions), or use a wider multiplier',
  ),
  'simulate.reuse': entry<{ layer: string; reuse: number; inputs: number; outputs: number }>(
    exitCode.badInput,
    (a) => `layer ${a.layer}: a reuse factor of ${a.reuse} for ${a.inputs} x ${a.outputs} products`,
    'use a factor that divides the number of inputs, or a multiple of it',
  ),
  'simulate.activation': entry<{ layer: string; activation: string; known: readonly string[] }>(
    exitCode.badInput,
    (a) => `layer ${a.layer}: a recurrent cell with activation ${a.activation || 'none'} is not simulated`,
    (a) => `simulated are ${a.known.join(', ')}`,
  ),
  'simulate.cell': entry<{ layer: string; cell: string }>(
    exitCode.badInput,
    (a) => `layer ${a.layer}: a bidirectional layer of ${a.cell || 'no cell'} is not simulated`,
    'use LSTM or GRU cells',
  ),
  'simulate.pooling': entry<{ layer: string; operation: number }>(
    exitCode.badInput,
    (a) => `layer ${a.layer}: pooling operation ${a.operation} is not simulated`,
    'use maximum or average pooling',
  ),
  'simulate.merge': entry<{ layer: string; features: number; input: number }>(
    exitCode.badInput,
    (a) => `layer ${a.layer}: an input of ${a.input} values does not fit ${a.features} results`,
    'check the sizes in its config struct',
  ),
  'simulate.type-missing': entry<{ layer: string; role: string }>(
    exitCode.badInput,
    (a) => `layer ${a.layer}: its config struct names no ${a.role} type`,
    'add the typedef to the struct in parameters.h',
  ),
  'simulate.weights': entry<{ layer: string; inputs: number; outputs: number }>(
    exitCode.badInput,
    (a) => `layer ${a.layer}: weights and biases do not fit ${a.inputs} inputs and ${a.outputs} outputs`,
    'check the sizes in its config struct against the weight files',
  ),
  'simulate.softmax': entry<{ layer: string; what: string }>(
    exitCode.badInput,
    (a) => `layer ${a.layer}: softmax with ${a.what} is not simulated`,
    'use the stable, latency or argmax implementation over one axis',
  ),
  'simulate.sample-shape': entry<{ values: number; samples: number; features: number }>(
    exitCode.badInput,
    (a) => `${a.values} input values are not ${a.samples} samples of ${a.features} features`,
    'give inputs of shape samples x features',
  ),
  'simulate.labels': entry<{ labels: number; samples: number }>(
    exitCode.badInput,
    (a) => `${a.labels} labels for ${a.samples} samples`,
    'give one class index for each sample',
  ),
  'simulate.result-width': entry<{ tensor: string; width: number }>(
    exitCode.badInput,
    (a) => `${a.tensor} has ${a.width} bits, more than a result can hold`,
    'give it a type of at most 64 bits',
  ),
  'simulate.no-tensor': entry<{ tensor: string; kernel: string }>(
    exitCode.badInput,
    (a) => `kernel ${a.kernel} writes no tensor ${a.tensor}`,
    'name an array that one of its layers writes',
  ),
  'simulate.not-compilable': entry<{ directory: string; kernel: string }>(
    exitCode.badInput,
    (a) => `${a.directory}: no ${a.kernel}.cpp to compile, in firmware/ or beside it`,
    'give a project as hlsmith convert writes it, its top function named like its file',
  ),
  'simulate.compile-failed': entry<{ compiler: string; directory: string; error: string }>(
    exitCode.negative,
    (a) => `${a.directory}: ${a.compiler} cannot compile the kernel (${a.error})`,
    'the sources must compile on the host with firmware/ap_types',
  ),
  'simulate.run-failed': entry<{ kernel: string; status: number | null; error: string }>(
    exitCode.negative,
    (a) => `kernel ${a.kernel} ended with status ${a.status ?? 'none'} (${a.error || 'no message'})`,
    'run it under a debugger; its weight files must be in firmware/weights',
  ),
  'simulate.time-limit': entry<{ what: string; seconds: number }>(
    exitCode.environment,
    (a) => `${a.what} took more than ${a.seconds} s and was stopped`,
    'allow more time or use fewer samples',
  ),
  'simulate.no-kernel': entry<{ directory: string }>(
    exitCode.badInput,
    (a) => `${a.directory}: no function is defined that nothing else calls`,
    'name the top function with --top',
  ),
  'simulate.several-kernels': entry<{ directory: string; names: readonly string[] }>(
    exitCode.badInput,
    (a) => `${a.directory}: several functions could be the top one (${a.names.join(', ')})`,
    'name one with --top',
  ),
  'simulate.parameter': entry<{ name: string }>(
    exitCode.badInput,
    (a) => `nothing tells how many values the argument ${a.name} points to`,
    'declare it as an array with its size, a stream, or a single number',
  ),
  'simulate.no-reference': entry<{ directory: string }>(
    exitCode.badInput,
    (a) => `${a.directory}: no ap_fixed.h, there or in include/`,
    "name the folder of a vendor's headers, such as firmware/ap_types of an hls4ml project",
  ),
  'simulate.no-compiler': entry<object>(
    exitCode.environment,
    () => 'there is no C++ compiler (g++ or clang++) on PATH to compile the kernel with',
    'install one, or the npm package @yowasp/clang beside hlsmith; networks of known layers need none',
  ),
  'simulate.output-type': entry<{ tensor: string }>(
    exitCode.badInput,
    (a) => `${a.tensor} holds no fixed-point or integer numbers`,
    'name an array or stream of ap_fixed, ap_int or C integers',
  ),
  'simulate.fixed-precision': entry<{ typedef: string }>(
    exitCode.badInput,
    (a) => `the precision of ${a.typedef} cannot be changed: no typedef of that name spells one`,
    'leave it out of the assignment',
  ),
  'simulate.tied': entry<{ typedefs: readonly string[] }>(
    exitCode.badInput,
    (a) => `${a.typedefs.join(', ')} must be one type for the kernel to compile`,
    'give them the same precision',
  ),
  'simulate.no-profile': entry<{ reason: string }>(
    exitCode.badInput,
    (a) =>
      `the kernel does not compile with run-time precisions, so that nothing can be counted (${a.reason})`,
    'profile a kernel of known layers, or one without a width in a template argument',
  ),
  'simulate.no-truth': entry<{ metric: string; what: string }>(
    exitCode.badInput,
    (a) => `${a.metric} needs ${a.what} to hold the answers against`,
    (a) => `give ${a.what}, or choose another metric`,
  ),
  'simulate.targets': entry<{ targets: number; answers: number }>(
    exitCode.badInput,
    (a) => `${a.targets} target values for ${a.answers} answers`,
    'give one row for each sample, with as many numbers as the kernel answers',
  ),
  'simulate.closed': entry<object>(
    exitCode.internal,
    () => 'the simulation session was closed',
    'open another session',
  ),
};
