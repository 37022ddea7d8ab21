import { activationReaders } from './activation.js';
import { attentionReaders } from './attention.js';
import type { LayerReader } from './context.js';
import { convolutionReaders } from './convolution.js';
import { coreReaders } from './core.js';
import { hgqReaders } from './hgq.js';
import { mergeReaders } from './merge.js';
import { normalizationReaders } from './normalization.js';
import { poolingReaders } from './pooling.js';
import { recurrentReaders } from './recurrent.js';
import { shapeReaders } from './shape.js';
import { readTimeDistributed, wrapperReaders } from './wrappers.js';

/** The Keras classes that can be read. To support one more, add its reader to one of these lists. */
const readers: Readonly<Record<string, LayerReader>> = {
  ...coreReaders,
  ...activationReaders,
  ...normalizationReaders,
  ...convolutionReaders,
  ...poolingReaders,
  ...shapeReaders,
  ...mergeReaders,
  ...recurrentReaders,
  ...wrapperReaders,
  ...attentionReaders,
  ...hgqReaders,
};

/** @param from the package that the class is of */
export function readerOf(className: string, from = ''): LayerReader | undefined {
  if (isForeign(from)) return undefined;
  if (className === 'TimeDistributed') return readTimeDistributed(readerOf);
  return Object.hasOwn(readers, className) ? readers[className] : undefined;
}

export const knownClasses: readonly string[] = [...Object.keys(readers), 'TimeDistributed'].sort();

/** How many layers a layer of that class may read. */
export function takes(className: string, inputs: number): boolean {
  if (className === 'InputLayer') return inputs === 0;
  if (Object.hasOwn(mergeReaders, className)) return inputs >= 2;
  return className === 'MultiHeadAttention' ? inputs >= 2 && inputs <= 3 : inputs === 1;
}

/** What to do about classes that people often have in a model but that no hardware is made of. */
const advice: Readonly<Record<string, string>> = {
  PruneLowMagnitude: 'take the pruning wrappers off first: tfmot.sparsity.keras.strip_pruning(model)',
  QuantizeLayer:
    'train with QKeras or HGQ instead of tfmot.quantization, whose scales are no fixed-point types',
  QuantizeWrapper:
    'train with QKeras or HGQ instead of tfmot.quantization, whose scales are no fixed-point types',
  QuantizeWrapperV2:
    'train with QKeras or HGQ instead of tfmot.quantization, whose scales are no fixed-point types',
  Lambda:
    'build what the Lambda computes from layers: its Python code is not in the file in a form that can be read',
  TFOpLambda: 'replace the TensorFlow operation by a Keras layer (Add, Multiply, Reshape, ...)',
  SlicingOpLambda: 'replace the slice by a Cropping1D, Cropping2D or Reshape layer',
  Rescaling: 'scale the inputs before the network, or with a BatchNormalization layer',
  Normalization: 'normalise the inputs before the network, or with a BatchNormalization layer',
  Masking: 'pad the sequences with values that the network has learnt to ignore, without a Masking layer',
  ConvLSTM2D: 'only SimpleRNN, LSTM and GRU are supported as recurrent layers',
  LayerNormalization: 'use a BatchNormalization layer, which costs no divisions',
  Conv2DTranspose: 'use an UpSampling2D layer and a Conv2D layer',
};

/** What to do about layers of a package that cannot be read as they are; HGQ's proxies consist of layers that can. */
const packages: Readonly<Record<string, string>> = {
  HGQ: 'make its proxy and save that: to_proxy_model(model, aggressive=True) of HGQ',
  hgq: 'HGQ2 is not read yet: put the quantised weights (layer.qkernel, layer.qbias) into plain Keras layers, save these, and state the types of results in a --config file',
};

/** Whether names of classes mean other layers there than those that are read: HGQ2 and QKeras both have a QDense. */
function isForeign(from: string): boolean {
  return from === 'hgq' || from === 'hgq2';
}

export function adviceFor(className: string, from = ''): string | undefined {
  const ofPackage = isForeign(from) ? 'hgq' : from;
  if (Object.hasOwn(packages, ofPackage)) return packages[ofPackage];
  return Object.hasOwn(advice, className) ? advice[className] : undefined;
}
