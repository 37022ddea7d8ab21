import { entry } from '../entry.js';
import { exitCode } from '../exit-codes.js';

/** A name from a file, on one line. */
const quote = (name: string): string => JSON.stringify(name.length <= 80 ? name : `${name.slice(0, 77)}...`);

/** The file itself is the message's place. */
export const nnMessages = {
  'npy.notNpy': entry<Record<never, never>>(
    exitCode.badInput,
    () => 'is not a .npy file',
    'write the array with numpy.save',
  ),
  'npy.damaged': entry<{ reason: string }>(
    exitCode.badInput,
    (a) => `the .npy file is damaged: ${a.reason}`,
    'write the array again with numpy.save',
  ),
  'npy.dtype': entry<{ dtype: string }>(
    exitCode.badInput,
    (a) => `arrays of dtype ${a.dtype} are not supported`,
    'convert the array first, for instance with .astype("float32")',
  ),
  'data.shape': entry<{ what: string; shape: string; expected: string }>(
    exitCode.badInput,
    (a) => `${a.what} of shape ${a.shape}, expected ${a.expected}`,
    'reshape the array with numpy.reshape and save it again',
  ),
  'data.notFinite': entry<{ value: string; sample: number; feature: number; count: number }>(
    exitCode.badInput,
    (a) =>
      `${a.value} in sample ${a.sample}, feature ${a.feature} (${a.count} such values in all; counted from 0)`,
    'remove or replace these samples',
  ),
  'labels.count': entry<{ labels: number; samples: number }>(
    exitCode.badInput,
    (a) => `${a.labels} labels for ${a.samples} samples`,
    'give one label for each sample of the inputs',
  ),
  'labels.value': entry<{ value: string; sample: number; expected: string }>(
    exitCode.badInput,
    (a) => `label ${a.value} of sample ${a.sample} is not ${a.expected} (samples counted from 0)`,
    'give class indices from 0, or one column for each class',
  ),
  'model.notModel': entry<Record<never, never>>(
    exitCode.badInput,
    () => 'is neither a Keras .keras or .h5 file, nor a .json architecture, nor an .onnx file',
    'save the model in Keras with model.save("model.h5")',
  ),
  'model.damaged': entry<{ reason: string }>(
    exitCode.badInput,
    (a) => `the model cannot be read: ${a.reason}`,
    'save it again in Keras with model.save("model.h5")',
  ),
  'model.noArchitecture': entry<Record<never, never>>(
    exitCode.badInput,
    () => 'holds weights only, no architecture',
    'give the .json of the architecture as the model and this file as its weights',
  ),
  'model.noWeights': entry<Record<never, never>>(
    exitCode.badInput,
    () => 'is an architecture without weights',
    'give the weights too: --weights FILE.h5',
  ),
  'model.notWeights': entry<Record<never, never>>(
    exitCode.badInput,
    () => 'is not an HDF5 file of weights',
    'save them in Keras with model.save_weights("weights.h5")',
  ),
  'model.kind': entry<{ className: string }>(
    exitCode.badInput,
    (a) => `the model is of class ${quote(a.className)}`,
    'build it with keras.Sequential or the functional interface',
  ),
  'model.graph': entry<{ reason: string }>(
    exitCode.badInput,
    (a) => `the graph of layers cannot be used: ${a.reason}`,
    'change the model and save it again',
  ),
  'model.layerClass': entry<{ layer: string; className: string; advice: string }>(
    exitCode.badInput,
    (a) => `layer ${quote(a.layer)} is of class ${quote(a.className)}, which is not supported`,
    (a) => a.advice,
  ),
  'model.layerKind': entry<{ layer: string; kind: string; action: 'written' }>(
    exitCode.badInput,
    (a) => `layer ${quote(a.layer)} is of kind ${a.kind}, which cannot be ${a.action}`,
    'leave the layer out of the model, or replace it',
  ),
  'model.layer': entry<{ layer: string; className: string; reason: string }>(
    exitCode.badInput,
    (a) => `layer ${quote(a.layer)} (${a.className}) ${a.reason}`,
    'change the layer and save the model again',
  ),
  'model.weights': entry<{ layer: string; weight: string; reason: string }>(
    exitCode.badInput,
    (a) => `weight ${a.weight} of layer ${quote(a.layer)} ${a.reason}`,
    'save architecture and weights from the same model',
  ),
  'onnx.damaged': entry<{ reason: string }>(
    exitCode.badInput,
    (a) => `the ONNX model cannot be read: ${a.reason}`,
    'export it again, for instance with torch.onnx.export',
  ),
  'onnx.weights': entry<Record<never, never>>(
    exitCode.badInput,
    () => 'is an ONNX model, which holds its weights itself',
    'leave --weights out',
  ),
  'onnx.graph': entry<{ reason: string }>(
    exitCode.badInput,
    (a) => `the ONNX graph cannot be used: ${a.reason}`,
    'change the model and export it again',
  ),
  'onnx.input': entry<{ input: string; reason: string }>(
    exitCode.badInput,
    (a) => `input ${quote(a.input)} ${a.reason}`,
    'export the model for inputs of a fixed shape; only the first axis, which counts samples, may be open',
  ),
  'onnx.tensor': entry<{ tensor: string; reason: string }>(
    exitCode.badInput,
    (a) => `tensor ${quote(a.tensor)} ${a.reason}`,
    'export the model again, with its weights in it as floats or integers',
  ),
  'onnx.operator': entry<{ node: string; operator: string; advice: string }>(
    exitCode.badInput,
    (a) => `node ${quote(a.node)} is a ${quote(a.operator)}, which is not supported`,
    (a) => a.advice,
  ),
  'onnx.node': entry<{ node: string; operator: string; reason: string }>(
    exitCode.badInput,
    (a) => `node ${quote(a.node)} (${a.operator}) ${a.reason}`,
    'change the model and export it again',
  ),
  'train.model': entry<{ model: string }>(
    exitCode.badInput,
    (a) => `model ${quote(a.model)} cannot be trained`,
    'give a chain of dense and ReLU layers that ends in one softmax',
  ),
};
