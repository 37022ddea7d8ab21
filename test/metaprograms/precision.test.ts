import { Project } from 'hlsmith/cpp';
import { setPrecisions } from 'hlsmith/metaprograms/precision';
import { describe, expect, it } from 'vitest';
import { fixed } from '../graphs.js';
import { smallProject } from '../hls/graph/project.js';

const open = () => Project.fromFiles('/p', smallProject);
const assignment = new Map([
  ['fc1_weight_t', fixed('ap_fixed<9,2>')],
  ['layer3_t', fixed('ap_fixed<7,8,AP_RND,AP_SAT>')],
  ['fc2_weight_t', fixed('ap_fixed<5,-1>')],
]);

describe('the precision metaprogram', () => {
  it('changes the named types and not one byte more', () => {
    const project = open();
    setPrecisions(project, assignment);
    project.commit();
    const expected = smallProject['firmware/defines.h']
      .replace('ap_fixed<18,8> fc1_weight_t', 'ap_fixed<9,2> fc1_weight_t')
      .replace('ap_fixed<18,8,AP_RND,AP_SAT> layer3_t', 'ap_fixed<7,8,AP_RND,AP_SAT> layer3_t')
      .replace('fc2_weight_t = ap_fixed<18, 8>', 'fc2_weight_t = ap_fixed<5,-1>');
    expect(project.file('firmware/defines.h').text).toBe(expected);
    for (const path of Object.keys(smallProject).filter((path) => path !== 'firmware/defines.h')) {
      expect(project.file(path).text).toBe(smallProject[path as keyof typeof smallProject]);
    }
  });

  it('makes no edit the second time, nor where a type is only spelled differently', () => {
    const project = open();
    setPrecisions(project, assignment);
    project.commit();
    setPrecisions(project, assignment);
    expect(project.commit().edits).toBe(0);
    const spaced = open();
    setPrecisions(spaced, new Map([['fc2_weight_t', fixed('ap_fixed<18,8>')]]));
    expect(spaced.commit().edits).toBe(0);
  });

  it('refuses a typedef that is not there and leaves the project as it was', () => {
    const project = open();
    expect(() => setPrecisions(project, new Map([['no_such_t', fixed('ap_fixed<9,2>')]]))).toThrow(
      /no_such_t/,
    );
    expect(project.commit().edits).toBe(0);
  });
});
