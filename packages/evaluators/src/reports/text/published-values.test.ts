import { stemmer } from 'stemmer';
import { describe, expect, it } from 'vitest';
import { meteor } from './meteor.ts';
import { ourScores } from './test-support/our-scores.ts';
import type { PeerScores } from './test-support/peer-scores.ts';
import { referencePairs } from './test-support/reference-pairs.ts';
import { referenceValues } from './test-support/reference-values.ts';

const names = Object.keys(referenceValues) as (keyof PeerScores)[];

describe('scores of the published implementations', () => {
  const found = ourScores(referencePairs);

  it.each(names)('%s', (name) => {
    const [ours, theirs] = [found[name].flat(), referenceValues[name].flat()];
    expect(ours.length).toBe(theirs.length);
    ours.forEach((value, place) => expect(value, `place ${place}`).toBeCloseTo(theirs[place], 6));
  });
});

it('METEOR of the example in NLTK’s documentation is 0.6944 but for a synonym, which that has not', () => {
  const candidate = 'it is a guide to action which ensures that the military always obeys the commands of the party';
  const reference = 'it is a guide to action that ensures that the military will forever heed party commands';
  expect(meteor(candidate.split(' '), reference.split(' '))).toBeCloseTo(0.6944, 4);
});

// Of Porter's own vocabulary, and words of reports: NLTK's PorterStemmer of mode MARTIN_EXTENSIONS.
it.each([
  ['caresses', 'caress'],
  ['ponies', 'poni'],
  ['relational', 'relat'],
  ['radiology', 'radiolog'],
  ['effusions', 'effus'],
  ['calcified', 'calcifi'],
  ['calcification', 'calcif'],
  ['enlarged', 'enlarg'],
  ['measuring', 'measur'],
  ['hypodensities', 'hypodens'],
  ['opacities', 'opac'],
  ['kidneys', 'kidnei'],
])('the stem of %s is %s', (word, stem) => expect(stemmer(word)).toBe(stem));
