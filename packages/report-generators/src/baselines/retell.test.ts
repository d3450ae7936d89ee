import { testOrgans } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import type { ReusableSentence } from '../language/reusable-sentences.ts';
import { createMemory, shareOf, type Neighbour, type Remembered } from './neighbours.ts';
import { retell } from './retell.ts';

const [liver, kidney] = testOrgans;
const states = (text: string, ...findings: string[]): ReusableSentence => ({
  text,
  findings,
  denies: [],
  normal: false,
});
const denies = (text: string, ...findings: string[]): ReusableSentence => ({
  ...states(text),
  denies: findings,
});
const line = (present: readonly string[], ...sentences: ReusableSentence[]): Remembered => {
  return { part: 'liver', present, uncertain: [], sentences };
};
const near = (...lines: Remembered[]): Neighbour[] =>
  lines.map((remembered, place) => ({ remembered, cosine: -place }));
const said = (findings: readonly string[], ...lines: Remembered[]) =>
  retell(liver, { organ: 'liver' }, new Set(findings), near(...lines));

describe('retelling', () => {
  const cyst = line(
    ['hepatic_cyst'],
    states('A liver cyst.', 'hepatic_cyst'),
    denies('No hepatomegaly.', 'hepatomegaly'),
  );
  const both = line(
    ['hepatic_cyst', 'hepatomegaly'],
    states('Large liver with a cyst.', 'hepatic_cyst', 'hepatomegaly'),
  );

  it('has the words of the nearest of whom just these findings were said', () => {
    expect(said(['hepatic_cyst'], both, cyst)).toEqual(['A liver cyst.', 'No hepatomegaly.']);
    expect(said(['hepatic_cyst', 'hepatomegaly'], cyst, both)).toEqual(['Large liver with a cyst.']);
  });

  it('says each finding alone where there is none, and in the least words at last', () => {
    const large = line(['hepatomegaly'], states('The liver is large.', 'hepatomegaly'));
    expect(said(['hepatic_cyst', 'hepatomegaly'], large)).toEqual(['Hepatic cyst.', 'The liver is large.']);
    // Its words deny what is said beside it.
    const denying = line(['hepatic_cyst'], {
      ...denies('A cyst; not enlarged.', 'hepatomegaly'),
      findings: ['hepatic_cyst'],
    });
    expect(said(['hepatic_cyst', 'hepatomegaly'], denying)).toEqual(['Hepatic cyst.', 'Hepatomegaly.']);
  });

  it('does not repeat itself, and calls normal what has no findings', () => {
    const twice = line(
      ['hepatic_cyst'],
      states('A liver cyst.', 'hepatic_cyst'),
      states('Hepatic cyst.', 'hepatic_cyst'),
    );
    expect(said(['hepatic_cyst'], twice)).toEqual(['A liver cyst.']);
    expect(said([], cyst, line([]))).toEqual(['The liver is unremarkable.']);
    expect(retell(kidney, { organ: 'kidney', side: 'left' }, new Set(), [])).toEqual([
      'The left kidney is unremarkable.',
    ]);
  });
});

describe('a memory', () => {
  const lines = [line(['a']), line([]), { ...line(['a']), uncertain: ['b'] }, { ...line([]), part: 'spleen' }];
  const vectors = [
    [1, 0],
    [0, 1],
    [0.8, 0.6],
    [1, 0],
  ].map((vector) => Float32Array.from(vector));

  it('has the most alike of a part first, and tells what share of them has a finding', () => {
    const found = createMemory(lines, vectors).nearest({ organ: 'liver' }, Float32Array.of(1, 0));
    expect(found.map(({ remembered }) => lines.indexOf(remembered))).toEqual([0, 2, 1]);
    expect([shareOf(found, 'a'), shareOf(found.slice(0, 2), 'a'), shareOf(found, 'b')]).toEqual([2 / 3, 1, 0]);
    expect(shareOf([], 'a')).toBe(0);
  });
});
