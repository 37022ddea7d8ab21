import type { FixedType } from '../hls/index.js';
import type { LoweredLayer } from './lower/index.js';
import type { Strategy } from './options.js';

/** What a configuration says of one layer, of a class of layers, or of all. */
export interface LayerConfiguration {
  /** By hls4ml's words (`weight`, `result`); `default` stands for all that are not named. */
  readonly precision: ReadonlyMap<string, FixedType | 'auto'>;
  readonly reuseFactor?: number;
  readonly strategy?: Strategy;
  readonly tableSize?: number;
  readonly parallelizationFactor?: number;
}

/** A configuration file in hls4ml's vocabulary, as far as it concerns layers. */
export interface Configuration {
  readonly model: LayerConfiguration;
  /** By hls4ml's class names: `Dense`, `Conv2D`, `Activation`. */
  readonly layerTypes: ReadonlyMap<string, LayerConfiguration>;
  /** By the model's own names of layers. */
  readonly layers: ReadonlyMap<string, LayerConfiguration>;
}

const nothing: LayerConfiguration = { precision: new Map() };

export const noConfiguration: Configuration = { model: nothing, layerTypes: new Map(), layers: new Map() };

/** The sections that concern a layer and not all layers, the most special first. */
export function sectionsFor(configuration: Configuration, layer: LoweredLayer): LayerConfiguration[] {
  const { layers, layerTypes } = configuration;
  const own = [layers.get(layer.name), layerTypes.get(classOf(layer))];
  return own.filter((section) => section !== undefined);
}

/**
 * Names of layers in a configuration that mean none. What begins with a layer's name is a part of it to hls4ml
 * (`fc1_linear`), which need not be one here.
 */
export function namesOfNoLayer({ layers }: Configuration, known: readonly string[]): string[] {
  return [...layers.keys()].filter(
    (name) => !known.some((layer) => name === layer || name.startsWith(`${layer}_`)),
  );
}

/**
 * What a configuration asks for a type: the most special section that says something; undefined where none does.
 * @param named only where the key itself is named: one precision for a whole layer is not meant for its tables.
 */
export function configuredType(
  sections: readonly LayerConfiguration[],
  key: string,
  { named = false } = {},
): FixedType | 'auto' | undefined {
  for (const { precision } of sections) {
    const type = precision.get(key) ?? (named ? undefined : precision.get('default'));
    if (type !== undefined) return type;
  }
  return undefined;
}

/** hls4ml's name for the class of a layer. */
function classOf(layer: LoweredLayer): string {
  if (layer.kind !== 'activation') return classes[layer.kind];
  return activationClasses[layer.activation] ?? 'Activation';
}

const classes: Readonly<Record<Exclude<LoweredLayer['kind'], 'activation'>, string>> = {
  input: 'Input',
  dense: 'Dense',
  batchNormalization: 'BatchNormalization',
  conv1d: 'Conv1D',
  conv2d: 'Conv2D',
  depthwiseConv1d: 'DepthwiseConv1D',
  depthwiseConv2d: 'DepthwiseConv2D',
  pooling1d: 'Pooling1D',
  pooling2d: 'Pooling2D',
  globalPooling1d: 'GlobalPooling1D',
  globalPooling2d: 'GlobalPooling2D',
  fixedPointQuantizer: 'FixedPointQuantizer',
  simpleRnn: 'SimpleRNN',
  lstm: 'LSTM',
  gru: 'GRU',
  bidirectional: 'Bidirectional',
  timeDistributed: 'TimeDistributed',
  reshape: 'Reshape',
  permute: 'Transpose',
  zeroPadding1d: 'ZeroPadding1D',
  zeroPadding2d: 'ZeroPadding2D',
  cropping1d: 'Cropping1D',
  cropping2d: 'Cropping2D',
  upSampling1d: 'Resize',
  upSampling2d: 'Resize',
  repeatVector: 'RepeatVector',
  add: 'Merge',
  subtract: 'Merge',
  multiply: 'Merge',
  average: 'Merge',
  maximum: 'Merge',
  minimum: 'Merge',
  concatenate: 'Concatenate',
  dot: 'Dot',
  embedding: 'Embedding',
  einsumDense: 'EinsumDense',
  einsum: 'Einsum',
  clone: 'Clone',
  repack: 'Repack',
  broadcast: 'Broadcast',
  reverse: 'Reverse',
};

const activationClasses: Readonly<Record<string, string>> = {
  softmax: 'Softmax',
  leakyRelu: 'ParametrizedActivation',
  thresholdedRelu: 'ParametrizedActivation',
  elu: 'ParametrizedActivation',
  prelu: 'PReLU',
  hardSigmoid: 'HardActivation',
  hardTanh: 'HardActivation',
  ternaryTanh: 'TernaryTanh',
};
