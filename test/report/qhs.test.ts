import { groupVirtualLayers, precisionsAsFound } from 'hlsmith/metaprograms/virtual-layers';
import type { QhsOutcome } from 'hlsmith/qhs';
import { describe, expect, it } from 'vitest';
import { qhsReport, virtualLayerRows } from '../../src/report/qhs.js';
import { fixed, normalizedGraph } from '../graphs.js';

/** As a search might end, with the precisions of the batch normalisation narrowed. */
function outcome(): QhsOutcome {
  const graph = normalizedGraph();
  const virtualLayers = groupVirtualLayers(graph);
  const baseline = precisionsAsFound(virtualLayers);
  const assignment = new Map([
    ...baseline,
    ['bn1_scale_t', fixed('ap_fixed<9,4>')] as const,
    ['bn1_bias_t', fixed('ap_fixed<5,1>')] as const,
  ]);
  const accuracies = { baselineAccuracy: 0.75, accuracy: 0.7425 };
  return {
    ...{
      graph,
      kernel: graph.name,
      virtualLayers,
      baseline,
      assignment,
      ...accuracies,
      trials: [],
      pinned: [],
    },
    ...{ metric: 'accuracy', judged: 'logits', accumulators: 'keep' },
    evaluated: { tier: 'simulated', remark: null },
    answers: null,
  };
}

describe('the report of a search', () => {
  it('has the constants of layers that joined a virtual layer beside those of the layer that opens it', () => {
    const [first, second] = virtualLayerRows(outcome());
    expect(first).toMatchObject({
      layers: ['fc1', 'bn1', 'relu1'],
      weight: { typedefs: ['fc1_weight_t'], bitsAfter: 18 },
      result: { typedefs: ['fc1_t', 'bn1_t', 'relu1_t'] },
      more: [
        {
          layer: 'bn1',
          weight: { typedefs: ['bn1_scale_t'], bitsBefore: 18, bitsAfter: 9 },
          bias: { typedefs: ['bn1_bias_t'], bitsBefore: 18, bitsAfter: 5 },
        },
      ],
    });
    expect(first.more[0]).not.toHaveProperty('result');
    expect(second.more).toEqual([]);
  });

  it('shows and counts them in the table', () => {
    const text = qhsReport(
      outcome(),
      { verified: null, compiler: null, compared: [], firstSamples: null, reason: 'it is no C++' },
      1,
    );
    expect(text).toMatch(/18 -> 9 {2}ap_fixed<9,4> {2}bn1/);
    expect(text).toMatch(/18 -> 5 {2}ap_fixed<5,1> {2}bn1/);
    // Eight widths of 18 bits: three of each virtual layer, two of the batch normalisation.
    expect(text).toContain('bits      144 -> 122 (15.28% fewer)');
    expect(text).toContain('verified  no: it is no C++');
  });
});
