import { Project } from 'hlsmith/cpp';
import { readLayerGraph } from 'hlsmith/hls';
import { groupVirtualLayers } from 'hlsmith/metaprograms/virtual-layers';
import { describe, expect, it } from 'vitest';
import { layersJson, layersReport } from '../../src/report/index.js';
import { networkFiles } from '../hls/graph/network.js';
import { branching } from '../hls/graph/branching.js';

const graph = readLayerGraph(Project.fromFiles('/p', networkFiles(branching)));
const virtualLayers = groupVirtualLayers(graph);

describe('the layers report', () => {
  const lines = layersReport(graph, virtualLayers).split('\n');
  const row = (layer: string): string[] =>
    lines
      .map((line) => line.split('│').map((cell) => cell.trim()))
      .find((cells) => cells[2] === layer)!
      .slice(1, -1);

  it('has a row for each layer, with what it reads, its shape and its types', () => {
    expect(row('conv')).toEqual([
      ...['conv', 'conv', 'convolution2d', 'x', '[3, 3, 3]'],
      ...['ap_fixed<16,6> x 12', 'ap_fixed<16,6> x 3', 'ap_fixed<12,4>', 'ap_fixed<16,6>', '1 resource'],
    ]);
    expect(row('fc').slice(0, 5)).toEqual(['fc', 'fc', 'dense', 'sum', '[2]']);
  });

  it('shows branches and merges', () => {
    expect(row('relu')[3]).toBe('conv*');
    expect(row('sum')[3]).toBe('relu + conv*');
    expect(lines).toContain('shared    one precision: conv + relu result');
  });

  it('lets no control character through', () => {
    const [first, ...others] = graph.layers;
    const hostile = { ...graph, layers: [{ ...first!, name: 'a\u001b[2J' }, ...others] };
    expect(layersReport(hostile, groupVirtualLayers(hostile))).not.toContain('\u001b');
  });
});

describe('the layers as JSON', () => {
  it('have everything that the C++ says of them', () => {
    expect(layersJson(graph, virtualLayers)).toMatchObject({
      name: 'net',
      inputs: [{ name: 'x', shape: [4, 4, 1], packed: 1, typedef: 'input_t', type: 'ap_fixed<16,6>' }],
      virtualLayers: [
        {
          name: 'conv',
          layers: [
            {
              reads: [{ tensor: 'x', layer: null }],
              readBy: ['relu', 'sum'],
              constants: { weight: { name: 'w2', length: 12, typedef: 'w_t' } },
              types: { accumulator: { typedef: 'acc_t', type: 'ap_fixed<16,6>' } },
              reuseFactor: 1,
              strategy: 'resource',
              parts: { mult_config: { config: 'config2_mult' } },
            },
          ],
        },
        {},
        { layers: [{ reads: [{ layer: 'relu' }, { layer: 'conv' }] }] },
        {},
      ],
    });
  });
});
