import { Project } from 'hlsmith/cpp';
import { useRunTimePrecisions } from 'hlsmith/metaprograms/run-time-precisions';
import { expect, it } from 'vitest';

const source = `typedef ap_fixed<18,8> weight_t;
typedef weight_t bias_t;
typedef nnet::array<ap_fixed<16, 6>, 4*1> layer2_t;
using result_t = ap_ufixed<W + 1, 4, AP_RND, AP_SAT>;
typedef ap_fixed<70,30> wide_t;
typedef ap_fixed<8,4,AP_TRN,AP_WRAP_SM> odd_t;
typedef ap_int<4> index_t;
struct config { typedef ap_ufixed<17,7> norm_t; typedef weight_t weight_t; };
`;

function rewritten(
  tied: readonly (readonly string[])[] = [],
): [string, ReturnType<typeof useRunTimePrecisions>] {
  const project = Project.fromFiles('/p', { 'defines.h': `#define W 8\n${source}` });
  const precisions = useRunTimePrecisions(project, tied);
  project.commit();
  return [project.file('defines.h').text, precisions];
}

it('gives each typedef that spells a fixed-point type an entry of the table, and leaves the others', () => {
  const [text, precisions] = rewritten();
  expect(text).toBe(`#include "hlsmith_run_time.h"
#define W 8
typedef hlsmith::run_time<0> weight_t;
typedef weight_t bias_t;
typedef nnet::array<hlsmith::run_time<1>, 4*1> layer2_t;
using result_t = hlsmith::run_time<2>;
typedef ap_fixed<70,30> wide_t;
typedef ap_fixed<8,4,AP_TRN,AP_WRAP_SM> odd_t;
typedef ap_int<4> index_t;
struct config { typedef hlsmith::run_time<3> norm_t; typedef weight_t weight_t; };
`);
  expect(precisions.map(({ typedef, entry, type }) => [typedef, entry, type.width])).toEqual([
    ['weight_t', 0, 18],
    ['layer2_t', 1, 16],
    ['result_t', 2, 9],
    ['config::norm_t', 3, 17],
  ]);
});

it('gives typedefs that are tied one entry', () => {
  const [, precisions] = rewritten([['result_t', 'weight_t']]);
  expect(precisions.map(({ typedef, entry }) => `${typedef} ${entry}`)).toEqual([
    ...['weight_t 0', 'layer2_t 1', 'result_t 0', 'config::norm_t 2'],
  ]);
});
