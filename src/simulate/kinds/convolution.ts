import type { FixedType, TypeRole } from '../../hls/index.js';
import { fractionBits, quantize } from '../../hls/index.js';
import { problem } from '../../diagnostics/index.js';
import type { ResolvedConfig, ResolvedLayer } from '../network.js';
import type { Piece, TensorSignal, WeightSource } from '../pieces/piece.js';
import { reduction } from '../pieces/reduction.js';
import { effectiveWeights, multiplierOf, productOf, rawConstants, weightType } from '../products.js';
import { orderTells } from '../reuse-order.js';
import { signalOf } from '../wasm/conversion.js';
import type { Term, Terms } from '../wasm/terms.js';
import { convolutionWindows, firstChannels } from '../windows.js';
import { approximateSum } from './approximate.js';
import { input, oneKernel, output, temporary, type LayerKind } from './kind.js';
import { matrixPiece } from './matrix.js';

/** `nnet::conv_1d_cl` and `nnet::conv_2d_cl`, pointwise ones too: `nnet::dense` of the window at each position. */
export const convolution: LayerKind = {
  plan(layer, [input], weights) {
    return oneKernel(convolutionPiece(layer, wholeLayer(layer), input!, weights));
  },
};

/** `nnet::depthwise_conv_*_cl`: a sum of its own for each channel. */
export const depthwise: LayerKind = {
  plan(layer, [input], weights) {
    return oneKernel(depthwisePiece(layer, wholeLayer(layer), input!, weights));
  },
};

/** `nnet::separable_conv_*_cl`: a depthwise convolution, then a pointwise one on its result. */
export const separable: LayerKind = {
  plan(layer, [first], weights) {
    const [before, after] = separableStages(layer);
    const spatial = depthwisePiece(layer, before, first!, weights);
    const mixing = spatial && convolutionPiece(layer, after, spatial.output, weights);
    if (!spatial || !mixing) return null;
    return {
      calls: [
        { piece: spatial, from: [input(0)], to: temporary(0) },
        { piece: mixing, from: [temporary(0)], to: output() },
      ],
      temporaries: [spatial.output],
      output: mixing.output,
    };
  },
};

/** One convolution: the config struct that sizes it, the types of what it reads and writes, its constants. */
export interface Stage {
  readonly config: ResolvedConfig;
  readonly product: string;
  readonly data: FixedType;
  readonly result: FixedType;
  readonly weight: TypeRole;
  readonly bias: TypeRole;
}

export function wholeLayer(layer: ResolvedLayer): Stage {
  return {
    config: layer,
    product: layer.product(),
    data: layer.input,
    result: layer.output,
    weight: 'weight',
    bias: 'bias',
  };
}

/** A separable convolution's two steps; what is between them has a type of its own. */
export function separableStages(layer: ResolvedLayer): [Stage, Stage] {
  const between = layer.has('intermediate') ? layer.role('intermediate') : layer.output;
  const [first, second] = ['depthwise_config', 'pointwise_config'].map((part) => ({
    config: layer.part(part),
    product: layer.product(`${part}.mult_config`),
  }));
  return [
    { ...first!, data: layer.input, result: between, weight: 'depthwiseWeight', bias: 'depthwiseBias' },
    { ...second!, data: between, result: layer.output, weight: 'weight', bias: 'bias' },
  ];
}

function convolutionPiece(
  layer: ResolvedLayer,
  { config, product, data, result, weight, bias }: Stage,
  input: TensorSignal,
  weights: WeightSource,
): Piece | null {
  const matrix = {
    config,
    weights: layer.constants(weight),
    bias: layer.constants(bias),
    ...{ product, data, result },
    windows: convolutionWindows(config),
    channels: config.size('n_chan'),
    outputs: config.size('n_filt'),
  };
  return matrixPiece(matrix, input, weights);
}

function depthwisePiece(
  layer: ResolvedLayer,
  { config, product: name, data, result, weight, bias }: Stage,
  signal: TensorSignal,
  source: WeightSource,
): Piece | null {
  const channels = config.size('n_chan');
  const { positions, taps, pixels } = convolutionWindows(config);
  checkDepthwise(layer, config, weight, bias, taps * channels);
  const weights = rawConstants(layer.constants(weight), weightType(config, name), source);
  const starts = rawConstants(layer.constants(bias), config.role('bias'), source);
  const accumulator = config.role('accumulator');
  if (!weights || !starts) return null;
  if (orderTells(config, accumulator) && channels % config.size('reuse_factor') !== 0) return null;
  const multiplier = multiplierOf(config, name, data, weights.type);
  if (multiplier) {
    return approximateSum({
      ...{ multiplier, input: signal, positions, channels, taps, accumulator, bias: starts },
      ...{ features: firstChannels(pixels, channels), channelsShare: false },
      weights: { raw: weights.raw, fraction: fractionBits(weights.type), key: weights.key },
      finish: (terms, sum) => terms.convert(sum, result),
    });
  }
  const product = productOf(config, name, data, weights.type);
  const factors = effectiveWeights(weights.raw, weights.type, product, data);
  if (factors?.kind !== 'multiply') return null;
  const start = starts.raw.map((raw) =>
    Number(quantize(BigInt(raw), fractionBits(starts.type), accumulator)),
  );
  if (accumulator.width > 53) return null;
  const multiply = (terms: Terms, x: Term, w: Term): Term => terms.convert(terms.multiply(x, w), accumulator);
  return reduction({
    ...{ positions, channels, taps },
    inputs: [{ signal, features: firstChannels(pixels, channels) }],
    weights: { values: factors.raw, fraction: factors.fraction, key: `${weights.key} ${product}` },
    start: { values: start, fraction: fractionBits(accumulator), key: starts.key },
    state: () => signalOf(accumulator),
    step: (terms, sum, [x], w) => terms.convert(terms.add(sum, multiply(terms, x!, w!)), accumulator),
    finish: (terms, sum) => terms.convert(sum, result),
  });
}

function checkDepthwise(
  { layer, constants }: ResolvedLayer,
  config: ResolvedConfig,
  weight: TypeRole,
  bias: TypeRole,
  inputs: number,
): void {
  const filters = config.parameter('n_filt', config.size('n_chan'));
  if (constants(weight).length === inputs && constants(bias).length === config.size('n_chan')) {
    if (filters === config.size('n_chan')) return;
  }
  throw problem('simulate.weights', { layer: layer.name, inputs, outputs: filters });
}
