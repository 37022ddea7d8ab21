import type { GlobalPoolingLayer, PoolingLayer } from '../model.js';
import { placesOf } from './convolution.js';
import { sizeOf, type Tensor } from './tensor.js';

/** Of what lies inside the input only: padding is no value and does not count in a mean. */
export function pooling(layer: PoolingLayer, input: Tensor, samples: number): Float64Array {
  const channels = input.shape.at(-1)!;
  const places = sizeOf(layer.outputShape.slice(0, -1));
  const dilation = layer.size.map(() => 1);
  const seen = placesOf(layer, { ...layer, dilation }, input.shape);
  return pool(layer.mode, input.data, seen, places, channels, samples);
}

export function globalPooling(layer: GlobalPoolingLayer, input: Tensor, samples: number): Float64Array {
  const channels = input.shape.at(-1)!;
  const all = Int32Array.from({ length: sizeOf(input.shape) / channels }, (_, place) => place);
  return pool(layer.mode, input.data, all, 1, channels, samples);
}

function pool(
  mode: PoolingLayer['mode'],
  data: Float64Array,
  seen: Int32Array,
  places: number,
  channels: number,
  samples: number,
): Float64Array {
  const taps = seen.length / places;
  const from = data.length / samples;
  const output = new Float64Array(samples * places * channels);
  if (mode === 'max') output.fill(-Infinity);
  for (let sample = 0; sample < samples; sample++) {
    for (let place = 0; place < places; place++) {
      const at = (sample * places + place) * channels;
      let count = 0;
      for (let tap = 0; tap < taps; tap++) {
        const index = seen[tap * places + place];
        if (index < 0) continue;
        count++;
        const start = sample * from + index * channels;
        for (let channel = 0; channel < channels; channel++) {
          const value = data[start + channel];
          if (mode === 'average') output[at + channel] += value;
          else if (value > output[at + channel]) output[at + channel] = value;
        }
      }
      if (mode === 'average') for (let c = 0; c < channels; c++) output[at + c] /= count;
    }
  }
  return output;
}
