import { describe, expect, it } from 'vitest';
import { parseFixedType } from 'hlsmith/hls';
import { openSession } from 'hlsmith/simulate';
import { gaussianInputs, jetNetwork, uniformTypes } from './graphs.js';
import { exactOutputs } from './oracle.js';

describe('the jet network', () => {
  it.each([
    'ap_fixed<18,8>',
    'ap_fixed<16,6>',
    'ap_fixed<12,5,AP_RND,AP_SAT>',
    'ap_fixed<8,4>',
    'ap_fixed<10,4,AP_RND_CONV,AP_SAT_SYM>',
    'ap_fixed<24,10,AP_TRN_ZERO,AP_SAT_ZERO>',
    'ap_fixed<30,12>',
    'ap_fixed<40,16,AP_RND>',
  ])('with %s everywhere', async (spelling) => {
    const graph = jetNetwork(uniformTypes(parseFixedType(spelling)!));
    const inputs = gaussianInputs(100);
    const session = await openSession(graph, { inputs, samples: 100 });
    for (const until of ['outputs', 'logits'] as const) {
      const { tensor } = session.evaluate(new Map(), { until });
      expect(Array.from(tensor.raw, BigInt)).toEqual(exactOutputs(graph, inputs, new Map(), until));
    }
    session.close();
  });
});
