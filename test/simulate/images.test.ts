import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FixedType } from 'hlsmith/hls';
import { anyType, compareLayer, fuzz, LaneCount, valuesOf } from './arbitrary.js';
import { randomNumbers, type LayerSketch } from './graphs.js';

/** One direction: a window that moves over an image, with padding that Keras could ask for. */
const anyDirection = fc
  .record({
    input: fc.integer({ min: 1, max: 6 }),
    window: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    before: fc.integer({ min: 0, max: 2 }),
    after: fc.integer({ min: 0, max: 2 }),
  })
  .filter(({ input, window, before, after }) => input + before + after >= window)
  .filter(({ window, before, after }) => before < window && after < window)
  .map((direction) => {
    const { input, window, stride, before, after } = direction;
    return { ...direction, output: Math.floor((input + before + after - window) / stride) + 1 };
  });

type Direction = typeof anyDirection extends fc.Arbitrary<infer T> ? T : never;

function convolution(
  kind: LayerSketch['kind'],
  [rows, columns]: [Direction | null, Direction],
  [channels, filters]: [number, number],
  types: Record<'weight' | 'bias' | 'accumulator', FixedType>,
  output: FixedType,
  strategy: Record<string, number>,
  random: () => number,
): LayerSketch {
  const taps = columns.window * (rows?.window ?? 1);
  const depthwise = kind.startsWith('depthwise');
  return {
    kind,
    output,
    types,
    weights: valuesOf(types.weight, taps * channels * (depthwise ? 1 : filters), random),
    bias: valuesOf(types.bias, filters, random),
    parameters: {
      in_width: columns.input,
      out_width: columns.output,
      filt_width: columns.window,
      stride_width: columns.stride,
      pad_left: columns.before,
      n_chan: channels,
      n_filt: filters,
      ...(rows && {
        in_height: rows.input,
        out_height: rows.output,
        filt_height: rows.window,
        stride_height: rows.stride,
        pad_top: rows.before,
      }),
      ...strategy,
    },
    shape: [...(rows ? [rows.output] : []), columns.output, filters],
  };
}

describe.each([
  ['narrow', 12, 9],
  ['wide', 34, 24],
])('%s types', (_, widest, spread) => {
  const type = anyType(widest, spread);
  const types = fc.record({ weight: type, bias: type, accumulator: type });
  const directions = fc.tuple(fc.option(anyDirection, { freq: 2 }), anyDirection);

  it('convolutions', async () => {
    const lanes = new LaneCount();
    const sizes = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 5 }));
    const run = fc.record({ input: type, output: type, types, directions, sizes, seed: fc.nat() });
    await fc.assert(
      fc.asyncProperty(run, async ({ input, output, types, directions, sizes, seed }) => {
        const random = randomNumbers(seed);
        const [rows, columns] = directions;
        const inputs = columns.window * (rows?.window ?? 1) * sizes[0];
        const reuse = [1, inputs, 2, 3].filter((factor) => inputs % factor === 0)[seed % 4] ?? 1;
        const strategy = { strategy: seed % 2, reuse_factor: reuse };
        const kind = rows ? 'convolution2d' : 'convolution1d';
        const layer = convolution(kind, directions, sizes, types, output, strategy, random);
        const shape = [...(rows ? [rows.input] : []), columns.input, sizes[0]];
        lanes.add(await compareLayer([{ type: input, shape }], layer, seed));
      }),
      { numRuns: 90 * fuzz },
    );
    expect(lanes.fast).toBeGreaterThan(lanes.exact);
  });

  it('depthwise convolutions', async () => {
    const lanes = new LaneCount();
    const channels = fc.integer({ min: 1, max: 4 });
    const run = fc.record({ input: type, output: type, types, directions, channels, seed: fc.nat() });
    await fc.assert(
      fc.asyncProperty(run, async ({ input, output, types, directions, channels, seed }) => {
        const [rows, columns] = directions;
        const kind = rows ? 'depthwiseConvolution2d' : 'depthwiseConvolution1d';
        const reuse = [1, channels, columns.window * (rows?.window ?? 1) * channels][seed % 3]!;
        const strategy = { strategy: seed % 2, reuse_factor: reuse };
        const sizes: [number, number] = [channels, channels];
        const layer = convolution(kind, directions, sizes, types, output, strategy, randomNumbers(seed));
        const shape = [...(rows ? [rows.input] : []), columns.input, channels];
        lanes.add(await compareLayer([{ type: input, shape }], layer, seed));
      }),
      { numRuns: 70 * fuzz },
    );
    expect(lanes.fast).toBeGreaterThan(0);
  });

  it('pooling, of arrays and of streams', async () => {
    const lanes = new LaneCount();
    const run = fc.record({
      ...{ input: type, output: type, accumulator: type, directions },
      channels: fc.integer({ min: 1, max: 3 }),
      operation: fc.constantFrom(0, 1),
      countsPadding: fc.constantFrom(0, 1),
      isGlobal: fc.boolean(),
      isStream: fc.boolean(),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ input, output, accumulator, directions, channels, ...choice }) => {
        const [rows, columns] = directions;
        const { isGlobal, isStream, operation, seed } = choice;
        const direction = ({ before, after, ...rest }: Direction): Direction => {
          const kept = isStream ? { before: 0, after: 0 } : { before, after };
          const size = rest.input + kept.before + kept.after;
          const window = Math.min(rest.window, size);
          return { ...rest, ...kept, window, output: Math.floor((size - window) / rest.stride) + 1 };
        };
        const [y, x] = [rows && direction(rows), direction(columns)];
        const layer: LayerSketch = {
          kind: isGlobal ? 'globalPooling' : 'pooling',
          output,
          types: { accumulator },
          parameters: {
            ...{ pool_op: operation, count_pad: choice.countsPadding, n_filt: channels },
            ...{ pool_width: x.window, stride_width: x.stride, pad_left: x.before },
            ...(y
              ? {
                  ...{ in_width: x.input, out_width: x.output, in_height: y.input, out_height: y.output },
                  ...{ pool_height: y.window, stride_height: y.stride, pad_top: y.before },
                }
              : { n_in: x.input, n_out: x.output }),
          },
          shape: isGlobal ? [channels] : [...(y ? [y.output] : []), x.output, channels],
        };
        const shape = [...(y ? [y.input] : []), x.input, channels];
        lanes.add(await compareLayer([{ type: input, shape }], layer, seed, isStream ? 'last' : undefined));
      }),
      { numRuns: 150 * fuzz },
    );
    expect(lanes.fast).toBeGreaterThan(lanes.exact);
  });

  it('padding, cropping, up-sampling and transposing', async () => {
    const size = fc.integer({ min: 1, max: 4 });
    const run = fc.record({
      ...{ input: type, output: type, height: size, width: size, channels: size },
      edges: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
      kind: fc.constantFrom(
        'zeroPadding' as const,
        'cropping' as const,
        'upSampling' as const,
        'transpose' as const,
      ),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ input, output, height, width, channels, edges, kind, seed }) => {
        const [top, bottom, left, right] = edges;
        const layers: Record<typeof kind, LayerSketch> = {
          zeroPadding: {
            ...{ kind, output, shape: [height + top + bottom, width + left + right, channels] },
            parameters: {
              ...{ in_height: height, in_width: width, n_chan: channels, pad_top: top, pad_left: left },
              ...{ out_height: height + top + bottom, out_width: width + left + right },
            },
          },
          cropping: {
            ...{ kind, output, shape: [height, width, channels] },
            parameters: {
              ...{ in_height: height + top + bottom, in_width: width + left + right, n_chan: channels },
              ...{ crop_top: top, crop_left: left, out_height: height, out_width: width },
            },
          },
          upSampling: {
            ...{ kind, output, shape: [height * (1 + top), width * (1 + left), channels] },
            parameters: {
              ...{ height, width, n_chan: channels },
              ...{ new_height: height * (1 + top), new_width: width * (1 + left) },
            },
          },
          transpose: {
            ...{ kind, output, shape: [channels, height, width] },
            parameters: {
              ...{ 'to_shape[0]': channels, 'to_shape[1]': height, 'to_shape[2]': width },
              ...{ 'perm_strides[0]': 1, 'perm_strides[1]': width * channels, 'perm_strides[2]': channels },
            },
          },
        };
        const crops = kind === 'cropping';
        const shape = [height + (crops ? top + bottom : 0), width + (crops ? left + right : 0), channels];
        await compareLayer([{ type: input, shape }], layers[kind], seed);
      }),
      { numRuns: 50 * fuzz },
    );
  });
});
