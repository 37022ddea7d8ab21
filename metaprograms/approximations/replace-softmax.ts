import { metaprogram, type CallNode, type FileNode } from 'hlsmith/cpp';
import { addLibrary } from './library.js';

/**
 * Replaces softmax layers of generated networks by cheaper ones: `argmax` gives 1 to the greatest logit;
 * `clipped-linear` is a max-centred, clipped, linear surrogate in the manner of the head-calibrated clipped-linear
 * softmax (HCCS), whose reach `calibrateReach` finds for logits of the layer.
 *
 * before: `nnet::softmax<layer8_t, result_t, softmax_config9>(layer8_out, layer9_out);`
 * after:  `hlsmith::softmax_by_argmax<layer8_t, result_t, softmax_config9::n_in>(layer8_out, layer9_out);`
 */
export default metaprogram({
  name: 'replace-softmax',
  description: 'Replace softmax layers by argmax or by a clipped-linear surrogate',
  scope: 'file',
  idempotent: true,
  options: {
    by: {
      type: 'string',
      default: 'argmax',
      choices: ['argmax', 'clipped-linear'],
      description: 'the surrogate',
    },
    reach: {
      type: 'number',
      default: 4,
      minimum: 0.001,
      description: 'logits so far below the greatest count nothing',
    },
  },
  run(project, { by, reach }) {
    const refused: string[] = [];
    const touched = new Set<FileNode>();
    for (const { c } of project.query('c:Call[name=softmax]')) {
      const reason = replace(c, by, reach);
      if (reason === null) touched.add(c.file);
      else refused.push(`${c.at.file}:${c.at.line}: ${c.text}: ${reason}`);
    }
    for (const file of touched) addLibrary(file, 'softmax_surrogates.h');
    return refused;
  },
  cases: [
    {
      title: 'gives the reason where it cannot',
      before: `
        void top(hls::stream<nnet::array<float, 5>> &in, hls::stream<nnet::array<float, 5>> &out) {
          nnet::softmax<nnet::array<float, 5>, nnet::array<float, 5>, config>(in, out);
        }
      `,
      report: [
        'kernel.cpp:2: nnet::softmax<nnet::array<float, 5>, nnet::array<float, 5>, config>(in, out): it reads streams',
      ],
    },
  ],
});

function replace(call: CallNode, by: 'argmax' | 'clipped-linear', reach: number): string | null {
  const [input, output, config] = call.templateArgs;
  if (!input || !output || !config || call.args.length < 2)
    return 'it is not called as generated networks call it';
  if (/\barray</.test(input.canonical)) return 'it reads streams';
  const name = by === 'argmax' ? 'softmax_by_argmax' : 'softmax_clipped_linear';
  const [from, to] = call.args;
  const more = by === 'argmax' ? '' : `, ${reach}`;
  call.replace(
    `hlsmith::${name}<${input.text}, ${output.text}, ${config.text}::n_in>(${from.text}, ${to.text}${more})`,
  );
  return null;
}

/** The clipped-linear softmax in numbers. */
export function clippedLinear(logits: readonly number[], reach: number): number[] {
  const best = Math.max(...logits);
  const counts = logits.map((logit) => Math.max(0, reach - (best - logit)));
  const sum = counts.reduce((a, b) => a + b, 0);
  return counts.map((count) => count / sum);
}

/**
 * The reach that comes nearest to softmax on given logits, by the mean of squared differences; one of 64 from 0.25
 * up to 64, evenly spaced in the logarithm.
 */
export function calibrateReach(rows: readonly (readonly number[])[]): number {
  const softmax = (row: readonly number[]): number[] => {
    const best = Math.max(...row);
    const powers = row.map((logit) => Math.exp(logit - best));
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((power) => power / sum);
  };
  const wanted = rows.map(softmax);
  const error = (reach: number): number =>
    rows.reduce((total, row, r) => {
      const got = clippedLinear(row, reach);
      return total + got.reduce((sum, value, i) => sum + (value - wanted[r][i]) ** 2, 0);
    }, 0);
  const reaches = Array.from({ length: 64 }, (_, n) => 0.25 * 2 ** ((n * 8) / 63));
  return reaches.reduce((best, reach) => (error(reach) < error(best) ? reach : best));
}
