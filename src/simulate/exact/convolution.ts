import { fixedArithmetic } from '../../hls/index.js';
import { separableStages, wholeLayer, type Stage } from '../kinds/convolution.js';
import type { ResolvedLayer } from '../network.js';
import { weightType } from '../products.js';
import { convolutionWindows } from '../windows.js';
import { rawValues, type ExactKind } from './exact.js';
import { cast, denseOf, depthwiseOrder, productFunction, sumOfProducts } from './products.js';

/** nnet::conv_1d_cl, conv_2d_cl and pointwise ones: a dense layer of the window at each position. */
export const convolution: ExactKind = (layer) => {
  const compute = convolve(layer, wholeLayer(layer));
  return ([inputs]) => compute(inputs!);
};

/** nnet::depthwise_conv_1d_cl and depthwise_conv_2d_cl. */
export const depthwise: ExactKind = (layer) => {
  const compute = convolveChannels(layer, wholeLayer(layer));
  return ([inputs]) => compute(inputs!);
};

/** nnet::separable_conv_1d_cl and separable_conv_2d_cl. */
export const separable: ExactKind = (layer) => {
  const [first, second] = separableStages(layer);
  const [spatial, mixing] = [convolveChannels(layer, first), convolve(layer, second)];
  return ([inputs]) => mixing(spatial(inputs!));
};

function convolve(layer: ResolvedLayer, stage: Stage): (inputs: readonly bigint[]) => bigint[] {
  const { config } = stage;
  const { positions, taps, pixels } = convolutionWindows(config);
  const channels = config.size('n_chan');
  const weights = rawValues(layer.constants(stage.weight), weightType(config, stage.product));
  const bias = rawValues(layer.constants(stage.bias), config.role('bias'));
  const compute = denseOf(config, stage, weights, bias);
  return (inputs) =>
    Array.from({ length: positions }, (_, position) => {
      const window = pixels.subarray(position * taps, (position + 1) * taps);
      return compute(
        Array.from(window).flatMap((pixel) =>
          Array.from({ length: channels }, (_, channel) =>
            pixel < 0 ? 0n : inputs[pixel * channels + channel]!,
          ),
        ),
      );
    }).flat();
}

function convolveChannels(layer: ResolvedLayer, stage: Stage): (inputs: readonly bigint[]) => bigint[] {
  const { config, data, result } = stage;
  const { positions, taps, pixels } = convolutionWindows(config);
  const channels = config.size('n_chan');
  const [type, biasType] = [weightType(config, stage.product), config.role('bias')];
  const accumulator = config.role('accumulator');
  const weights = rawValues(layer.constants(stage.weight), type);
  const bias = rawValues(layer.constants(stage.bias), biasType);
  const product = productFunction(config, stage.product, data, type);
  return (inputs) =>
    Array.from({ length: positions * channels }, (_, at) => {
      const [position, channel] = [Math.floor(at / channels), at % channels];
      const order = depthwiseOrder(config, channel, taps, channels, accumulator);
      const terms = order.map((tap) => {
        const pixel = pixels[position * taps + tap]!;
        const raw = pixel < 0 ? 0n : inputs[pixel * channels + channel]!;
        return [
          { raw, type: data },
          { raw: weights[tap * channels + channel]!, type },
        ] as const;
      });
      const sum = sumOfProducts(terms, { raw: bias[channel]!, type: biasType }, product, accumulator);
      return fixedArithmetic.convert(cast(sum, config, data, taps * channels), result).raw;
    });
}
