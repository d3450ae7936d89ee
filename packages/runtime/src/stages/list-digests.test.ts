import type { ExamListing } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { listDigest, partDigests } from './list-digests.ts';

const revisions = { ct: '1', labels: '2', report: '3', truth: '4' };
const exams: readonly ExamListing[] = [
  { id: 'a', patient: 'p', split: 'train', revisions },
  { id: 'b', patient: 'q', split: 'test', revisions },
];
const outcomes = exams.map(({ id }) => ({ exam: id, status: 'done' as const }));
const digestsOf = (some: readonly ExamListing[], components = {}) => partDigests({ exams: some, outcomes }, components);
const changed = (change: Partial<ExamListing>) => [exams[0], { ...exams[1], ...change }];

describe('digests of a list of exams', () => {
  it('change with their own part alone', () => {
    const before = digestsOf(exams);
    const changes = (some: readonly ExamListing[]) =>
      Object.entries(digestsOf(some)).flatMap(([part, digest]) => (digest === before[part as 'ct'] ? [] : [part]));
    expect(changes(exams.map((exam) => ({ ...exam })))).toEqual([]);
    expect(changes(changed({ revisions: { ...revisions, report: '5' } }))).toEqual(['report']);
    expect(changes(changed({ split: 'train' }))).toEqual(['split']);
    expect(changes(exams.toReversed()).sort()).toEqual(['ct', 'labels', 'report', 'split', 'truth']);
  });

  it('tell parts without a revision by what lists them', () => {
    const some = changed({ revisions: { ...revisions, ct: undefined } });
    const [one, other] = [digestsOf(some, { cohort: { id: 'one' } }), digestsOf(some, { cohort: { id: 'other' } })];
    expect(one.ct).not.toBe(other.ct);
    expect(one.report).toBe(other.report);
  });

  it('of all see every outcome', () => {
    const before = listDigest({ exams, outcomes });
    const failed = [outcomes[0], { exam: 'c', status: 'failed' as const }, outcomes[1]];
    expect(listDigest({ exams, outcomes: failed })).not.toBe(before);
    expect(listDigest({ exams: changed({ patient: 'r' }), outcomes })).not.toBe(before);
    expect(listDigest({ exams: [...exams], outcomes: [...outcomes] })).toBe(before);
  });
});
