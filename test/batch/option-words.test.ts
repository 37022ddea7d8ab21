import { describe, expect, it } from 'vitest';
import { completeOptions } from 'hlsmith/cpp';
import { optionsFromWords } from '../../src/batch/index.js';
import type { HlsmithError } from '../../src/diagnostics/index.js';
import moody from './metaprograms/moody.js';

const read = (words: readonly string[]): object => completeOptions(moody, optionsFromWords(moody, words));

describe('options of a metaprogram', () => {
  it('have their defaults', () => {
    expect(read([])).toEqual({ count: 1, loopName: null, loud: false, mood: 'calm' });
  });

  it('are read as their types say', () => {
    expect(read(['--count', '3', '--loop-name=x y', '--loud', '--mood', 'angry'])).toEqual({
      count: 3,
      loopName: 'x y',
      loud: true,
      mood: 'angry',
    });
    expect(read(['--loud', '--no-loud', '--count=2'])).toMatchObject({ loud: false, count: 2 });
  });

  it.each([
    [['--cuont', '3'], /option --cuont of moody: there is no such option; .* --count, --loop-name/],
    [['--count', 'x'], /option count of moody: it takes a whole number from 1, not "x"/],
    [['--count', '0'], /it takes a whole number from 1, not 0/],
    [['--count', '1.5'], /it takes a whole number from 1, not 1.5/],
    [['--count'], /option --count of moody: it takes a value/],
    [['--loud=3'], /option --loud of moody: it takes no value/],
    [['--mood', 'sad'], /it takes one of calm, angry, not "sad"/],
    [['3'], /option 3 of moody: is not an option/],
    [['--no-count'], /--no-count of moody: there is no such option/],
  ])('refuse %j', (words, message) => {
    let line = '';
    try {
      read(words);
    } catch (error) {
      line = (error as HlsmithError).line;
    }
    expect(line).toMatch(message);
  });
});
