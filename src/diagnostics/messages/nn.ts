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
    () => 'is neither a Keras .keras or .h5 file nor a .json architecture',
    'save the model in Keras with model.save("model.h5")',
  ),
  'model.onnx': entry<Record<never, never>>(
    exitCode.badInput,
    () => 'is an ONNX model, which is not read',
    'save the network where it was trained: model.save("model.h5") in Keras, QKeras or HGQ',
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
  'train.model': entry<{ model: string }>(
    exitCode.badInput,
    (a) => `model ${quote(a.model)} cannot be trained`,
    'give a chain of dense and ReLU layers that ends in one softmax',
  ),
};
